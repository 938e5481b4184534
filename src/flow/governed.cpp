#include "flow/governed.h"

#include <algorithm>

#include "cel/cel.h"

namespace andon::flow {
namespace {

using policy::Standing;

std::vector<std::string> gaps_about(const model::Organisation& organisation, bool is_of_product) {
  std::vector<std::string> out;
  for (const auto& gap : organisation.gaps)
    if (gap.component.empty() == is_of_product) out.push_back(gap.kind);
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

policy::ProductFacts product_facts(const model::Organisation& organisation) {
  const auto& product = *organisation.product;
  policy::ProductFacts out;
  out.id = product.id;
  out.title = product.title;
  out.tier = product.tier;
  out.tier_rank = product.tier_rank;
  const auto& who = product.responsibilities;
  out.responsibilities = {who.product, who.development_architecture, who.component_development,
                          who.operations, who.quality_and_testing};
  out.gaps = gaps_about(organisation, true);
  return out;
}

policy::ComponentFacts component_facts(const model::Organisation& organisation) {
  const auto& component = *organisation.component;
  policy::ComponentFacts out;
  out.id = component.id;
  out.product = component.product;
  out.team = component.team;
  out.is_exposed = component.is_exposed;
  out.suppliers = component.suppliers;
  if (organisation.team) {
    out.champion = organisation.team->champion;
    out.contact = organisation.team->contact;
  }
  out.gaps = gaps_about(organisation, false);
  return out;
}

policy::LevelFacts level_facts(const model::Level& level) {
  policy::LevelFacts out;
  out.id = level.id;
  out.title = level.title;
  out.rank = level.rank;
  out.real_data = level.has_real_data;
  out.audience = level.audience;
  out.reversible = level.is_reversible;
  out.is_public = level.is_public;
  return out;
}

Standing standing_of(std::string_view word) {
  return word == "proven" ? Standing::proven : Standing::claimed;
}

std::vector<policy::AnswerFacts> answer_facts(const model::Organisation& organisation,
                                              const std::string& tree, base::Instant now) {
  std::vector<policy::AnswerFacts> out;
  for (const auto& answer : organisation.answers) {
    if (!answer.release.empty() && answer.release != tree) continue;
    policy::AnswerFacts facts;
    facts.id = answer.id;
    facts.question = answer.question;
    facts.responsibility = answer.responsibility;
    facts.account = answer.account;
    facts.answer = answer.is_yes ? policy::YesNo::yes : policy::YesNo::no;
    facts.level = answer.level;
    facts.at = answer.at;
    facts.expires = answer.expires;
    facts.is_expired = answer.expires && *answer.expires <= now;
    facts.standing = standing_of(answer.standing);
    out.push_back(std::move(facts));
  }
  return out;
}

std::vector<policy::OpeningFacts> opening_facts(const std::vector<model::OpeningBody>& openings) {
  std::vector<policy::OpeningFacts> out;
  for (const auto& opening : openings) {
    policy::OpeningFacts facts;
    facts.environment = opening.environment;
    facts.level = opening.level;
    facts.audience = opening.audience;
    facts.digest = opening.digest.empty() ? opening.release.tree : opening.digest;
    facts.opened_at = opening.at;
    out.push_back(std::move(facts));
  }
  return out;
}

// The condition over the facts' own names and `parameters`; nothing but true proves.
bool holds(const std::string& condition, const MeasureProof& proof) {
  std::vector<std::string_view> names{"parameters"};
  std::vector<cel::Value> values{cel::Value::wrap(proof.parameters)};
  for (const auto& [name, value] : *proof.facts.map()) {
    names.push_back(name);
    values.push_back(cel::Value::wrap(value));
  }
  const auto expression =
      cel::Expression::compile(condition, {.variables = names, .dialect = cel::Dialect::policy});
  if (!expression) return false;
  cel::Evaluator evaluator(*expression);
  return evaluator.evaluate(values).is_true();
}

bool is_proven(const std::string& check, const MeasureProof& proof) {
  const auto rule = std::ranges::find(proof.done.rules, check, &model::RuleDecision::rule);
  if (rule != proof.done.rules.end()) return rule->outcome == model::RuleOutcome::pass;
  return !check.empty() && holds(check, proof);
}

}  // namespace

policy::Governed governed_facts(const model::Organisation& organisation,
                                const GovernedInput& input) {
  policy::Governed out;
  const auto& lock = organisation.governance;
  policy::GovernanceFacts governance;
  governance.source = lock.source;
  governance.digest = lock.digest;
  governance.is_shipped_default = lock.source.empty();
  governance.locked_at = lock.locked_at;
  if (!lock.source.empty()) governance.age_days = organisation.lock_age_days;
  out.governance = std::move(governance);
  if (organisation.product) out.product = product_facts(organisation);
  if (organisation.component) out.components = {component_facts(organisation)};
  if (organisation.environment) {
    const auto& from = *organisation.environment;
    policy::EnvironmentFacts environment;
    environment.id = from.id;
    environment.title = from.title;
    environment.place = from.place;
    environment.network = from.network;
    environment.level = from.level;
    out.environment = std::move(environment);
  }
  out.levels.emplace();
  for (const auto& level : organisation.levels) out.levels->push_back(level_facts(level));
  out.answers = answer_facts(organisation, input.tree, input.now);
  if (input.openings) out.openings = opening_facts(*input.openings);
  out.recorded_until = input.recorded_until;
  return out;
}

std::vector<policy::MeasureFacts> measures_of(const model::Organisation& organisation,
                                              const MeasureProof& proof, base::Instant now) {
  std::vector<policy::MeasureFacts> out;
  for (const auto& plan : organisation.plans) {
    for (const auto& measure : plan.measures) {
      policy::MeasureFacts facts;
      facts.id = plan.id + "/" + measure.id;
      facts.title = measure.title;
      facts.plan = plan.id;
      facts.owner = measure.owner;
      facts.due = measure.due;
      facts.is_done = is_proven(measure.check, proof);
      // What was promised and not kept does not go away with the plan: time alone mends nothing.
      facts.is_overdue = !facts.is_done && (measure.due <= now || plan.expires <= now);
      facts.standing = standing_of(plan.standing);
      out.push_back(std::move(facts));
    }
  }
  return out;
}

}  // namespace andon::flow
