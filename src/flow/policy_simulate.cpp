#include "flow/policy_simulate.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "flow/policy.h"
#include "flow/state.h"
#include "flow/version.h"
#include "flow/workspace.h"
#include "model/describe.h"
#include "policy/levels.h"
#include "records/check.h"

namespace andon::flow {
namespace {

struct Recorded {
  std::string digest;
  model::DecisionBody body;
};
// The last decision of each release.
using Releases = std::map<std::pair<std::string, std::string>, Recorded>;

struct Gathered {
  Releases releases;
  std::vector<std::string> left_out;
};

base::Result<std::string> records_folder(base::Context& context, const SimulationRequest& request) {
  if (!request.records.empty()) {
    TRY(context.world.files().target_status(request.records), "looking at {}", request.records);
    return request.records;
  }
  const auto workspace = TRY(open_workspace(context, {.path = request.path}));
  const auto state = TRY(State::open(context, workspace.root()));
  return state.records().path();
}

base::Result<Gathered> gather(base::Context& context, const SimulationRequest& request) {
  base::Instant since{std::numeric_limits<std::int64_t>::min()};
  if (!request.since.empty()) {
    since = TRY(base::parse_end(request.since), "reading --since");
    constexpr std::size_t date_bytes = 10;
    if (request.since.size() == date_bytes) since.ms -= base::day_ms;
  }
  const auto path = TRY(records_folder(context, request));
  const records::Folder folder(path);
  const auto listing = TRY(folder.list(context));
  Gathered out;
  for (const auto& problem : listing.problems) out.left_out.push_back(problem.text);
  for (const auto& digest : listing.digests) {
    auto record = folder.read(context, digest);
    if (!record) {
      out.left_out.push_back(record.error().text());
      continue;
    }
    if (record->kind != "decision") continue;
    auto body = model::decision_body_from(record->body);
    if (!body) {
      out.left_out.push_back(digest + ": " + body.error().text());
      continue;
    }
    if (body->decision.decided_at < since) continue;
    const auto& release = body->report.release;
    Recorded& last = out.releases[{release.component, release.tree}];
    const bool is_later =
        last.digest.empty() || body->decision.decided_at > last.body.decision.decided_at;
    if (is_later) last = {digest, std::move(*body)};
  }
  return out;
}

// The component's own tightening of a parameter still holds where it is one.
base::Value kept_parameters(const policy::Policy& policy, const base::Value& recorded) {
  base::Value out;
  for (const auto& parameter : policy.parameters) {
    const auto* value = recorded.find(parameter.name);
    if (!value) continue;
    base::Value given;
    given.set(parameter.name, *value);
    if (policy::parameters(policy, given, "recorded")) out.set(parameter.name, *value);
  }
  return out;
}

bool stops(const model::RuleDecision& rule) {
  return rule.effect == model::Effect::block && rule.outcome != model::RuleOutcome::pass;
}

bool stopped(const model::Decision& decision, std::string_view rule) {
  return std::ranges::any_of(decision.rules,
                             [&](const auto& each) { return each.rule == rule && stops(each); });
}

std::string team_of(const base::Value& facts) {
  const auto* components = facts["components"].list();
  return components && !components->empty() ? std::string((*components)[0]["team"].text_or())
                                            : std::string();
}

std::string granted(const policy::Policy& policy, const base::Value& parameters,
                    const base::Value& facts) {
  return policy::decide_levels(policy, parameters, facts, policy::Stamp{}).granted;
}

// By the policy that is recorded; nothing where it cannot be read any more.
std::string granted_before(const model::DecisionBody& body) {
  const auto policy = policy::parse(body.policy_text, body.policy);
  return policy ? granted(*policy, body.parameters, body.facts) : std::string();
}

ChangedDecision changed(const Recorded& recorded, const model::Decision& now) {
  const auto& before = recorded.body.decision;
  const auto& release = recorded.body.report.release;
  ChangedDecision out;
  out.component = release.component;
  out.team = team_of(recorded.body.facts);
  out.tree = release.tree;
  out.commit = release.commit;
  out.branch = release.branch;
  out.decided_at = before.decided_at;
  out.record = recorded.digest;
  out.before = words(before.verdict)[static_cast<std::size_t>(before.verdict)];
  out.after = words(now.verdict)[static_cast<std::size_t>(now.verdict)];
  for (const auto& rule : now.rules)
    if (stops(rule) && !stopped(before, rule.rule)) out.rules.push_back(rule.rule);
  for (const auto& rule : before.rules)
    if (stops(rule) && !stopped(now, rule.rule)) out.rules.push_back(rule.rule);
  return out;
}

}  // namespace

std::string rule_digest(const policy::Rule& rule) {
  const auto each = words(rule.each)[static_cast<std::size_t>(rule.each)];
  return crypto::sha256_hex(fmt::format("{}\n{}\n{}", rule.is_denial ? "deny" : "require", each,
                                        rule.condition.source()));
}

base::Result<Simulation> simulate(base::Context& context, const SimulationRequest& request) {
  const auto combined = TRY(named_policy(context, request.policy));
  auto gathered = TRY(gather(context, request));
  const auto& policy = combined.policy;
  Simulation out;
  out.policy = policy.name;
  out.engine = engine_version();
  out.made_at = context.world.clock().now();
  out.left_out = std::move(gathered.left_out);
  for (const auto& rule : policy.rules) out.rules.push_back({rule.id, rule_digest(rule), 0});
  for (const auto& [release, recorded] : gathered.releases) {
    if (context.stop.stop_requested()) {
      out.left_out.emplace_back("all that was still to come: it was stopped");
      break;
    }
    auto parameters =
        policy::parameters(policy, kept_parameters(policy, recorded.body.parameters), "recorded");
    if (!parameters) {
      out.left_out.push_back(recorded.digest + ": " + parameters.error().text());
      continue;
    }
    ++out.releases;
    const auto now = policy::decide(policy, *parameters, recorded.body.facts, policy::Stamp{});
    for (auto& rule : out.rules) rule.would_stop += stopped(now, rule.rule) ? 1 : 0;
    auto change = changed(recorded, now);
    if (recorded.body.facts["levels"].is_list()) {
      change.level_before = granted_before(recorded.body);
      change.level_after = granted(policy, *parameters, recorded.body.facts);
    }
    if (change.before != change.after || change.level_before != change.level_after)
      out.changed.push_back(std::move(change));
  }
  return out;
}

std::string simulation_json(const Simulation& simulation) {
  return base::json::write(model::to_value(simulation, model::Empty::kept)) + "\n";
}

std::string simulation_text(const Simulation& simulation) {
  std::string out = fmt::format("{} on {}: {} would change\n", simulation.policy,
                                base::counted(simulation.releases, "recorded release"),
                                base::counted(simulation.changed.size(), "decision"));
  constexpr std::size_t shown_digits = 12;
  for (const auto& change : simulation.changed) {
    out += fmt::format("  {} {} {}  {} -> {}  of {}\n", change.component,
                       change.tree.substr(0, shown_digits), base::to_date(change.decided_at),
                       change.before, change.after, base::join(change.rules, ", "));
    if (change.level_before != change.level_after)
      out += fmt::format("    level {} -> {}\n", change.level_before, change.level_after);
    if (!change.team.empty()) out += fmt::format("    for the team {}\n", change.team);
  }
  for (const auto& rule : simulation.rules)
    if (rule.would_stop > 0)
      out +=
          fmt::format("  rule {} stops {}\n", rule.rule, base::counted(rule.would_stop, "release"));
  for (const auto& text : simulation.left_out) out += fmt::format("  left out: {}\n", text);
  if (simulation.releases == 0)
    out += "  nothing is recorded here to try it on: that it changes nothing says nothing\n";
  return out;
}

namespace {

std::string attached_path(std::string document) {
  if (document.ends_with(".yaml")) document.resize(document.size() - 5);
  return document + ".simulation.json";
}

bool enforces(const policy::Rule& rule) {
  const auto reaches = [](const policy::Rise& rise) {
    return rise.lifecycle >= policy::Lifecycle::enforce ||
           std::ranges::any_of(rise.rollout, [](const auto& step) {
             return step.lifecycle >= policy::Lifecycle::enforce;
           });
  };
  return rule.effect == model::Effect::block && reaches(rule.pack) &&
         (!rule.own || reaches(*rule.own));
}

}  // namespace

base::Result<std::string> attach_simulation(base::Context& context, const std::string& document,
                                            const Simulation& simulation) {
  const auto path = attached_path(document);
  TRY(context.world.files().write_atomically(path, simulation_json(simulation)), "writing {}",
      path);
  return path;
}

std::vector<policy::LintProblem> unsimulated(base::Context& context, const policy::Policy& pack) {
  std::vector<policy::LintProblem> out;
  if (pack.layer != policy::Layer::organisation) return out;
  std::map<std::string, std::string> tried;
  const auto text =
      context.world.files().read(attached_path(pack.file), base::limits::configuration_bytes);
  if (text)
    if (const auto read = base::json::parse(*text, attached_path(pack.file)))
      if (const auto* rules = (*read)["rules"].list())
        for (const auto& rule : *rules)
          tried.emplace(rule["rule"].text_or(), rule["digest"].text_or());
  for (const auto& rule : pack.rules) {
    if (!enforces(rule)) continue;
    const auto found = tried.find(rule.id);
    if (found != tried.end() && found->second == rule_digest(rule)) continue;
    out.push_back({policy::Grade::warning, fmt::format("{}:{}:1", pack.file, rule.line), rule.id,
                   fmt::format("it is enforced, and {}: andon policy simulate {} --attach",
                               found == tried.end() ? "nobody tried it on recorded releases"
                                                    : "it asks something else than what was tried",
                               pack.file)});
  }
  return out;
}

}  // namespace andon::flow
