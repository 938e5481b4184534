#include "flow/deciding.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "flow/applied_policy.h"
#include "flow/governance_facts.h"
#include "flow/governed.h"
#include "policy/facts.h"

namespace andon::flow {
namespace {

std::vector<policy::RequiredCheck> required_checks(const DecisionInput& input) {
  std::vector<policy::RequiredCheck> required;
  const auto& settings = input.governing.settings;
  if (settings.secrets_enabled.value) required.push_back({"secrets", "built in and applies here"});
  for (const auto& tool : settings.tools)
    if (tool.is_enabled.value && tool.is_required.value)
      required.push_back({tool.name, fmt::format("{} requires it", tool.is_required.origin)});
  return required;
}

}  // namespace

base::Result<policy::Stamp> stamp_of(const PolicyText& policy) {
  policy::Stamp stamp;
  stamp.engine = engine_version();
  stamp.policy_digest =
      crypto::sha256_hex(TRY(policy::digest_input(policy.text, policy.parameters)));
  return stamp;
}

base::Result<policy::Stamp> stamp_of(const PolicyText& policy, const base::Value& facts) {
  auto stamp = TRY(stamp_of(policy));
  stamp.facts_digest = crypto::sha256_hex(TRY(base::json::canonical(facts)));
  return stamp;
}

base::Result<PolicyText> load_policy(const Workspace& workspace, const Governing& governing,
                                     base::Instant now) {
  auto combined = TRY(applied_policy(workspace, governing, now)).combined;
  base::Value given;
  for (const auto& [key, value] : governing.settings.parameters) given.set(key, value);
  auto parameters = TRY(policy::parameters(combined.policy, given, governing.settings.file));
  auto name = combined.policy.name;
  return PolicyText{std::move(name),       std::move(combined.text),  std::move(combined.policy),
                    std::move(parameters), std::move(combined.notes), combined.until};
}

base::Value facts_of(const DecisionInput& input, const policy::Governed* governed) {
  auto release = input.workspace.tree.release();
  release.component = component_id(input.workspace);
  const auto required = required_checks(input);
  return policy::facts({input.now, release, input.workspace.chosen.baseline, input.runs,
                        input.merged.findings, input.waivers, required, input.merged.slope,
                        governed});
}

base::Result<Decided> decide(base::Context& context, const PolicyText& policy,
                             const DecisionInput& input) {
  std::optional<policy::Governed> governed;
  if (!input.governing.governance.empty())
    governed = governed_facts(organisation_facts(context, input.workspace, {}, input.now),
                              {input.workspace.tree.release().tree, input.now});
  Decided decided;
  decided.facts = facts_of(input, governed ? &*governed : nullptr);
  auto stamp = TRY(stamp_of(policy, decided.facts));
  decided.decision = policy::decide(policy.policy, policy.parameters, decided.facts, stamp);
  return decided;
}

base::Result<std::string> replay(const model::DecisionBody& body) {
  if (body.decision.engine != engine_version())
    return base::fail(base::ErrorKind::unsupported, base::ErrorOrigin::input,
                      "decided by {}, this is {}: it is not decided anew", body.decision.engine,
                      engine_version());
  auto policy = TRY(policy::parse(body.policy_text, "policies/" + body.policy + ".yaml"));
  PolicyText text{body.policy, body.policy_text, std::move(policy), body.parameters, {}, {}};
  auto stamp = TRY(stamp_of(text, body.facts));
  const auto decision = policy::decide(text.policy, text.parameters, body.facts, stamp);
  return base::json::canonical(model::to_value(decision));
}

std::vector<model::Looked> looked_at(const std::vector<model::Run>& runs) {
  const auto ran = [&](std::string_view check) {
    return std::any_of(runs.begin(), runs.end(), [&](const model::Run& run) {
      return run.check == check && run.outcome != model::Outcome::skipped;
    });
  };
  std::vector<model::Looked> out;
  out.push_back({"secrets", ran("secrets"), "in the files of this tree, not in its history"});
  std::string code;
  for (const auto& run : runs)
    if (run.kind != "built-in" && run.outcome != model::Outcome::skipped)
      code += (code.empty() ? "by " : ", ") + run.check;
  out.push_back({"code", !code.empty(),
                 code.empty() ? "no scanner ran: install semgrep, bandit or cppcheck" : code});
  for (const auto* what : {"dependencies", "configuration", "running service"})
    out.push_back({what, false, "no check for it yet"});
  return out;
}

std::vector<std::string> next_steps(const model::Report& report, const Workspace& workspace) {
  std::vector<std::string> next;
  const auto first_new = std::find_if(report.findings.begin(), report.findings.end(),
                                      [](const model::Finding& finding) {
                                        return finding.state == model::FindingState::new_ ||
                                               finding.state == model::FindingState::returned;
                                      });
  const auto debt = std::count_if(
      report.findings.begin(), report.findings.end(),
      [](const model::Finding& finding) { return finding.state == model::FindingState::existing; });
  for (const auto& run : report.runs)
    if (run.outcome == model::Outcome::failed || run.outcome == model::Outcome::partial)
      next.push_back(fmt::format("make {} complete: {}", run.check, run.reason));
  if (report.baseline.kind == "first_look" && debt > 0)
    next.push_back(
        fmt::format("andon init --adopt    # today's {} become known debt; from then on "
                    "only what is new blocks",
                    base::counted(static_cast<std::uint64_t>(debt), "finding")));
  if (first_new != report.findings.end()) {
    next.push_back(
        fmt::format("andon explain {}    # what it is and how to mend it", first_new->id));
    next.push_back(fmt::format(
        "andon waive {} --reason TEXT --owner NAME    # live with it for a while", first_new->id));
  }
  if (workspace.tree.git() && workspace.is_own_judge && debt == 0 &&
      workspace.mine.settings.file.empty())
    next.push_back("andon init    # write andon.yaml, see what runs here today");
  return next;
}

}  // namespace andon::flow
