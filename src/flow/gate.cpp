#include "flow/gate.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "flow/gate_answer.h"
#include "flow/governance_facts.h"
#include "flow/governance_source.h"
#include "flow/governed.h"
#include "flow/judging.h"
#include "flow/site.h"
#include "policy/facts.h"
#include "policy/levels.h"
#include "records/events.h"
#include "records/records.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

// What the records tell of this component, and of the environment.
struct History {
  std::vector<store::KnownEvent> openings, calls, artifacts, glasses, gates, trades;
  std::optional<base::Instant> recorded_until;
};

base::Result<History> history_of(State& state, const std::string& component) {
  auto& store = state.store();
  History out;
  out.openings = TRY(store.events("opening", ""));
  out.calls = TRY(store.events("call", ""));
  out.artifacts = TRY(store.events("artifact", component));
  out.glasses = TRY(store.events("break_glass", ""));
  out.gates = TRY(store.events("gate", ""));
  out.trades = TRY(store.events("trade", ""));
  std::erase_if(out.trades, [&](const auto& each) { return each.component != component; });
  std::erase_if(out.gates, [&](const auto& each) { return each.component != component; });
  return out;
}

// A clock that was set back must not bring an ended grant to life: the latest moment of records
// made here.
void note_time(base::Context& context, const State& state, History& history) {
  for (const auto* events : {&history.gates, &history.openings, &history.calls})
    for (const auto& event : *events)
      if ((!history.recorded_until || event.at > *history.recorded_until) &&
          state.is_own(context, event.digest))
        history.recorded_until = event.at;
}

// The levels of the organisation, else the shipped ones.
std::vector<model::Level> levels_of(const model::Organisation& organisation) {
  return organisation.levels.empty() ? governance::preset_levels("service") : organisation.levels;
}

base::Result<std::string> asked_level(const GateRequest& request,
                                      const std::vector<model::Level>& levels,
                                      const model::Environment* environment) {
  auto wanted = request.to;
  if (wanted.empty() && environment) wanted = environment->level;
  if (wanted.empty() && !levels.empty()) wanted = levels.back().id;
  std::vector<std::string> known;
  for (const auto& level : levels) known.push_back(level.id);
  if (std::ranges::find(known, wanted) == known.end())
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage, "{}: no such level; known: {}",
                      base::printable(wanted), base::join(known, ", "));
  if (environment && wanted != environment->level)
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--to {}: the environment {} stands for {}; name one of the two",
                      base::printable(wanted), environment->id, environment->level);
  return wanted;
}

base::Result<void> check_artifact(const std::string& digest, const History& history,
                                  const Believed& believed, const std::string& tree) {
  if (digest.empty()) return {};
  const auto source = source_of(history.artifacts, believed.by(governance::Role::pipeline), digest);
  if (!source)
    return base::fail(
        ErrorKind::unavailable, ErrorOrigin::input,
        "{}: no record that counts says which source it was built from: andon release "
        "record --artifact {}",
        digest, digest);
  if (source->tree != tree)
    return base::fail(
        ErrorKind::unavailable, ErrorOrigin::input,
        "{}: was built from tree {}, and this is {}: check out what it was built from", digest,
        source->tree, tree);
  return {};
}

struct Decisions {
  base::Value facts;
  policy::LevelsDecided decided;
};

base::Result<Decisions> decide_all(base::Context& context, const Judged& judged,
                                   const model::Organisation& organisation,
                                   const GovernedInput& governed_input) {
  auto governed = governed_facts(context, judged.workspace, governed_input);
  if (governed.levels->empty()) {
    for (const auto& level : levels_of(organisation)) {
      auto& facts = governed.levels->emplace_back();
      facts.id = level.id;
      facts.title = level.title;
      facts.rank = level.rank;
      facts.real_data = level.has_real_data;
      facts.audience = level.audience;
      facts.reversible = level.is_reversible;
      facts.is_public = level.is_public;
    }
  }
  const DecisionInput input{judged.workspace, judged.workspace.judging,         judged.looked.runs,
                            judged.merged,    judged.workspace.judging.waivers, judged.now};
  const auto& policy = judged.policy;
  auto facts = facts_of(input, &governed);
  const auto first =
      policy::decide(policy.policy, policy.parameters, facts, TRY(stamp_of(policy, facts)));
  governed.measures = measures_of(organisation, {facts, policy.parameters, first}, judged.now);
  facts = facts_of(input, &governed);
  auto stamp = TRY(stamp_of(policy, facts));
  auto decided = policy::decide_levels(policy.policy, policy.parameters, facts, stamp);
  return Decisions{std::move(facts), std::move(decided)};
}

