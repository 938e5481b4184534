// Laws of deciding, for done and for every level, on policies made at random and on the shipped
// ones, with facts made at random: a decision never improves when a required run, evidence or a
// field becomes unknown, when a check goes from complete to partial, or when time passes with
// nothing new. What fails tells its seed; each seed makes one policy and its facts.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "base/json.h"
#include "policy/evidence_facts.h"
#include "policy/facts.h"
#include "policy/levels.h"
#include "policy/pack.h"

namespace andon::policy {
namespace {

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  bool once_in(std::size_t count) { return below(count) == 0; }
  std::string one_of(std::initializer_list<std::string_view> words) {
    return std::string(words.begin()[below(words.size())]);
  }

 private:
  std::mt19937 random_;
};

// Conditions speak of what is there; has() and comparisons of counts from above are left out, since
// they ask for absence itself.
std::string condition(Dice& dice, Each each, std::size_t depth) {
  if (depth > 0 && dice.below(3) > 0) {
    const auto left = condition(dice, each, depth - 1), right = condition(dice, each, depth - 1);
    return fmt::format("({} {} {})", left, dice.one_of({"&&", "||"}), right);
  }
  if (each == Each::finding)
    return dice.one_of({"finding.severity_rank >= 3", "finding.severity == 'high'",
                        "finding.in_baseline", "finding.is_waived", "!finding.is_waived",
                        "finding.state == 'new'", "finding.waiver == null",
                        "finding.waiver.is_expired", "finding.confidence_rank > 0"});
  if (each == Each::required_check)
    return dice.one_of({"required_check.outcome == 'complete'",
                        "required_check.outcome != 'missing'", "required_check.reason == ''"});
  if (each == Each::evidence)
    return dice.one_of(
        {"evidence.is_fresh", "evidence.control == 'a'", "evidence.standing == 'proven'"});
  if (each == Each::answer)
    return dice.one_of({"!answer.is_expired", "answer.answer == 'yes'", "answer.account == 'ada'"});
  return dice.one_of({"is_first_look", "release.is_dirty", "product.tier_rank > 1",
                      "runs.exists(r, r.check == 'secrets' && r.outcome == 'complete')",
                      "findings.all(f, f.severity != 'critical')",
                      "all_evidence.exists(e, e.control == 'a' && e.is_fresh)",
                      "answers.exists(a, a.answer == 'yes' && !a.is_expired)",
                      "waivers.all(w, !w.is_expired)", "governance.age_days < 30"});
}

std::string rise(Dice& dice) {
  auto out = fmt::format("lifecycle: {}", dice.one_of({"observe", "enforce", "audited"}));
  if (dice.once_in(2))
    out += fmt::format(", rollout: [{{teams: [{}], lifecycle: {}, from: 2026-01-{:02}}}]",
                       dice.one_of({"web", "shop"}), dice.one_of({"enforce", "audited"}),
                       1 + dice.below(28));
  return out;
}

std::string policy_text(Dice& dice) {
  std::string out = "policy: random\nrules:\n";
  const auto count = 1 + dice.below(5);
  for (std::size_t i = 0; i < count; ++i) {
    constexpr Each all[] = {Each::once, Each::finding, Each::required_check, Each::evidence,
                            Each::answer};
    const auto each = all[dice.below(std::size(all))];
    out += fmt::format(
        "  - {{id: r{}, each: {}, {}: \"{}\", fix: a, on_missing: {}, {}{}{}}}\n", i,
        words(each)[static_cast<std::size_t>(each)], dice.one_of({"deny", "require"}),
        condition(dice, each, 2), dice.one_of({"undecided", "fail"}), rise(dice),
        dice.once_in(3) ? ", stage: {property: real_data}" : "",
        dice.once_in(3) ? fmt::format(", effective_on: 2026-01-{:02}", 1 + dice.below(28)) : "");
  }
  return out;
}

struct World {
  std::vector<model::Finding> findings;
  std::vector<model::Run> runs;
  std::vector<model::Waiver> waivers;
  Governed governed;
  model::Release release;
  model::Slope slope;

