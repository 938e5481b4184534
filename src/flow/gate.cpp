#include "flow/gate.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "flow/gate_history.h"
#include "flow/gate_weighing.h"
#include "flow/governance_facts.h"
#include "flow/governance_source.h"
#include "flow/judging.h"
#include "flow/site.h"
#include "records/check.h"
#include "records/events.h"
#include "records/records.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

base::Result<std::vector<model::TradeBody>> choices_of(const GateRequest& request,
                                                       const model::GateReport& report,
                                                       const std::string& actor) {
  std::vector<model::TradeBody> out;
  if (!request.choices.empty() && request.owner.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--choose needs --owner NAME: who does it?");
  for (const auto& given : request.choices) {
    const auto equals = given.rfind('=');
    const auto item = given.substr(0, equals);
    const auto word = equals == std::string::npos ? std::string() : given.substr(equals + 1);
    const auto all = words(model::Choice{});
    const auto choice = std::ranges::find(all, word);
    if (choice == all.end())
      return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                        "--choose {}: write ITEM=fix, ITEM=plan or ITEM=waive",
                        base::printable(given));
    if (std::ranges::find(report.items, item, &model::MissingItem::item) == report.items.end())
      return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                        "--choose {}: no such item is missing here", base::printable(item));
    model::TradeBody trade;
    trade.item = item;
    trade.choice = static_cast<model::Choice>(choice - all.begin());
    trade.owner = request.owner;
    trade.environment = report.environment;
    trade.level = report.asked;
    trade.release = report.release;
    trade.at = report.made_at;
    trade.actor = actor;
    out.push_back(std::move(trade));
  }
  return out;
}

void add_next(const Seen& seen, model::GateReport& report) {
  if (report.is_met && !report.environment.empty())
    report.next.push_back(
        fmt::format("andon opened --environment {}{}    # once it runs there", report.environment,
                    report.digest.empty() ? std::string() : " --digest " + report.digest));
  bool is_stopped = false;
  for (const auto& signal : report.signals) {
    if (signal.kind != "stopped") continue;
    is_stopped = true;
    report.next.push_back(fmt::format("andon resume {}    # releases the line{}", signal.target,
                                      signal.who.empty() ? "" : ": " + signal.who));
  }
  if (!report.is_met && !is_stopped && !report.environment.empty())
    for (const auto& level : report.levels) {
      if (level.is_granted || level.missing.empty()) continue;
      report.next.push_back(fmt::format(
          "andon gate --environment {} --choose '{}=fix' --owner NAME    # fix, plan or "
          "waive: say who does what",
          report.environment, level.missing.front()));
      break;
    }
  if (seen.workspace.judging.governance.empty())
    report.next.push_back(
        "andon init --governance URL    # levels, environments and people of your organisation");
}

// What was looked at here: the next to ask shall know of it, and of what the answer rests on.
base::Result<std::vector<model::SealedRecord>> seal_own_runs(base::Context& context, Seen& seen) {
  auto& state = *seen.kept.state;
  std::vector<model::SealedRecord> out;
  for (const auto& run : seen.looked.runs) {
    if (std::ranges::find(seen.taken, run.check, &Taken::check) != seen.taken.end()) continue;
    const auto before = TRY(state.store().runs(run.release.component, run.check, 1));
    out.push_back(TRY(records::seal_run(context, state.records(), run,
                                        before.empty() ? std::string() : before.front().digest)));
  }
  return out;
}