// The findings that are open in what runs there now, by the gate's record of it.
std::vector<std::string> open_in(base::Context& context, const State& state, const History& history,
                                 const Believed& believed, const model::Release& running) {
  std::vector<std::string> out;
  for (const auto& event : history.gates) {
    if (event.body["tree"].text_or() != running.tree) continue;
    if (!believed(event, governance::Role::pipeline)) continue;
    const auto record = state.records().read(context, event.digest);
    if (!record) continue;
    const auto body = model::gate_body_from(record->body);
    if (!body) continue;
    out.clear();
    if (const auto* findings = body->facts.find("findings"); findings && findings->is_list())
      for (const auto& finding : *findings->list())
        if (finding["state"].text_or() != "fixed") out.emplace_back(finding["id"].text_or());
  }
  std::ranges::sort(out);
  return out;
}

// A digest that was open there may return unless it is worse than what runs.
bool may_return(base::Context& context, const State& state, const History& history,
                const Believed& believed, const model::GateReport& report,
                const policy::LevelsDecided& decided) {
  if (report.environment.empty()) return false;
  const auto counts = believed.by(governance::Role::operations);
  if (!was_open(history.openings, counts, report.environment, report.release)) return false;
  const auto denied = denied_findings(decided, report.asked);
  if (!denied) return false;
  for (const auto& open : open_releases(history.openings, counts)) {
    const auto& running = open.opening.release;
    if (!open.is_held || open.opening.environment != report.environment ||
        running.component != report.release.component || running.tree == report.release.tree)
      continue;
    return std::ranges::includes(open_in(context, state, history, believed, running), *denied);
  }
  return denied->empty();
}

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
    const bool is_missing = std::ranges::any_of(report.levels, [&](const auto& level) {
      return std::ranges::any_of(level.missing,
                                 [&](const auto& each) { return each.item == item; });
    });
    if (!is_missing)
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

void add_next(const Judged& judged, model::GateReport& report) {
  if (report.is_met && !report.environment.empty())
    report.next.push_back(
        fmt::format("andon opened --environment {}    # once it runs there", report.environment));
  if (!report.is_met && !report.environment.empty())
    for (const auto& level : report.levels) {
      if (level.is_granted || level.missing.empty()) continue;
      report.next.push_back(fmt::format(
          "andon gate --environment {} --choose '{}=fix' --owner NAME    # fix, plan or "
          "waive: say who does what",
          report.environment, level.missing.front().item));
      break;
    }
  if (judged.workspace.judging.governance.empty())
    report.next.push_back(
        "andon init --governance URL    # levels, environments and people of your organisation");
}

base::Result<void> keep(base::Context& context, Judged& judged, const SigningKey& key,
                        const Decisions& decisions, const std::vector<model::TradeBody>& trades,
                        GateOutcome& outcome) {
  auto& state = *judged.kept.state;
  const auto& component = outcome.report.release.component;
  model::GateBody body;
  body.facts = decisions.facts;
  body.policy = judged.policy.name;
  body.policy_text = judged.policy.text;
  body.parameters = judged.policy.parameters;
  body.engine = engine_version();
  body.decided = policy::to_value(decisions.decided);
  body.report = outcome.report;
  std::vector<model::SealedRecord> sealed;
  for (const auto& trade : trades)
    sealed.push_back(TRY(
        records::seal_event(context, state.records(), "trade", component, model::to_value(trade))));
  sealed.push_back(
      TRY(records::seal_event(context, state.records(), "gate", component, model::to_value(body))));
  TRY(state.index(context, sealed), "indexing the gate's answer");
  outcome.record = sealed.back().digest;
  std::vector<std::string> digests;
  for (const auto& each : sealed) {
    digests.push_back(each.digest);
    (void)state.mark_own(context, each.digest);
  }
  if (key.is_given())
    outcome.signing =
        TRY(sign_records(context, state, key, digests,
                         {trust_of(judged.workspace), component, judged.workspace.tree.root()}));
  return {};
}

}  // namespace

