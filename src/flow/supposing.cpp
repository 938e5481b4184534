#include "flow/supposing.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "flow/applied_policy.h"
#include "flow/governance_source.h"
#include "flow/judging.h"
#include "flow/policy.h"
#include "governance/lock.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

std::string nearest_of(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const auto near = base::nearest(word, views);
  if (!near.empty()) return fmt::format("; did you mean {}?", base::printable(near));
  if (known.empty()) return {};
  return "; there is " + base::printable(base::join(known, ", "));
}

bool is_file(base::Context& context, const std::string& path) {
  const auto status = context.world.files().target_status(path);
  return status && status->kind == base::FileKind::file;
}

std::vector<std::string> names_of(const Packs& packs) {
  std::vector<std::string> out;
  for (const auto& file : packs.files)
    if (const auto read = policy::parse(file.text, file.path)) out.push_back(read->name);
  return out;
}

// Whether `name` is `ancestor` or inherits from it.
bool comes_from(const Packs& packs, std::string name, std::string_view ancestor) {
  std::set<std::string> seen;
  while (!name.empty() && seen.insert(name).second) {
    if (name == ancestor) return true;
    std::string next;
    for (const auto& file : packs.files)
      if (const auto read = policy::parse(file.text, file.path); read && read->name == name) {
        next = read->inherits;
        break;
      }
    name = std::move(next);
  }
  return false;
}

void append(Packs& packs, Packs more) {
  for (auto& file : more.files) packs.files.push_back(std::move(file));
  for (auto& waiver : more.waivers) {
    const auto same = [&](const model::Waiver& each) { return each.id == waiver.id; };
    if (std::ranges::none_of(packs.waivers, same)) packs.waivers.push_back(std::move(waiver));
  }
}

// With the parameters that andon.yaml gives it.
base::Result<PolicyText> policy_named(const Packs& packs, const std::string& name,
                                      const governance::Settings& settings, base::Instant at) {
  auto combined = TRY(effective_policy(packs, name, at));
  base::Value given;
  for (const auto& [key, value] : settings.parameters) given.set(key, value);
  auto parameters = TRY(policy::parameters(combined.policy, given, settings.file));
  return PolicyText{name,
                    std::move(combined.text),
                    std::move(combined.policy),
                    std::move(parameters),
                    std::move(combined.notes),
                    combined.until};
}

std::string_view word_of(model::FindingState state) {
  return words(state)[static_cast<std::size_t>(state)];
}

}  // namespace

base::Result<std::string> Supposing::later(const std::string& at) {
  const auto moment = base::parse_end(at);
  if (!moment)
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--at {}: write a date (2027-01-31: its end) or a moment "
                      "(2027-01-31T12:00:00Z)",
                      base::printable(at));
  if (*moment <= seen.now)
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--at {}: that is past. What holds now cannot be asked of an earlier day; "
                      "what was decided then stands in the records: andon inspect decision RECORD",
                      base::printable(at));
  TRY(believe_at(context, seen, *moment));
  return "it is " + base::to_text(*moment);
}

base::Result<std::string> Supposing::governed_by(const std::string& folder) {
  const auto& judging = seen.workspace.judging;
  if (judging.governance.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--governance {}: this component has no governance source; join one with: "
                      "andon init --governance URL",
                      base::printable(folder));
  auto files = TRY(read_source_folder(context, folder), "reading --governance");
  LockedGovernance supposed;
  supposed.source = TRY(governance::parse_source(files), "reading --governance");
  supposed.lock = judging.governance.front().lock;
  supposed.lock.digest = governance::digest_of_packed(governance::pack_source(files));
  supposed.lock.locked_at = seen.now;
  supposed.files = std::move(files);
  TRY(believe_at(context, seen, seen.now, &supposed));
  return "the governance source is as in " + base::printable(folder);
}