base::Result<void> keep(base::Context& context, Seen& seen, const SigningKey& key,
                        GateWeighed weighed, const std::vector<model::TradeBody>& trades,
                        GateOutcome& outcome) {
  auto& state = *seen.kept.state;
  const auto& component = outcome.report.release.component;
  model::GateBody body;
  auto sealed = TRY(seal_own_runs(context, seen));
  for (const auto& run : sealed) body.runs.push_back(run.digest);
  for (const auto& taken : seen.taken) body.runs.push_back(taken.record);
  body.facts = std::move(weighed.facts);
  body.policy = seen.policy.name;
  body.policy_text = seen.policy.text;
  body.parameters = seen.policy.parameters;
  body.engine = engine_version();
  body.decided = policy::to_value(weighed.decided);
  body.report = outcome.report;
  for (const auto& trade : trades)
    sealed.push_back(TRY(
        records::seal_event(context, state.records(), "trade", component, model::to_value(trade))));
  sealed.push_back(TRY(records::seal_gate(context, state.records(), component, std::move(body))));
  TRY(state.index(context, sealed), "indexing the gate's answer");
  outcome.record = sealed.back().digest;
  std::vector<std::string> digests;
  for (const auto& each : sealed) {
    digests.push_back(each.digest);
    (void)state.mark_own(context, each.digest);
  }
  if (key.is_given())
    outcome.signing = TRY(sign_records(context, state, key, digests,
                                       {trust_of(seen.workspace), component,
                                        seen.workspace.tree.root(), governance::Role::pipeline}));
  return {};
}

void add_notes(const Seen& seen, model::GateReport& report) {
  for (const auto* notes : {&seen.looked.notes, &seen.workspace.judging.notes, &seen.policy.notes})
    report.notes.insert(report.notes.end(), notes->begin(), notes->end());
  if (seen.workspace.is_own_judge)
    report.notes.push_back("no baseline: this tree's own settings and waivers judge it");
}

void show_choices(const std::vector<model::TradeBody>& trades, model::GateReport& report) {
  for (const auto& trade : trades)
    for (auto& item : report.items)
      if (item.item == trade.item)
        item.choice = fmt::format(
            "{} by {}", words(trade.choice)[static_cast<std::size_t>(trade.choice)], trade.owner);
}

}  // namespace

base::Result<GateOutcome> gate(base::Context& context, const GateRequest& request) {
  const auto key = TRY(signing_key(context, request.is_kept ? request.signing_key : ""));
  auto seen = TRY(see_recorded(context, request.path, request.baseline));
  const auto& workspace = seen.workspace;
  const auto release = TRY(judged_release(workspace));
  const auto organisation = organisation_facts(context, workspace, request.environment, seen.now);
  const auto question =
      TRY(gate_question(workspace, organisation, request.environment, request.to));
  auto& state = *seen.kept.state;

  GateOutcome outcome;
  auto& report = outcome.report;
  report.audience = request.audience;
  if (!request.digest.empty()) report.digest = TRY(artifact_digest(context, request.digest));
  report.judged_from = judged_from(seen);
  const Believed believed(context, state, workspace);
  const auto history = TRY(gate_history(context, state, release.component));
  TRY(check_artifact(report.digest, history, believed, release.tree));
  auto weighed = TRY(weigh_gate(
      context,
      {seen, seen.policy, history, believed, question, organisation, seen.now, request.is_kept},
      report));
  outcome.verdict = weighed.verdict;
  add_notes(seen, report);
  const auto trades = TRY(choices_of(request, report, context.actor.name));
  show_choices(trades, report);
  add_next(seen, report);
  if (request.is_kept) {
    auto kept = keep(context, seen, key, std::move(weighed), trades, outcome);
    if (!kept) outcome.trouble = std::move(kept).error();
  }
  return outcome;
}

base::Result<std::string> replay_gate(const model::GateBody& body) {
  if (body.engine != engine_version())
    return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                      "decided by {}, this is {}: it is not decided anew", body.engine,
                      engine_version());
  auto policy = TRY(policy::parse(body.policy_text, "policies/" + body.policy + ".yaml"));
  PolicyText text{body.policy, body.policy_text, std::move(policy), body.parameters, {}, {}};
  auto stamp = TRY(stamp_of(text, body.facts));
  return base::json::canonical(
      policy::to_value(policy::decide_levels(text.policy, text.parameters, body.facts, stamp)));
}

}  // namespace andon::flow
