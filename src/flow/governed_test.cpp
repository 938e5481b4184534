#include "flow/governed.h"

#include <gtest/gtest.h>

namespace andon::flow {
namespace {

base::Instant at(std::string_view text) { return *base::parse_instant(text); }

model::Organisation with_a_plan() {
  model::Plan plan;
  plan.id = "rotate";
  plan.created = at("2026-01-01T00:00:00Z");
  plan.expires = at("2026-03-01T00:00:00Z");
  model::Measure measure;
  measure.id = "keys";
  measure.check = "size(findings) == 0";
  measure.due = at("2026-02-01T00:00:00Z");
  plan.measures.push_back(measure);
  model::Organisation out;
  out.plans.push_back(plan);
  return out;
}

policy::MeasureFacts only(std::string_view now, base::List findings) {
  base::Value facts{base::Map{}};
  facts.set("findings", std::move(findings));
  const base::Value parameters{base::Map{}};
  const model::Decision done;
  const auto measures = measures_of(with_a_plan(), {facts, parameters, done}, at(now));
  EXPECT_EQ(measures.size(), 1u) << now;
  return measures.empty() ? policy::MeasureFacts() : measures.front();
}

TEST(Measures, are_done_while_what_proves_them_holds) {
  EXPECT_TRUE(only("2026-01-15T00:00:00Z", {}).is_done);
  EXPECT_FALSE(only("2026-01-15T00:00:00Z", {base::Value("a finding")}).is_done);
  EXPECT_FALSE(only("2026-01-15T00:00:00Z", {base::Value("a finding")}).is_overdue);
}

TEST(Measures, that_are_overdue_stay_so_when_their_plan_ends) {
  for (const auto* now : {"2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2030-01-01T00:00:00Z"}) {
    EXPECT_TRUE(only(now, {base::Value("a finding")}).is_overdue) << now;
    EXPECT_FALSE(only(now, {}).is_overdue) << now;
  }
}

}  // namespace
}  // namespace andon::flow
