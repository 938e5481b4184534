// Laws of deciding, on policies and facts made at random with a fixed seed: a decision never
// improves when something becomes unknown, when a check goes from complete to partial, or when time
// passes with nothing new.
#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "policy/evidence_facts.h"
#include "policy/facts.h"
#include "policy/levels.h"

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

  base::Value facts_at(base::Instant now) const {
    model::Release release;
    model::Baseline baseline;
    baseline.kind = "merge_base";
    const model::Slope slope;
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

// How good a verdict is: worse is less.
int goodness(model::Verdict verdict) { return verdict == model::Verdict::met ? 1 : 0; }

// Done, and each level; and how many levels are granted.
std::vector<int> goodness(const Policy& policy, const base::Value& facts) {
  const auto out = decide_levels(policy, base::Value{base::Map{}}, facts, Stamp{});
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
  Dice dice(4711);
  std::size_t tried = 0;
  for (int round = 0; round < 60; ++round) {
    const auto text = policy_text(dice);
    const auto policy = parse(text, "random.yaml");
    ASSERT_TRUE(policy) << policy.error().text();
    const auto made = world(dice);
    auto facts = made.facts_at(day(dice.below(40)));
    SCOPED_TRACE(text + base::json::write_line(facts));
    take_away(*policy, facts, facts, goodness(*policy, facts), tried);
    if (HasFailure()) return;
  }
  EXPECT_GT(tried, 5'000u);
}

TEST(Property, a_decision_never_improves_when_a_check_gets_partial_or_is_gone) {
  Dice dice(4712);
  std::size_t good = 0;
  for (int round = 0; round < 400; ++round) {
    const auto text = policy_text(dice);
    // A rule of its own choice may ask for an outcome that is not complete: it is no law then.
    if (text.find("deny") != std::string::npos) continue;
    const auto policy = parse(text, "random.yaml");
    ASSERT_TRUE(policy) << policy.error().text();
    auto made = world(dice);
    const auto now = day(dice.below(40));
    const auto before = goodness(*policy, made.facts_at(now));
    good += before[0];
    SCOPED_TRACE(text);
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
  Dice dice(4713);
  std::size_t fell = 0;
  for (int round = 0; round < 600; ++round) {
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
    SCOPED_TRACE(text);
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

}  // namespace
}  // namespace andon::policy