base::Result<std::string> Supposing::judged_by(const std::string& what) {
  const auto& judging = seen.workspace.judging;
  auto known = packs_of(judging);
  if (!judging.own_pack.empty()) known.files.push_back({".andon/pack.yaml", judging.own_pack});
  auto packs = Packs{};
  std::string name = what;
  if (is_file(context, what)) {
    packs = TRY(read_packs(context, what), "reading --policy");
    const auto read = TRY(policy::parse(packs.files.front().text, what));
    // What may loosen a policy that is governed stands in its governance source.
    if (!judging.governance.empty()) packs.waivers.clear();
    append(packs, std::move(known));
    // A changed layer below the policy that governs: that one is resolved again.
    name = comes_from(packs, seen.policy.name, read.name) ? seen.policy.name : read.name;
  } else {
    packs = std::move(known);
    auto names = names_of(packs);
    for (auto& shipped : shipped_policies()) names.push_back(std::move(shipped));
    if (std::ranges::find(names, name) == names.end())
      return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                        "--policy {}: no such file, and no such policy{}", base::printable(what),
                        nearest_of(what, names));
  }
  seen.policy = TRY(policy_named(packs, name, judging.settings, seen.now));
  return name == what ? fmt::format("the policy is {}", base::printable(name))
                      : fmt::format("the policy is {} with {} as it stands there",
                                    base::printable(name), base::printable(what));
}

base::Result<std::string> Supposing::without_waiver(const std::string& id) {
  auto& judging = seen.workspace.judging;
  const auto is_it = [&](const model::Waiver& waiver) {
    return waiver.id == id || waiver.id == "governance/" + id;
  };
  std::vector<std::string> known;
  for (const auto& waiver : judging.waivers) known.push_back(waiver.id);
  auto dropped = std::erase_if(judging.waivers, is_it);
  // Those of the governance source may also loosen the policy.
  bool is_of_source = false;
  for (auto& locked : judging.governance) {
    for (const auto& waiver : locked.source.waivers)
      if (waiver.rule.starts_with("policy:")) known.push_back("governance/" + waiver.id);
    const auto of_source = std::erase_if(locked.source.waivers, [&](const auto& waiver) {
      return waiver.id == id || "governance/" + waiver.id == id;
    });
    is_of_source = is_of_source || of_source > 0;
    dropped += of_source;
  }
  if (dropped == 0)
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                      "--without-waiver {}: no waiver of that id counts here{}",
                      base::printable(id), nearest_of(id, known));
  if (is_of_source)
    seen.policy = TRY(load_policy(seen.workspace, judging, seen.now), "without waiver {}", id);
  return fmt::format("waiver {} is not there", base::printable(id));
}

base::Result<std::string> Supposing::with_fixed(const std::string& id) {
  const auto findings = weigh(seen, seen.now).findings;  // with all that is supposed before
  std::vector<const model::Finding*> found;
  for (const auto& finding : findings)
    if (!id.empty() && finding.id.starts_with(id)) found.push_back(&finding);
  if (found.empty()) {
    std::vector<std::string> known;
    for (const auto& finding : findings)
      if (is_open(finding.state)) known.push_back(finding.id);
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                      "--fixed {}: no finding of this tree begins so{}", base::printable(id),
                      known.empty() ? "; none is open" : nearest_of(id, known));
  }
  if (found.size() > 1)
    return base::fail(ErrorKind::conflict, ErrorOrigin::usage,
                      "--fixed {}: {} findings begin so: {}, {}; give more digits",
                      base::printable(id), found.size(), found[0]->id, found[1]->id);
  const auto& finding = *found.front();
  if (!is_open(finding.state))
    return base::fail(ErrorKind::conflict, ErrorOrigin::usage,
                      "--fixed {}: {} is not open but {} ({})", base::printable(id), finding.id,
                      word_of(finding.state), base::printable(finding.state_reason));
  // Copies that other checks report of the same place go with it.
  const auto& also = finding.also_reported_by;
  for (auto& run : seen.looked.runs)
    std::erase_if(run.findings, [&](const model::Finding& each) {
      const bool is_copy = each.path == finding.path &&
                           each.region.start_line == finding.region.start_line &&
                           std::ranges::find(also, each.check) != also.end();
      return each.id == finding.id || is_copy;
    });
  return fmt::format("{} in {} is fixed", finding.id, base::printable(finding.path));
}

}  // namespace andon::flow