  base::Value facts_at(base::Instant now) const {
    model::Baseline baseline;
    baseline.kind = "merge_base";
    const RequiredCheck required[] = {{"secrets", "why"}};
    return facts({now, release, baseline, runs, findings, waivers, required, slope, &governed});
  }
};

constexpr base::Instant january{1'767'225'600'000};  // 2026-01-01
base::Instant day(std::size_t days) {
  return {january.ms + static_cast<std::int64_t>(days) * base::day_ms};
}

World world(Dice& dice) {
  World out;
  for (std::size_t i = 0; i < dice.below(4); ++i) {
    auto& waiver = out.waivers.emplace_back();
    waiver.id = fmt::format("w{}", i);
    waiver.standing = dice.one_of({"claimed", "proven"});
    waiver.expires = day(dice.below(60));
  }
  for (std::size_t i = 0; i < dice.below(5); ++i) {
    auto& finding = out.findings.emplace_back();
    finding.id = fmt::format("f{}", i);
    finding.severity = static_cast<model::Severity>(dice.below(5));
    finding.confidence = static_cast<model::Confidence>(dice.below(3));
    finding.state = static_cast<model::FindingState>(dice.below(6));
    if (!out.waivers.empty() && dice.once_in(2))
      finding.waiver = out.waivers[dice.below(out.waivers.size())].id;
  }
  auto& run = out.runs.emplace_back();
  run.check = "secrets";
  run.started = january;
  out.governed.governance.emplace().locked_at = january;
  out.governed.product.emplace().tier_rank = static_cast<std::int64_t>(dice.below(4));
  out.governed.components.emplace(1).front().team = dice.one_of({"web", "shop", "other"});
  out.governed.levels.emplace(2);
  (*out.governed.levels)[0].id = "test";
  (*out.governed.levels)[1].id = "pilot";
  (*out.governed.levels)[1].real_data = true;
  auto& evidence = out.governed.evidence.emplace(dice.below(3));
  for (auto& each : evidence) {
    each.control = dice.one_of({"a", "b"});
    each.standing = static_cast<Standing>(dice.below(2));
    if (dice.once_in(2)) each.expires = day(dice.below(60));
  }
  auto& answers = out.governed.answers.emplace(dice.below(3));
  for (auto& each : answers) {
    each.answer = static_cast<YesNo>(dice.below(2));
    each.account = dice.one_of({"ada", "bob"});
    each.standing = static_cast<Standing>(dice.below(2));
    if (dice.once_in(2)) each.expires = day(dice.below(60));
  }
  return out;
}

// As the shipped policies look at it: with people, measures, openings, tools, levels as in a
// preset; mostly in order, so that there is something to lose.
void furnish(World& out, Dice& dice) {
  out.release.commit = dice.once_in(8) ? "" : "1a2b3c";
  out.slope = {dice.below(3), dice.below(3), "2025-12-01"};
  for (auto& waiver : out.waivers) {
    waiver.created = january;
    waiver.owner = "ada";
    if (!dice.once_in(3)) waiver.measures = {"watch it"};
  }
  for (auto& finding : out.findings) {
    finding.check = dice.one_of({"secrets", "semgrep"});
    if (!dice.once_in(3)) finding.state = model::FindingState::existing;
    if (finding.state == model::FindingState::waived && dice.once_in(2)) finding.waiver = "lost";
    if (finding.state == model::FindingState::suppressed)
      finding.suppression = model::Suppression{"nosec", "", true, dice.once_in(2)};
  }
  auto& tool = out.runs.emplace_back();
  tool.check = "semgrep";
  tool.kind = "tool";
  tool.sandbox = dice.once_in(8) ? "none" : "bubblewrap";
  tool.started = january;
  auto& product = *out.governed.product;
  product.tier = dice.one_of({"low", "medium", "high"});
  product.responsibilities.product = "ada";
  if (!dice.once_in(8)) product.responsibilities.operations = "bob";
  auto& component = out.governed.components->front();
  if (!dice.once_in(8)) component.champion = "cleo";
  if (!dice.once_in(8)) component.contact = "mailto:web@shop.test";
  auto& levels = *out.governed.levels;
  levels.resize(3);
  levels[2] = levels[1];
  levels[2].id = "general";
  levels[2].is_public = true;
  levels[0].audience = "team";
  levels[1].audience = "selected";
  levels[2].audience = "everyone";
  for (const auto* control : {"threat-model", "penetration-test"}) {
    auto& evidence = out.governed.evidence->emplace_back();
    evidence.control = control;
    evidence.standing = dice.once_in(3) ? Standing::claimed : Standing::proven;
    if (!dice.once_in(3)) evidence.expires = day(20 + dice.below(60));
  }
  for (const auto* who : {"product", "operations"}) {
    auto& answer = out.governed.answers->emplace_back();
    answer.responsibility = who;
    answer.account = std::string_view(who) == "product" ? "ada" : "bob";
    answer.answer = dice.once_in(6) ? YesNo::no : YesNo::yes;
    if (!dice.once_in(3)) answer.expires = day(20 + dice.below(60));
  }
  auto& measures = out.governed.measures.emplace(dice.below(2));
  for (auto& measure : measures) measure.due = day(20 + dice.below(60));
  auto& openings = out.governed.openings.emplace(dice.once_in(4) ? 0 : 1);
  for (auto& opening : openings) {
    opening.audience = "selected";
    opening.opened_at = {january.ms - 30 * base::day_ms};
  }
}

Policy read_shipped(const std::string& name) {
  std::ifstream file("policies/" + name + ".yaml");
  std::stringstream text;
  text << file.rdbuf();
  auto policy = parse(text.str(), name + ".yaml");
  EXPECT_TRUE(policy) << policy.error().text();
  return std::move(*policy);
}

// The shipped policies, the stricter one with what it inherits.
std::vector<Policy> shipped() {
  std::vector<Policy> out, layers;
  out.push_back(read_shipped("default"));
  layers.push_back(read_shipped("default"));
  layers.push_back(read_shipped("strict"));
  auto strict = combine(std::move(layers), {}, january);
  EXPECT_TRUE(strict) << strict.error().text();
  out.push_back(std::move(strict->policy));
  return out;
}

// How good a verdict is: worse is less.
int goodness(model::Verdict verdict) { return verdict == model::Verdict::met ? 1 : 0; }

// Done, and each level; and how many levels are granted.
std::vector<int> goodness(const Policy& policy, const base::Value& facts) {
  static const base::Value none;
  const auto out = decide_levels(policy, *parameters(policy, none, ""), facts, Stamp{});
  std::vector<int> all{goodness(out.done.verdict)};
  for (const auto& level : out.levels) all.push_back(level.is_granted);
  return all;
}

void expect_no_better(const std::vector<int>& before, const std::vector<int>& after,
                      const std::string& what) {
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i)
    EXPECT_LE(after[i], before[i]) << what;
}

