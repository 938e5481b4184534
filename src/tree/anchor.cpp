// Anchoring: what ties a finding to its place by content (domain.md: identity; law 6). The context
// digest is over check, rule and the match's own lines, so lines that come, go or move elsewhere do
// not touch it; the path is not in it, so a rename does not either.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "crypto/digest.h"
#include "tree/parts/lines.h"
#include "tree/parts/state.h"

namespace andon::tree {
namespace {

using base::Context;
using model::ByteSpan;
using model::Finding;

struct Place {
  std::size_t run = 0;
  Finding* finding = nullptr;
};

std::string field(std::string_view text) { return fmt::format("{}:{}", text.size(), text); }

std::string digest_of(const Finding& finding, std::string_view kind, std::string_view text) {
  return crypto::sha256_hex(fmt::format("andon/identity/v1 {} {} {} {}", kind, field(finding.check),
                                        field(finding.rule), field(text)));
}

void set_id(Finding& finding) {
  constexpr std::size_t id_digits = 16;
  finding.id = crypto::sha256_hex(fmt::format("{} {} {}", finding.identity.context,
                                              finding.identity.ordinal, finding.path))
                   .substr(0, id_digits);
}

// Where there is no text to hold on to, what the check says is all there is.
void anchor_to_message(Finding& finding) {
  finding.identity.context =
      digest_of(finding, "message", fmt::format("{} {}", field(finding.path), finding.message));
}

// Bytes from lines and columns, or the other way; false when the place is not in the file.
bool locate(Finding& finding, const LineTable& lines) {
  model::Region& region = finding.region;
  const std::size_t size = lines.bytes().size();
  const bool has_bytes = finding.match.end > finding.match.begin;
  if (has_bytes) {
    if (finding.match.end > size) return false;
    region.start_line = lines.line_of(finding.match.begin);
    region.start_column = lines.column(finding.match.begin);
    region.end_line = lines.line_of(finding.match.end - 1);
    region.end_column = lines.column(finding.match.end - 1) + 1;
    return true;
  }
  if (region.start_line == 0 || region.start_line > lines.count()) return false;
  const std::uint32_t end_line = std::clamp(region.end_line, region.start_line, lines.count());
  finding.match.begin = region.start_column > 0
                            ? lines.offset(region.start_line, region.start_column)
                            : lines.span(region.start_line).begin;
  finding.match.end = region.end_column > 0 && region.end_line > 0
                          ? lines.offset(end_line, region.end_column)
                          : lines.span(end_line).end;
  finding.match.end = std::max(finding.match.end, finding.match.begin);
  return true;
}

void number_equals(std::vector<Place>& places) {
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.run, a.finding->match.begin, a.finding->match.end, a.finding->message) <
           std::tie(b.run, b.finding->match.begin, b.finding->match.end, b.finding->message);
  });
  std::map<std::pair<std::size_t, std::string_view>, std::uint32_t> counts;
  for (Place& place : places)
    place.finding->identity.ordinal = counts[{place.run, place.finding->identity.context}]++;
}

// A finding about a file as a whole holds on to its name, not to its content.
void anchor_to_file(Finding& finding) {
  finding.identity.context = digest_of(finding, "file", finding.path);
}

void anchor_file(std::string_view bytes, const File& file, std::vector<Place>& places) {
  const LineTable lines(bytes);
  std::vector<ByteSpan> masks;
  for (const Place& place : places)
    masks.insert(masks.end(), place.finding->masks.begin(), place.finding->masks.end());
  masks = joined_masks(std::move(masks), bytes.size());
  for (Place& place : places) {
    Finding& finding = *place.finding;
    const bool is_whole_file = finding.region.start_line == 0 && finding.match == ByteSpan{};
    if (is_whole_file) {
      anchor_to_file(finding);
    } else if (locate(finding, lines)) {
      finding.identity.context =
          digest_of(finding, "lines", context_text(lines, finding.match, masks));
      finding.frame = frame_of(lines, finding.match, masks);
      finding.symbol = enclosing_symbol(lines, lines.line_of(finding.match.begin), file.kind);
    } else {
      anchor_to_message(finding);
    }
  }
}

class Anchoring {
 public:
  Anchoring(Context& context, const Tree& tree, std::vector<model::Run>& runs)
      : context_(context), tree_(tree), runs_(runs) {}
  void run();

 private:
  void group();
  void read_files();
  void give_up(std::vector<Place>& places, std::string_view why);

  Context& context_;
  const Tree& tree_;
  std::vector<model::Run>& runs_;
  std::map<std::string, std::vector<Place>> by_path_;  // as the finding writes it
};

void Anchoring::group() {
  for (std::size_t run = 0; run < runs_.size(); ++run)
    for (Finding& finding : runs_[run].findings) by_path_[finding.path].push_back({run, &finding});
}

void Anchoring::give_up(std::vector<Place>& places, std::string_view why) {
  std::map<std::size_t, std::size_t> counts;
  for (Place& place : places) {
    anchor_to_message(*place.finding);
    ++counts[place.run];
  }
  for (const auto& [run, count] : counts)
    runs_[run].problems.push_back(
        {places.front().finding->path,
         fmt::format("{}; {} could not be tied to its text", why, base::counted(count, "finding")),
         false});
}

void Anchoring::read_files() {
  std::vector<std::size_t> wanted;
  std::vector<std::vector<Place>*> groups;
  for (auto& [path, places] : by_path_) {
    if (path.empty()) {  // about the tree as a whole
      for (Place& place : places) anchor_to_message(*place.finding);
      continue;
    }
    const auto index = index_of(tree_.files(), base::path_bytes(path));
    const bool is_file = index && tree_.files()[*index].kind != "folder" &&
                         tree_.files()[*index].kind != "special" &&
                         tree_.files()[*index].kind != "link";
    if (!is_file) {
      give_up(places, "the file is not in the tree");
      continue;
    }
    wanted.push_back(*index);
    groups.push_back(&places);
  }
  // Rising order of indexes, so that the visit finds its group.
  std::map<std::size_t, std::vector<Place>*> group_of;
  for (std::size_t i = 0; i < wanted.size(); ++i) group_of.emplace(wanted[i], groups[i]);
  std::vector<char> is_done(tree_.files().size(), 0);
  Inside::read_each(context_, tree_, wanted, Inside::Binaries::visited,
                    [&](std::size_t index, std::string_view bytes, std::size_t) {
                      anchor_file(bytes, tree_.files()[index], *group_of.at(index));
                      is_done[index] = 1;
                    });
  for (auto& [index, places] : group_of)
    if (!is_done[index]) give_up(*places, "the file could not be read again");
}

void Anchoring::run() {
  group();
  read_files();
  for (auto& [path, places] : by_path_) {
    number_equals(places);
    for (Place& place : places) set_id(*place.finding);
  }
}

}  // namespace

void anchor(Context& context, const Tree& tree, std::vector<model::Run>& runs) {
  Anchoring(context, tree, runs).run();
}

}  // namespace andon::tree
