#include "governance/waivers.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/strict.h"
#include "base/text.h"
#include "base/yaml.h"
#include "crypto/digest.h"
#include "model/account.h"
#include "model/glob.h"

namespace andon::governance {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

// The status justifications of VEX (CISA, "Vulnerability Exploitability eXchange (VEX) - Status
// Justifications", 2022; OpenVEX uses the same words).
constexpr std::array<std::string_view, 5> justifications{
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};

constexpr std::array<std::string_view, 14> waiver_keys{
    "reason", "findings", "check",   "rule",     "path",          "owner",      "approver",
    "label",  "created",  "expires", "measures", "justification", "components", "releases"};
constexpr std::size_t component_keys = 13;  // the last one is for the governance source alone

// ".andon/waivers/x.yaml" is x.
std::string id_of(std::string_view file) {
  const auto slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  if (const auto dot = file.rfind('.'); dot != std::string_view::npos) file = file.substr(0, dot);
  return std::string(file);
}

Result<std::string> needed(const Value& root, const std::string& file, std::string_view key) {
  const Value* found = TRY(strict::required(root, file, key));
  auto text = TRY(strict::text(root, file, key));
  if (base::trim(text).empty())
    return strict::complaint(file, *found, fmt::format("\"{}\" is empty", key));
  return text;
}

Result<base::Instant> read_end(const Value& at, const std::string& file, std::string_view key) {
  auto end = base::parse_end(at.text_or());
  if (!end) return strict::complaint(file, at, fmt::format("\"{}\": {}", key, end.error().message));
  return *end;
}

// A bare date begins at 0:00 UTC here: a waiver made today counts today.
Result<base::Instant> read_beginning(const Value& at, const std::string& file,
                                     std::string_view key) {
  constexpr std::size_t date_bytes = 10;
  const auto end = TRY(read_end(at, file, key));
  return at.text_or().size() == date_bytes ? base::Instant{end.ms - base::day_ms} : end;
}

Result<model::FindingReference> read_finding(const Value& from, const std::string& file) {
  static constexpr std::array<std::string_view, 5> keys{"id", "check", "rule", "path", "identity"};
  static constexpr std::array<std::string_view, 2> identity_keys{"context", "ordinal"};
  model::FindingReference out;
  if (from.is_string() && !from.text_or().empty()) {
    out.id = from.text_or();
    return out;
  }
  TRY(strict::known_keys(from, file, keys));
  out.id = TRY(needed(from, file, "id"));
  out.check = TRY(strict::text(from, file, "check"));
  out.rule = TRY(strict::text(from, file, "rule"));
  out.path = TRY(strict::text(from, file, "path"));
  if (const Value* identity = strict::entry(from, "identity")) {
    TRY(strict::known_keys(*identity, file, identity_keys));
    out.identity.context = TRY(strict::text(*identity, file, "context"));
    out.identity.ordinal = static_cast<std::uint32_t>(
        TRY(strict::integer(*identity, file, "ordinal", 0, 0, UINT32_MAX)));
  }
  return out;
}

Result<void> read_extent(const Value& root, const std::string& file, model::Waiver& out) {
  if (const Value* findings = strict::entry(root, "findings")) {
    if (!findings->is_list())
      return strict::complaint(file, *findings, "\"findings\" wants a list");
    for (const auto& finding : *findings->list())
      out.findings.push_back(TRY(read_finding(finding, file)));
  }
  out.check = TRY(strict::text(root, file, "check"));
  out.rule = TRY(strict::text(root, file, "rule"));
  out.path = TRY(strict::text(root, file, "path"));
  if (out.findings.empty() && out.rule.empty() && out.path.empty())
    return strict::complaint(file, root,
                             "it covers nothing: name at least one of findings, rule, path");
  return {};
}

Result<void> read_persons(const Value& root, const std::string& file, model::Waiver& out) {
  static constexpr std::array<std::string_view, 2> labels{"self", "imported"};
  out.owner = TRY(needed(root, file, "owner"));
  out.approver = TRY(needed(root, file, "approver"));
  if (strict::entry(root, "label"))
    out.label = labels[TRY(strict::word(root, file, "label", labels, 0))];
  const bool is_same = model::is_same_account(out.owner, out.approver);
  if (is_same && out.label != "self")
    return strict::complaint(file, root["approver"],
                             "the approver is the owner; only a one-person project may, labelled "
                             "self, for at most 30 days");
  if (!is_same && out.label == "self")
    return strict::complaint(file, root["label"],
                             "the label self is for a waiver that its owner approves");
  return {};
}

Result<void> read_dates(const Value& root, const std::string& file, model::Waiver& out) {
  const Value* created = TRY(strict::required(root, file, "created"));
  out.created = TRY(read_beginning(*created, file, "created"));
  const bool is_short = out.label == "self";
  const std::int64_t days = is_short ? self_waiver_days : waiver_days;
  const base::Instant usual{out.created.ms + days * base::day_ms};
  const Value* expires = strict::entry(root, "expires");
  out.expires = expires ? TRY(read_end(*expires, file, "expires")) : usual;
  if (out.expires <= out.created)
    return strict::complaint(file, *expires, "it ends before it begins");
  // The last day counts whole where both ends are bare dates.
  const base::Instant latest{usual.ms + base::day_ms};
  if (!out.label.empty() && out.expires > latest)
    return strict::complaint(file, *expires,
                             fmt::format("a waiver labelled {} ends at most {} "
                                         "days after it was created",
                                         out.label, days));
  return {};
}

}  // namespace