// Takes away one field or entry after another.
void take_away(const Policy& policy, base::Value& facts, base::Value& inside,
               const std::vector<int>& before, std::size_t& tried) {
  if (auto* list = inside.list())
    for (auto& item : *list) take_away(policy, facts, item, before, tried);
  for (std::size_t i = 0; inside.map() && i < inside.map()->size(); ++i) {
    auto& map = *inside.map();
    take_away(policy, facts, map[i].second, before, tried);
    const auto name = std::exchange(map[i].first, "taken away");
    if (name != "levels" && name != "id") {  // without its levels nothing is granted at all
      expect_no_better(before, goodness(policy, facts), "without " + name);
      ++tried;
    }
    map[i].first = name;
  }
}

TEST(Property, a_decision_never_improves_when_a_field_becomes_unknown) {
  std::size_t tried = 0;
  for (unsigned seed = 1000; seed < 1060; ++seed) {
    Dice dice(seed);
    const auto text = policy_text(dice);
    const auto policy = parse(text, "random.yaml");
    ASSERT_TRUE(policy) << policy.error().text();
    const auto made = world(dice);
    auto facts = made.facts_at(day(dice.below(40)));
    SCOPED_TRACE(fmt::format("seed {}\n{}{}", seed, text, base::json::write_line(facts)));
    take_away(*policy, facts, facts, goodness(*policy, facts), tried);
    if (HasFailure()) return;
  }
  EXPECT_GT(tried, 5'000u);
}

TEST(Property, a_decision_never_improves_when_a_check_gets_partial_or_is_gone) {
  std::size_t good = 0;
  for (unsigned seed = 2000; seed < 2400; ++seed) {
    Dice dice(seed);
    const auto text = policy_text(dice);
    // A rule of its own choice may ask for an outcome that is not complete: it is no law then.
    if (text.find("deny") != std::string::npos) continue;
    const auto policy = parse(text, "random.yaml");
    ASSERT_TRUE(policy) << policy.error().text();
    auto made = world(dice);
    const auto now = day(dice.below(40));
    const auto before = goodness(*policy, made.facts_at(now));
    good += before[0];
    SCOPED_TRACE(fmt::format("seed {}\n{}", seed, text));
    made.runs[0].outcome = model::Outcome::partial;
    made.runs[0].reason = "one file vanished";
    expect_no_better(before, goodness(*policy, made.facts_at(now)), "partial");
    made.runs.clear();
    expect_no_better(before, goodness(*policy, made.facts_at(now)), "gone");
    if (HasFailure()) return;
  }
  EXPECT_GT(good, 5u) << "nothing was met to begin with";
}

// What time alone changes: what expires, what begins. Conditions that ask for expiry are left out.
TEST(Property, a_decision_never_improves_when_time_passes_with_nothing_new) {
  std::size_t fell = 0;
  for (unsigned seed = 3000; seed < 3600; ++seed) {
    Dice dice(seed);
    auto text = policy_text(dice);
    const auto asks_for_expiry = [&](std::string_view what) {
      return text.find(what) != std::string::npos;
    };
    if (asks_for_expiry("deny") || asks_for_expiry("\"finding.waiver.is_expired") ||
        asks_for_expiry("(finding.waiver.is_expired") ||
        asks_for_expiry(" finding.waiver.is_expired") || asks_for_expiry("!finding.is_waived"))
      continue;
    const auto policy = parse(text, "random.yaml");
    ASSERT_TRUE(policy) << policy.error().text();
    const auto made = world(dice);
    auto before = goodness(*policy, made.facts_at(day(0)));
    SCOPED_TRACE(fmt::format("seed {}\n{}", seed, text));
    for (std::size_t days = 1; days < 60; days += 3) {
      const auto after = goodness(*policy, made.facts_at(day(days)));
      expect_no_better(before, after, fmt::format("after {} days", days));
      fell += after != before ? 1 : 0;
      before = after;
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(fell, 5u) << "time changed nothing";
}

// What rests on evidence: what denies by it, or is asked of each piece, would ask for its absence.
std::string evidence_policy(Dice& dice) {
  const auto wanted = [&] {
    return dice.one_of({"all_evidence.exists(e, e.control == 'a' && e.is_fresh)",
                        "all_evidence.exists(e, e.standing == 'proven')", "all_evidence.size() > 1",
                        "answers.exists(a, a.answer == 'yes' && !a.is_expired)",
                        "answers.exists(a, a.account == 'ada')", "product.tier_rank > 1"});
  };
  std::string out = "policy: random\nrules:\n";
  const auto count = 1 + dice.below(3);
  for (std::size_t i = 0; i < count; ++i)
    out += fmt::format("  - {{id: r{}, require: \"{} {} {}\", fix: a, {}{}}}\n", i, wanted(),
                       dice.one_of({"&&", "||"}), wanted(), rise(dice),
                       dice.once_in(2) ? ", stage: {property: real_data}" : "");
  return out;
}

TEST(Property, a_decision_never_improves_when_evidence_or_an_answer_is_gone) {
  std::size_t lost = 0;
  for (unsigned seed = 4000; seed < 4200; ++seed) {
    Dice dice(seed);
    const auto text = evidence_policy(dice);
    const auto policy = parse(text, "random.yaml");
    ASSERT_TRUE(policy) << policy.error().text();
    const auto made = world(dice);
    auto facts = made.facts_at(day(dice.below(40)));
    SCOPED_TRACE(fmt::format("seed {}\n{}{}", seed, text, base::json::write_line(facts)));
    const auto before = goodness(*policy, facts);
    for (const auto* list : {"all_evidence", "answers"})
      while (!facts[list].list()->empty()) {
        facts.find(list)->list()->pop_back();
        const auto after = goodness(*policy, facts);
        expect_no_better(before, after, fmt::format("less of {}", list));
        lost += after != before ? 1 : 0;
      }
    if (HasFailure()) return;
  }
  EXPECT_GT(lost, 5u) << "nothing rested on evidence";
}

// How many rounds each shipped policy took, and how many ended worse than they began.
struct Tally {
  std::size_t tried = 0, worse = 0;
  void add(const std::vector<int>& before, const std::vector<int>& after, const std::string& what) {
    expect_no_better(before, after, what);
    ++tried;
    worse += after != before ? 1 : 0;
  }
};

template <class Try>
void for_shipped(unsigned first_seed, unsigned seeds, Try attempt) {
  for (auto& policy : shipped()) {
    Tally tally;
    for (unsigned seed = first_seed; seed < first_seed + seeds; ++seed) {
      Dice dice(seed);
      auto made = world(dice);
      furnish(made, dice);
      SCOPED_TRACE(fmt::format("seed {}, policy {}\n{}", seed, policy.name,
                               base::json::write_line(made.facts_at(january))));
      attempt(policy, made, dice, tally);
      if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(tally.tried, seeds / 2) << policy.name;
    EXPECT_GT(tally.worse, seeds / 20) << policy.name << ": there was nothing to lose";
  }
}

TEST(ShippedProperty, levels_decided_together_are_decided_as_each_alone) {
  static const base::Value none;
  std::size_t refused = 0;
  for (const auto& policy : shipped())
    for (unsigned seed = 9000; seed < 9060; ++seed) {
      Dice dice(seed);
      auto made = world(dice);
      furnish(made, dice);
      const auto facts = made.facts_at(day(dice.below(40)));
      SCOPED_TRACE(fmt::format("policy {} seed {}", policy.name, seed));
      const auto given = *parameters(policy, none, "");
      const auto together = decide_levels(policy, given, facts, Stamp{});
      for (std::size_t i = 0; i < together.levels.size(); ++i) {
        const auto& level = (*facts["levels"].list())[i];
        const auto alone = decide(policy, given, facts, level, Stamp{});
        EXPECT_EQ(base::json::write_line(model::to_value(together.levels[i].decision)),
                  base::json::write_line(model::to_value(alone)));
        refused += alone.verdict == model::Verdict::met ? 0 : 1;
      }
      if (HasFailure()) return;
    }
  EXPECT_GT(refused, 50u);
}

TEST(ShippedProperty, no_field_that_becomes_unknown_improves_a_decision) {
  for_shipped(5000, 6, [](const Policy& policy, World& made, Dice&, Tally& tally) {
    auto facts = made.facts_at(january);
    const auto before = goodness(policy, facts);
    std::size_t tried = 0;
    take_away(policy, facts, facts, before, tried);
    tally.tried += tried;
    std::erase_if(*facts.map(), [](const auto& entry) { return entry.first == "findings"; });
    tally.add(before, goodness(policy, facts), "without findings");
  });
}

TEST(ShippedProperty, no_required_check_that_is_partial_or_gone_improves_a_decision) {
  for_shipped(6000, 60, [](const Policy& policy, World& made, Dice&, Tally& tally) {
    const auto before = goodness(policy, made.facts_at(january));
    for (const auto outcome :
         {model::Outcome::partial, model::Outcome::failed, model::Outcome::skipped}) {
      made.runs[0].outcome = outcome;
      const auto after = goodness(policy, made.facts_at(january));
      tally.add(before, after, "not complete");
      EXPECT_EQ(after[0], 0) << "done, though a required check is not complete";
    }
    made.runs[0].outcome = model::Outcome::complete;
    made.runs[1].outcome = model::Outcome::partial;
    tally.add(before, goodness(policy, made.facts_at(january)), "another is partial");
    made.runs.erase(made.runs.begin());
    const auto after = goodness(policy, made.facts_at(january));
    tally.add(before, after, "gone");
    EXPECT_EQ(after[0], 0) << "done, though a required check did not run";
  });
}

TEST(ShippedProperty, no_evidence_answer_or_opening_that_is_gone_improves_a_decision) {
  for_shipped(7000, 60, [](const Policy& policy, World& made, Dice&, Tally& tally) {
    auto facts = made.facts_at(january);
    const auto before = goodness(policy, facts);
    for (const auto* list : {"all_evidence", "answers", "openings"})
      while (!facts[list].list()->empty()) {
        facts.find(list)->list()->pop_back();
        tally.add(before, goodness(policy, facts), fmt::format("less of {}", list));
      }
  });
}

// Rules with not_before are the only ones that time alone may help.
TEST(ShippedProperty, no_time_that_passes_with_nothing_new_improves_a_decision) {
  for_shipped(8000, 60, [](Policy& policy, World& made, Dice&, Tally& tally) {
    std::erase_if(policy.rules, [](const Rule& rule) { return rule.not_before.has_value(); });
    auto before = goodness(policy, made.facts_at(day(0)));
    for (std::size_t days = 1; days < 120; days += 7) {
      const auto after = goodness(policy, made.facts_at(day(days)));
      tally.add(before, after, fmt::format("after {} days", days));
      before = after;
    }
  });
}

}  // namespace
}  // namespace andon::policy
