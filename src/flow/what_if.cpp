#include "flow/what_if.h"

#include "flow/gate_history.h"
#include "flow/gate_weighing.h"
#include "flow/governance_facts.h"
#include "flow/governance_source.h"
#include "flow/judging.h"
#include "flow/site.h"
#include "flow/supposing.h"
#include "flow/what_if_changes.h"
#include "policy/levels.h"

namespace andon::flow {
namespace {

struct Weighed {
  GateWeighed weighed;
  model::GateReport report;
};

base::Result<Weighed> weigh_side(base::Context& context, const Seen& seen,
                                 const GateHistory& history, const GateQuestion& question) {
  const Believed believed(context, *seen.kept.state, seen.workspace, seen.now);
  const auto organisation =
      organisation_facts(context, seen.workspace, question.environment, seen.now);
  Weighed out;
  out.report.judged_from = judged_from(seen);
  out.weighed = TRY(
      weigh_gate(context, {seen, seen.policy, history, believed, question, organisation, seen.now},
                 out.report));
  return out;
}

base::Result<void> suppose(Supposing supposing, const WhatIfRequest& request,
                           std::vector<std::string>& told) {
  const auto tell = [&](base::Result<std::string> said) -> base::Result<void> {
    told.push_back(TRY(std::move(said)));
    return {};
  };
  // In this order: each builds on what those before it read anew.
  if (!request.at.empty()) TRY(tell(supposing.later(request.at)));
  if (!request.governance.empty()) TRY(tell(supposing.governed_by(request.governance)));
  for (const auto& id : request.without_waivers) TRY(tell(supposing.without_waiver(id)));
  if (!request.policy.empty()) TRY(tell(supposing.judged_by(request.policy)));
  for (const auto& id : request.fixed) TRY(tell(supposing.with_fixed(id)));
  return {};
}

bool has_suppositions(const WhatIfRequest& request) {
  return !request.at.empty() || !request.policy.empty() || !request.governance.empty() ||
         !request.without_waivers.empty() || !request.fixed.empty() ||
         (!request.to.empty() && !request.environment.empty());
}

// A supposed level beside an environment is that environment standing for another level.
base::Result<GateQuestion> supposed_question(const Seen& seen,
                                             const model::Organisation& organisation,
                                             const WhatIfRequest& request) {
  auto out = TRY(gate_question(seen.workspace, organisation, "", request.to));
  out.environment = request.environment;
  return out;
}

}  // namespace

base::Result<WhatIfOutcome> what_if(base::Context& context, const WhatIfRequest& request) {
  if (!has_suppositions(request))
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "nothing is supposed: name --at, --policy, --governance, --without-waiver, "
                      "--fixed, or --environment with --to");
  auto seen = TRY(see_recorded(context, request.path, request.baseline));
  const auto release = TRY(judged_release(seen.workspace));
  const auto history = TRY(gate_history(context, *seen.kept.state, release.component));
  const auto level = request.environment.empty() ? request.to : std::string();
  auto organisation = organisation_facts(context, seen.workspace, request.environment, seen.now);
  const auto question =
      TRY(gate_question(seen.workspace, organisation, request.environment, level));
  const auto now = TRY(weigh_side(context, seen, history, question));

  WhatIfOutcome outcome;
  auto& report = outcome.report;
  TRY(suppose({context, seen}, request, report.suppositions));
  auto supposed = question;
  if (!request.to.empty() && !request.environment.empty()) {
    organisation = organisation_facts(context, seen.workspace, request.environment, seen.now);
    supposed = TRY(supposed_question(seen, organisation, request));
    report.suppositions.push_back(
        fmt::format("{} stands for {}", request.environment, supposed.level));
  }
  const auto then = TRY(weigh_side(context, seen, history, supposed));
  outcome.verdict = then.weighed.verdict;
  report.now = now.report;
  report.supposed = then.report;
  report.supposed.notes = seen.policy.notes;
  compare({now.weighed.decided, now.weighed.facts, now.report},
          {then.weighed.decided, then.weighed.facts, then.report}, report);
  return outcome;
}

}  // namespace andon::flow