Result<model::Waiver> parse_waiver(std::string_view text, const std::string& file,
                                   WaiverPlace place) {
  if (text.size() > base::limits::configuration_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::configuration,
                      "{}:1:1: a waiver has at most {} bytes", file,
                      base::limits::configuration_bytes);
  auto parsed = base::yaml::parse(text, file);
  if (!parsed)
    return std::unexpected(std::move(parsed.error()).from(base::ErrorOrigin::configuration));
  const Value root = std::move(*parsed);
  const std::span<const std::string_view> keys = waiver_keys;
  TRY(strict::known_keys(root, file,
                         place == WaiverPlace::governance ? keys : keys.first(component_keys)));
  model::Waiver out;
  out.id = id_of(file);
  out.file = file;
  out.standing = "claimed";
  out.reason = TRY(needed(root, file, "reason"));
  TRY(read_extent(root, file, out));
  TRY(read_persons(root, file, out));
  TRY(read_dates(root, file, out));
  out.measures = TRY(strict::texts(root, file, "measures"));
  out.components = TRY(strict::texts(root, file, "components"));
  out.releases = TRY(strict::texts(root, file, "releases"));
  if (strict::entry(root, "justification"))
    out.justification =
        justifications[TRY(strict::word(root, file, "justification", justifications, 0))];
  return out;
}

std::string write_waiver(const model::Waiver& waiver) {
  Value out{base::Map{}};
  const auto put = [&](std::string_view key, const std::string& text) {
    if (!text.empty()) out.set(key, text);
  };
  put("reason", waiver.reason);
  for (const auto& finding : waiver.findings) {
    Value item{base::Map{}};
    item.set("id", finding.id);
    if (!finding.check.empty()) item.set("check", finding.check);
    if (!finding.rule.empty()) item.set("rule", finding.rule);
    if (!finding.path.empty()) item.set("path", finding.path);
    if (!finding.identity.context.empty()) {
      auto& identity = item.set("identity", base::Map{});
      identity.set("context", finding.identity.context);
      identity.set("ordinal", static_cast<long long>(finding.identity.ordinal));
    }
    if (!out.find("findings")) out.set("findings", base::List{});
    out.find("findings")->push(std::move(item));
  }
  put("check", waiver.check);
  put("rule", waiver.rule);
  put("path", waiver.path);
  put("owner", waiver.owner);
  put("approver", waiver.approver);
  put("label", waiver.label);
  out.set("created", base::to_text(waiver.created));
  out.set("expires", base::to_text(waiver.expires));
  const auto put_list = [&](std::string_view key, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    auto& list = out.set(key, base::List{});
    for (const auto& text : texts) list.push(text);
  };
  put_list("measures", waiver.measures);
  put_list("components", waiver.components);
  put_list("releases", waiver.releases);
  put("justification", waiver.justification);
  return base::yaml::write(out);
}

bool concerns(const model::Waiver& waiver, std::string_view component, std::string_view tree) {
  const auto matches = [&](const std::string& pattern) {
    return model::path_matches(pattern, component);
  };
  return (waiver.components.empty() || std::ranges::any_of(waiver.components, matches)) &&
         (waiver.releases.empty() ||
          std::ranges::find(waiver.releases, tree) != waiver.releases.end());
}

std::string waiver_id(const model::Waiver& waiver) {
  constexpr std::size_t slug_bytes = 40, digest_digits = 6;
  std::string_view about = waiver.rule;
  if (about.empty() && !waiver.findings.empty()) about = waiver.findings.front().rule;
  if (about.empty()) about = waiver.path;
  std::string slug;
  for (const char c : base::lower_ascii(about)) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_kept)
      slug.push_back(c);
    else if (!slug.empty() && slug.back() != '-')
      slug.push_back('-');
    if (slug.size() >= slug_bytes) break;
  }
  while (slug.ends_with('-')) slug.pop_back();
  return fmt::format("{}-{}{}{}", base::to_date(waiver.created), slug, slug.empty() ? "" : "-",
                     crypto::sha256_hex(write_waiver(waiver)).substr(0, digest_digits));
}

}  // namespace andon::governance
