#include "flow/gate_weighing.h"

#include <algorithm>

#include "base/text.h"
#include "flow/gate_answer.h"
#include "flow/gate_history.h"
#include "flow/governed.h"
#include "flow/judging.h"
#include "flow/site.h"
#include "model/gate.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

struct Decided {
  base::Value facts;
  policy::LevelsDecided decided;
};

// Whether a plan's measure is done is decided first, on the facts without measures.
base::Result<Decided> decide(const GateWeighing& weighing, const correlate::Merged& merged,
                             const std::vector<model::OpeningBody>& openings) {
  const auto& workspace = weighing.seen.workspace;
  const auto& policy = weighing.policy;
  auto governed = governed_facts(
      weighing.organisation,
      {workspace.tree.release().tree, weighing.now, &openings, weighing.history.recorded_until});
  const DecisionInput input{workspace, workspace.judging,         weighing.seen.looked.runs,
                            merged,    workspace.judging.waivers, weighing.now};
  if (weighing.organisation.plans.empty()) governed.measures.emplace();
  auto facts = facts_of(input, &governed);
  if (!weighing.organisation.plans.empty()) {
    const auto first = policy::decide(policy.policy, policy.parameters, facts, {});
    governed.measures =
        measures_of(weighing.organisation, {facts, policy.parameters, first}, weighing.now);
    facts = facts_of(input, &governed);
  }
  auto stamp = TRY(weighing.is_recorded ? stamp_of(policy, facts) : stamp_of(policy));
  auto decided = policy::decide_levels(policy.policy, policy.parameters, facts, stamp);
  return Decided{std::move(facts), std::move(decided)};
}

std::vector<StoppedLine> lines_here(const GateWeighing& weighing, const model::GateReport& report) {
  auto stopped = stopped_lines(weighing.history.calls,
                               weighing.believed.by(governance::Role::operations), weighing.now);
  std::erase_if(stopped, [&](const StoppedLine& line) {
    return !stops(line, {report.product, report.release.component, report.environment});
  });
  return stopped;
}

std::vector<BrokenGlass> glasses_here(const GateWeighing& weighing,
                                      const model::GateReport& report) {
  auto glasses = broken_glasses(weighing.history.glasses,
                                weighing.believed.by(governance::Role::operations), weighing.now);
  std::erase_if(glasses, [&](const BrokenGlass& glass) {
    return glass.glass.environment != report.environment ||
           glass.glass.release.component != report.release.component;
  });
  return glasses;
}

std::vector<std::string> measure_rules(const policy::Policy& policy) {
  std::vector<std::string> out;
  for (const auto& rule : policy.rules)
    if (rule.each == policy::Each::measure ||
        rule.condition.source().find("measures") != std::string_view::npos)
      out.push_back(rule.id);
  return out;
}

// The policy itself rests on a waiver that ends: every grant ends with it.
void end_grants(base::Instant end, model::GateReport& report) {
  const auto shorten = [&](std::optional<base::Instant>& until) {
    if (!until || end < *until) until = end;
  };
  if (report.granted != policy::no_level) shorten(report.until);
  for (auto& level : report.levels)
    if (level.is_granted) shorten(level.until);
}

}  // namespace

base::Result<GateQuestion> gate_question(const Workspace& workspace,
                                         const model::Organisation& organisation,
                                         const std::string& environment, const std::string& level) {
  const auto* where = environment.empty() ? nullptr : TRY(environment_of(workspace, environment));
  const auto& levels = organisation.levels;
  GateQuestion out{environment, level};
  if (out.level.empty() && where) out.level = where->level;
  if (out.level.empty() && !levels.empty()) out.level = levels.back().id;
  std::vector<std::string> known;
  for (const auto& each : levels) known.push_back(each.id);
  if (std::ranges::find(known, out.level) == known.end())
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage, "{}: no such level; known: {}",
                      base::printable(out.level), base::join(known, ", "));
  if (where && out.level != where->level)
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--to {}: the environment {} stands for {}; name one of the two",
                      base::printable(out.level), where->id, where->level);
  return out;
}

base::Result<model::Release> judged_release(const Workspace& workspace) {
  auto release = workspace.tree.release();
  release.component = component_id(workspace);
  if (release.tree.empty() || release.tree.starts_with("worktree:"))
    return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                      "a gate judges a commit, and this tree has none or differs from it: commit "
                      "first; andon check judges it as it is");
  return release;
}

base::Result<GateWeighed> weigh_gate(base::Context& context, const GateWeighing& weighing,
                                     model::GateReport& report) {
  const auto& seen = weighing.seen;
  report.engine = engine_version();
  report.made_at = weighing.now;
  report.release = TRY(judged_release(seen.workspace));
  report.environment = weighing.question.environment;
  report.asked = weighing.question.level;
  if (weighing.organisation.product) report.product = weighing.organisation.product->id;

  GateWeighed out;
  const auto merged = weigh(seen, weighing.now);
  const auto openings = openings_of(weighing.history, weighing.believed, report.release);
  auto [facts, decided] = TRY(decide(weighing, merged, openings));
  out.facts = std::move(facts);
  out.decided = std::move(decided);
  const auto stopped = lines_here(weighing, report);
  const auto glasses = glasses_here(weighing, report);
  const auto returning =
      TRY(returning_of(context, *seen.kept.state, weighing.history, weighing.believed,
                       {report.environment, report.asked, report.release}, out.decided));
  out.verdict = answer({out.decided, out.facts, weighing.organisation, merged.findings,
                        seen.workspace.judging.waivers, stopped, glasses, weighing.history.trades,
                        weighing.now, returning, measure_rules(weighing.policy.policy)},
                       report);
  if (weighing.policy.until) end_grants(*weighing.policy.until, report);
  return out;
}

}  // namespace andon::flow