namespace {

// Who asks for what, checked against the organisation.
base::Result<void> fill_question(base::Context& context, const GateRequest& request,
                                 const Judged& judged, const model::Organisation& organisation,
                                 model::GateReport& report) {
  const auto& workspace = judged.workspace;
  report.engine = engine_version();
  report.made_at = judged.now;
  report.release = workspace.tree.release();
  report.release.component = component_id(workspace);
  if (report.release.tree.empty() || report.release.tree.starts_with("worktree:"))
    return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                      "a gate judges a commit, and this tree has none or differs from it: commit "
                      "first; andon check judges it as it is");
  const model::Environment* environment = nullptr;
  if (!request.environment.empty())
    environment = TRY(environment_of(workspace, request.environment));
  report.environment = request.environment;
  report.audience = request.audience;
  if (organisation.product) report.product = organisation.product->id;
  report.asked = TRY(asked_level(request, levels_of(organisation), environment));
  if (!request.digest.empty()) report.digest = TRY(artifact_digest(context, request.digest));
  report.judged_from = fmt::format(
      "the built-in checks, run here and configured from {}",
      workspace.is_own_judge ? std::string("this tree itself") : workspace.chosen.baseline.name);
  return {};
}

std::vector<model::OpeningBody> openings_of(const History& history, const Believed& believed,
                                            const model::Release& release) {
  std::vector<model::OpeningBody> out;
  for (const auto& open :
       open_releases(history.openings, believed.by(governance::Role::operations)))
    if (open.is_held && open.opening.release.component == release.component &&
        open.opening.release.tree == release.tree)
      out.push_back(open.opening);
  return out;
}

// The answer to what was decided, with what stops or lifts it here.
model::Verdict answer_here(base::Context& context, const Judged& judged, const History& history,
                           const Believed& believed, const model::Organisation& organisation,
                           const Decisions& decisions, model::GateReport& report) {
  const auto operations = believed.by(governance::Role::operations);
  auto stopped = stopped_lines(history.calls, operations, judged.now);
  std::erase_if(stopped, [&](const StoppedLine& line) {
    return !stops(line, {report.product, report.release.component, report.environment});
  });
  auto glasses = broken_glasses(history.glasses, operations, judged.now);
  std::erase_if(glasses, [&](const BrokenGlass& glass) {
    return glass.glass.environment != report.environment ||
           glass.glass.release.component != report.release.component;
  });
  const bool returns =
      may_return(context, *judged.kept.state, history, believed, report, decisions.decided);
  const auto verdict = answer(
      {decisions.decided, decisions.facts, organisation, judged.merged.findings,
       judged.workspace.judging.waivers, stopped, glasses, history.trades, judged.now, returns},
      report);
  if (judged.policy.until && report.until && *judged.policy.until < *report.until)
    report.until = judged.policy.until;
  return verdict;
}

void add_notes(const Judged& judged, model::GateReport& report) {
  for (const auto* notes :
       {&judged.looked.notes, &judged.workspace.judging.notes, &judged.policy.notes})
    report.notes.insert(report.notes.end(), notes->begin(), notes->end());
  if (judged.workspace.is_own_judge)
    report.notes.push_back("no baseline: this tree's own settings and waivers judge it");
}

void show_choices(const std::vector<model::TradeBody>& trades, model::GateReport& report) {
  for (const auto& trade : trades)
    for (auto& level : report.levels)
      for (auto& item : level.missing)
        if (item.item == trade.item)
          item.choice = fmt::format(
              "{} by {}", words(trade.choice)[static_cast<std::size_t>(trade.choice)], trade.owner);
}

}  // namespace

base::Result<GateOutcome> gate(base::Context& context, const GateRequest& request) {
  const auto key = TRY(signing_key(context, request.is_kept ? request.signing_key : ""));
  CheckRequest looking;
  looking.path = request.path;
  looking.baseline = request.baseline;
  looking.has_tools = false;  // their runs come from records
  auto judged = TRY(judge(context, looking));
  const auto organisation = organisation_facts(context, judged.workspace, request.environment);
  GateOutcome outcome;
  auto& report = outcome.report;
  TRY(fill_question(context, request, judged, organisation, report));
  if (!judged.kept.state) return std::unexpected(*judged.kept.trouble);
  auto& state = *judged.kept.state;

  const Believed believed(context, state, judged.workspace);
  auto history = TRY(history_of(state, report.release.component));
  note_time(context, state, history);
  TRY(check_artifact(report.digest, history, believed, report.release.tree));
  const auto openings = openings_of(history, believed, report.release);
  const auto decisions =
      TRY(decide_all(context, judged, organisation,
                     {request.environment, judged.now, &openings, history.recorded_until}));
  outcome.verdict =
      answer_here(context, judged, history, believed, organisation, decisions, report);
  add_notes(judged, report);
  const auto trades = TRY(choices_of(request, report, context.actor.name));
  show_choices(trades, report);
  add_next(judged, report);
  if (request.is_kept) {
    auto kept = keep(context, judged, key, decisions, trades, outcome);
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
