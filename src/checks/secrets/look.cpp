#include "checks/secrets/look.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "base/text.h"

namespace andon::checks::secrets {

namespace limits = base::limits;

Look::Look(const Engine::Ready& ready, std::string_view path, std::string_view bytes, Scan& scan)
    : ready_(ready),
      path_(path),
      text_(bytes),
      scan_(scan),
      applies_(ready.each.size(), Applies::unknown) {}

Scanned Look::run() {
  Layer file;
  file.text = text_.folded();
  look(file, 0);
  drop_generic();
  if (is_cut_)
    out_.problems.push_back(
        fmt::format("more than {} bytes of decoded values: the rest was not decoded",
                    limits::decoded_bytes_per_file));
  if (is_full_)
    out_.problems.push_back(fmt::format("more than {} findings: the rest was not looked at",
                                        limits::secret_matches_per_file));
  for (auto& one : found_) out_.hits.push_back(std::move(one.hit));
  std::sort(out_.hits.begin(), out_.hits.end(), [](const Hit& a, const Hit& b) {
    return std::tie(a.match.begin, a.match.end, a.rule, a.mask.begin, a.mask.end, a.decoded_from) <
           std::tie(b.match.begin, b.match.end, b.rule, b.mask.begin, b.mask.end, b.decoded_from);
  });
  return std::move(out_);
}

void Look::look(const Layer& layer, std::size_t depth) {
  auto found = judge_all(layer);
  add_complete(found);
  if (depth == ready_.decode_depth || is_cut_ || is_full_) return;
  const auto values = find_encoded(layer.text, limits::decoded_bytes_per_file, is_cut_);
  if (values.empty()) return;
  for (const auto& part : decoded_layers(layer, values)) look(part, depth + 1);
}

std::vector<Look::Found> Look::judge_all(const Layer& layer) {
  std::vector<Found> found;
  Lowered lowered;
  const auto* origin = layer.is_decoded() ? nullptr : &text_;
  for (const auto& match : find_matches(ready_, layer.text, origin, scan_, out_.problems)) {
    const auto& rule = *ready_.each[match.rule];
    if (!rule.rule->is_reported && !rule.is_required) continue;
    if (!applies(match.rule)) continue;
    if (auto one = judge(match, layer, lowered)) found.push_back(*std::move(one));
    if (found.size() > limits::secret_matches_per_file) {
      is_full_ = true;
      break;
    }
  }
  return found;
}

bool Look::applies(std::uint32_t index) {
  auto& known = applies_[index];
  if (known == Applies::unknown) {
    const auto& rule = *ready_.each[index];
    bool does = true;
    for (const auto& allow : rule.allows) does = does && !allow->covers_file(path_);
    if (does && !rule.path.is_empty()) does = rule.path.get() && rule.path.get()->search(path_);
    known = does ? Applies::yes : Applies::no;
  }
  return known == Applies::yes;
}

std::optional<Look::Found> Look::judge(const Match& match, const Layer& layer, Lowered& lowered) {
  const auto& rule = *ready_.each[match.rule];
  // A line break at either end is not part of what is reported, but it counts for the line.
  auto begin = match.begin, end = match.end;
  while (begin < end && layer.text[begin] == '\n') ++begin;
  while (end > begin && layer.text[end - 1] == '\n') --end;
  const auto fresh =
      layer.is_decoded() ? new_pieces(layer, match.begin, match.end) : std::vector<const Piece*>{};
  if (layer.is_decoded() && fresh.empty()) return std::nullopt;

  Found found;
  auto& hit = found.hit;
  hit.rule = match.rule;
  std::size_t secret_begin = begin, secret_end = end;
  find_secret(rule, begin, end, layer, secret_begin, secret_end, hit.secret);
  if (rule.rule->entropy != 0 && entropy(hit.secret) <= rule.rule->entropy) return std::nullopt;

  const auto file_begin = origin_begin(layer, begin);
  const auto file_end = std::max(origin_end(layer, end), file_begin);
  const auto line = line_around(file_begin, file_end);
  const auto whole = layer.text.substr(begin, end - begin);
  const Candidate candidate{hit.secret, whole, fresh.empty() ? line : decoded_line(layer, fresh),
                            path_};
  const auto covers = [&](const auto& allow) { return allow->covers(candidate); };
  if (std::any_of(ready_.allows.begin(), ready_.allows.end(), covers) ||
      std::any_of(rule.allows.begin(), rule.allows.end(), covers))
    return std::nullopt;

  hit.match = {text_.original(file_begin), text_.original(file_end)};
  hit.mask = layer.is_decoded()
                 ? hit.match
                 : model::ByteSpan{text_.original(secret_begin), text_.original(secret_end)};
  for (const auto* piece : fresh) {
    if (!hit.decoded_from.empty()) hit.decoded_from += ",";
    if (hit.decoded_from.find(piece->chain) == std::string::npos) hit.decoded_from += piece->chain;
  }
  while (hit.decoded_from.ends_with(',')) hit.decoded_from.pop_back();
  const auto starts_line = !layer.is_decoded() && match.begin < begin;
  const auto line_place = starts_line ? match.begin + 1 : file_begin;
  const auto number = line_of(line_place);
  hit.line = static_cast<std::uint32_t>(number + 1);
  found.column = line_place - line_begins_[number];
  found.has_keyword = has_keyword(rule, whole, layer, lowered);
  find_comment(hit, line);
  return found;
}

void Look::find_secret(const ReadyRule& rule, std::size_t begin, std::size_t end,
                       const Layer& layer, std::size_t& secret_begin, std::size_t& secret_end,
                       std::string& secret) const {
  const bool is_file = !layer.is_decoded();
  const auto exact = [&](std::size_t from, std::size_t to) {
    return is_file ? text_.exact(from, to) : std::string(layer.text.substr(from, to - from));
  };
  secret = exact(begin, end);
  // The match is searched again alone, without what stands around it, as gitleaks does.
  const std::string wide = rule.is_wide ? secret : std::string();
  const auto whole = rule.is_wide ? std::string_view(wide) : layer.text.substr(begin, end - begin);
  const auto count = static_cast<std::size_t>(rule.regex.get()->group_count());
  if (count == 0) return;
  std::vector<std::string_view> groups(count + 1);
  if (!rule.regex.get()->search(whole, 0, groups)) return;
  std::string_view group;
  if (rule.rule->secret_group > 0) {
    group = groups[static_cast<std::size_t>(rule.rule->secret_group)];
  } else {
    for (std::size_t i = 1; i <= count && group.empty(); ++i) group = groups[i];
    if (group.empty()) return;
  }
  if (group.empty()) {
    secret.clear();
    return;
  }
  const auto at = static_cast<std::size_t>(group.data() - whole.data());
  secret_begin = begin + (rule.is_wide ? base::code_points(whole.substr(0, at)) : at);
  secret_end = secret_begin + (rule.is_wide ? base::code_points(group) : group.size());
  secret = rule.is_wide ? std::string(group) : exact(secret_begin, secret_end);
}

bool Look::has_keyword(const ReadyRule& rule, std::string_view match, const Layer& layer,
                       Lowered& lowered) {
  const auto& keywords = rule.rule->keywords;
  if (keywords.empty()) return true;
  const auto any_in = [&](std::string_view text) {
    return std::any_of(keywords.begin(), keywords.end(),
                       [&](const std::string& word) { return text.find(word) != text.npos; });
  };
  if (any_in(base::lower_ascii(match))) return true;
  const auto make = [](Lowered& out, std::string_view text) -> std::string_view {
    if (!out.is_made) out.text = base::lower_ascii(text);
    out.is_made = true;
    return out.text;
  };
  if (any_in(make(lowered, layer.text))) return true;
  return layer.is_decoded() && any_in(make(lowered_file_, text_.folded()));
}

// With the line break before it: that is how gitleaks cuts lines, and its allowlists were written
// against that.
std::string_view Look::line_around(std::size_t begin, std::size_t end) const {
  const auto text = text_.folded();
  const auto floor = begin > limits::secret_line_bytes ? begin - limits::secret_line_bytes : 0;
  auto from = begin;
  while (from > floor && text[from - 1] != '\n') --from;
  if (from > 0 && text[from - 1] == '\n') --from;
  const auto close = text.substr(end, limits::secret_line_bytes).find('\n');
  const auto to =
      close == text.npos ? std::min(end + limits::secret_line_bytes, text.size()) : end + close;
  return text.substr(from, to - from);
}

std::string_view Look::decoded_line(const Layer& layer,
                                    const std::vector<const Piece*>& pieces) const {
  auto from = pieces.front()->begin, to = pieces.back()->end;
  while (from > 0 && (from >= layer.text.size() || layer.text[from] != '\n')) --from;
  while (to < layer.text.size() && layer.text[to] != '\n') ++to;
  return layer.text.substr(from, to - from);
}

void Look::find_comment(Hit& hit, std::string_view line) const {
  if (line.find("gitleaks:allow") != line.npos) {
    hit.allowed_by = "gitleaks:allow";
    return;
  }
  std::string_view reason;
  if (!allows_by_comment(line, ready_.each[hit.rule]->rule->id, reason)) return;
  hit.allowed_by = "andon:allow";
  if (reason.empty()) return;
  const auto at = static_cast<std::size_t>(reason.data() - text_.folded().data());
  hit.reason = {text_.original(at), text_.original(at + reason.size())};
}

// Rules that ask for others beside them, then what is reported at all.
void Look::add_complete(std::vector<Found>& found) {
  for (auto& one : found) {
    const auto& rule = *ready_.each[one.hit.rule]->rule;
    if (!rule.is_reported || !one.has_keyword) continue;
    if (!rule.required.empty() && !has_required(rule, one, found)) continue;
    // A value that touches a decoded one is seen once more with it.
    const bool is_known = std::any_of(found_.begin(), found_.end(), [&](const Found& other) {
      return other.hit.rule == one.hit.rule && other.hit.match == one.hit.match &&
             other.hit.secret == one.hit.secret;
    });
    if (is_known) continue;
    if (found_.size() == limits::secret_matches_per_file) {
      is_full_ = true;
      return;
    }
    found_.push_back(one);
  }
}

bool Look::has_required(const Rule& rule, const Found& one, const std::vector<Found>& all) const {
  const auto apart = [](std::size_t a, std::size_t b) {
    return static_cast<std::int64_t>(a > b ? a - b : b - a);
  };
  return std::all_of(rule.required.begin(), rule.required.end(), [&](const Required& required) {
    return std::any_of(all.begin(), all.end(), [&](const Found& other) {
      return ready_.each[other.hit.rule]->rule->id == required.rule &&
             (!required.within_lines ||
              apart(one.hit.line, other.hit.line) <= *required.within_lines) &&
             (!required.within_columns ||
              apart(one.column, other.column) <= *required.within_columns);
    });
  });
}

// A generic rule yields to a specific one that reports the same value on the same line.
void Look::drop_generic() {
  std::vector<Found> kept;
  for (const auto& one : found_) {
    const bool yields = ready_.each[one.hit.rule]->is_generic &&
                        std::any_of(found_.begin(), found_.end(), [&](const Found& other) {
                          return other.hit.line == one.hit.line && other.hit.rule != one.hit.rule &&
                                 !ready_.each[other.hit.rule]->is_generic &&
                                 other.hit.secret.find(one.hit.secret) != std::string::npos;
                        });
    if (!yields) kept.push_back(one);
  }
  found_ = std::move(kept);
}

std::size_t Look::line_of(std::size_t place) {
  const auto text = text_.folded();
  if (line_begins_.empty()) {
    line_begins_.push_back(0);
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
      line_begins_.push_back(at + 1);
  }
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), place);
  return static_cast<std::size_t>(after - line_begins_.begin()) - 1;
}

bool allows_by_comment(std::string_view line, std::string_view rule, std::string_view& reason) {
  constexpr std::string_view mark = "andon:allow";
  const auto at = line.find(mark);
  if (at == line.npos) return false;
  auto rest = line.substr(at + mark.size());
  const auto names_end = rest.find("--");
  auto names = rest.substr(0, names_end);
  const auto is_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  bool has_names = false, is_named = false;
  while (!names.empty()) {
    std::size_t i = 0;
    while (i < names.size() && is_name(names[i])) ++i;
    if (i > 0) {
      has_names = true;
      is_named = is_named || names.substr(0, i) == rule;
    } else if (names[0] != ' ' && names[0] != '\t' && names[0] != ',' && names[0] != ':') {
      break;  // the end of the comment
    }
    names.remove_prefix(std::max<std::size_t>(i, 1));
  }
  if (has_names && !is_named) return false;
  if (names_end != rest.npos) {
    reason = base::trim(rest.substr(names_end + 2));
    for (const std::string_view end : {"*/", "-->", "#}", "%>"})
      if (reason.ends_with(end)) reason = base::trim(reason.substr(0, reason.size() - end.size()));
    if (reason == ">") reason = {};
  }
  return true;
}

}  // namespace andon::checks::secrets
