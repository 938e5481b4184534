#include "records/check.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "base/json.h"
#include "base/schema.h"
#include "model/gate_record.h"
#include "model/product_release.h"
#include "records/events.h"
#include "tests/fakes/fake_world.h"

namespace andon::records {
namespace {

model::Finding finding(const std::string& check, int number) {
  model::Finding out;
  out.id = fmt::format("{:016x}", number);
  out.check = check;
  out.rule = "rule";
  out.title = "Title";
  out.path = "src/a.py";
  out.region = {1, 2, 3, 4};
  out.frame = {{1, "x = 1"}};
  out.identity.context = fmt::format("{:064x}", number);
  return out;
}

struct Sample {
  std::vector<model::Run> runs;
  model::Report report;

  Sample() {
    report.release = {"shop", "tree", "commit", "main", false};
    for (const auto* check : {"secrets", "semgrep"}) {
      auto& run = runs.emplace_back();
      run.check = check;
      run.release = report.release;
      run.findings = {finding(check, 1), finding(check, 2)};
    }
    runs[1].problems.push_back({"b.py", "could not be read", false});
    report.engine = "andon 0.1.0";
    report.made_at = *base::parse_instant("2026-01-01T00:00:00Z");
    report.notes = {"a note"};
    report.decision.verdict = model::Verdict::not_met;
    report.decision.policy = "default";
    report.decision.decided_at = report.made_at;
    auto& rule = report.decision.rules.emplace_back();
    rule.rule = "no-new-findings";
    rule.outcome = model::RuleOutcome::fail;
    for (const auto& run : runs) {
      report.runs.push_back(run);
      report.runs.back().findings.clear();
    }
    // As correlate leaves them: states, dates, one finding with a text taken away, one fixed.
    auto changed = runs[1].findings[1];
    changed.state = model::FindingState::existing;
    changed.first_seen = report.made_at;
    changed.also_reported_by = {"secrets"};
    changed.title.clear();
    auto gone = finding("secrets", 77);
    gone.state = model::FindingState::fixed;
    report.findings = {runs[0].findings[0], changed, runs[0].findings[1], gone};
  }
};

class CheckTest : public testing::Test {
 protected:
  SealedCheck seal(const Sample& sample, std::vector<std::string> bases = {}) {
    base::Value facts;
    facts.set("now", "2026-01-01T00:00:00Z");
    base::Value parameters;
    parameters.set("severity", "high");
    auto sealed = seal_check(fake.context, folder,
                             {sample.runs, sample.report, facts, "default", "rules: []\n",
                              parameters, std::move(bases)});
    EXPECT_TRUE(sealed.has_value()) << sealed.error().text();
    return std::move(*sealed);
  }

  FakeWorld world;
  FakeContext fake{world};
  Folder folder{"/state/records"};
};

TEST_F(CheckTest, gives_back_the_very_report) {
  const Sample sample;
  const auto sealed = seal(sample);
  ASSERT_EQ(sealed.size(), 3u);
  const auto report = load_report(fake.context, folder, sealed.back().digest);
  ASSERT_TRUE(report.has_value()) << report.error().text();
  EXPECT_EQ(base::json::write(model::to_value(*report)),
            base::json::write(model::to_value(sample.report)));
}

TEST_F(CheckTest, rests_on_the_first_whole_run_while_little_changes) {
  Sample sample;
  for (int i = 3; i < 12; ++i) sample.runs[0].findings.push_back(finding("secrets", i));
  const auto body = [&](const std::string& digest) {
    const auto record = folder.read(fake, digest);
    EXPECT_TRUE(record) << record.error().text();
    return *model::run_body_from(record->body);
  };
  const auto first = seal(sample).front().digest;
  auto last = first;
  for (int i = 0; i < 2; ++i) {
    sample.runs[0].findings[static_cast<std::size_t>(i)].title = "Another";
    last = seal(sample, {last}).front().digest;
    EXPECT_EQ(body(last).base, first);
    EXPECT_EQ(body(last).depth, 1U);
  }
  // Much has changed: what the last run has of it need not be said again.
  for (auto& one : sample.runs[0].findings) one.title = "Another";
  const auto middle = seal(sample, {last}).front().digest;
  sample.runs[0].findings[0].title = "One more";
  const auto end = body(seal(sample, {middle}).front().digest);
  EXPECT_EQ(end.base, middle);
  EXPECT_EQ(end.changed.size(), 1U);
}

TEST_F(CheckTest, keeps_all_that_a_replay_needs_in_the_decision) {
  const Sample sample;
  const auto sealed = seal(sample);
  const auto body = *load_decision(fake.context, folder, sealed.back().digest);
  EXPECT_EQ(body.runs, (std::vector{sealed[0].digest, sealed[1].digest}));
  EXPECT_EQ(body.facts["now"].text_or(), "2026-01-01T00:00:00Z");
  EXPECT_EQ(body.policy, "default");
  EXPECT_EQ(body.policy_text, "rules: []\n");
  EXPECT_EQ(body.parameters["severity"].text_or(), "high");
  EXPECT_EQ(model::to_value(body.decision), model::to_value(sample.report.decision));
}

// Each kind of event: a gate's answer that another machine made must be found again here.
TEST_F(CheckTest, tells_the_index_the_same_of_every_event_when_sealed_and_when_loaded) {
  model::GateBody gate;
  gate.engine = "andon 0.1.0";
  gate.report.environment = gate.report.asked = gate.report.granted = "test";
  gate.report.release = {"shop", "tree", "commit", "main", false};
  gate.report.is_met = true;
  gate.facts = *base::json::parse(
      R"({"findings":[{"id":"f","check":"secrets","severity":"high","state":"waived","is_waived":true,
          "waiver":{"id":"w","owner":"kim","expires":"2027-01-01T00:00:00Z"}}],
          "measures":[{"id":"p/m","is_done":true}]})",
      "facts");
  gate.decided = *base::json::parse(R"({"granted":"test","rules":[]})", "decided");
  const std::pair<std::string_view, base::Value> bodies[] = {
      {"opening", model::to_value(model::OpeningBody())},
      {"call", model::to_value(model::CallBody())},
      {"trade", model::to_value(model::TradeBody())},
      {"artifact", model::to_value(model::ArtifactBody())},
      {"product_release", model::to_value(model::ProductReleaseBody())},
      {"break_glass", model::to_value(model::BreakGlassBody())},
      {"gate", model::to_value(gate)},
  };
  ASSERT_EQ(std::size(bodies), model::exposure_kinds().size());
  RunLoader loader(folder);
  for (const auto& [kind, body] : bodies) {
    const auto sealed = seal_event(fake.context, folder, kind, "shop", body);
    ASSERT_TRUE(sealed) << kind << ": " << sealed.error().text();
    const auto loaded = load_entry(fake.context, folder, loader, sealed->digest);
    ASSERT_TRUE(loaded) << kind << ": " << loaded.error().text();
    EXPECT_FALSE(loaded->event.is_null()) << kind;
    EXPECT_EQ(*base::json::canonical(loaded->event), *base::json::canonical(sealed->event)) << kind;
    if (kind != "gate") continue;
    const auto direct = seal_gate(fake.context, folder, "shop", gate);
    ASSERT_TRUE(direct) << direct.error().text();
    EXPECT_EQ(direct->digest, sealed->digest);
    EXPECT_EQ(*base::json::canonical(direct->event), *base::json::canonical(loaded->event));
    EXPECT_EQ(loaded->event["waived"].list()->size(), 1u);
  }
}

TEST_F(CheckTest, tells_the_index_the_same_when_sealed_and_when_loaded) {
  const auto sealed = seal(Sample());
  RunLoader loader(folder);
  for (const auto& entry : sealed) {
    const auto loaded = *load_entry(fake.context, folder, loader, entry.digest);
    EXPECT_EQ(loaded.kind, entry.kind);
    EXPECT_EQ(loaded.component, "shop");
    EXPECT_EQ(loaded.made_at, entry.made_at);
    EXPECT_EQ(loaded.size_bytes, entry.size_bytes);
    ASSERT_EQ(loaded.run.has_value(), entry.run.has_value());
    if (entry.run) {
      EXPECT_EQ(model::to_value(*loaded.run), model::to_value(*entry.run));
    }
    EXPECT_EQ(loaded.release, entry.release);
    ASSERT_EQ(loaded.decision.has_value(), entry.decision.has_value());
    if (entry.decision) {
      EXPECT_EQ(model::to_value(*loaded.decision), model::to_value(*entry.decision));
    }
  }
}

TEST_F(CheckTest, does_not_render_a_report_whose_run_is_gone) {
  const auto sealed = seal(Sample());
  ASSERT_TRUE(folder.remove(fake.context, sealed[0].digest).has_value());
  const auto report = load_report(fake.context, folder, sealed.back().digest);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().kind, base::ErrorKind::not_found);
}

TEST_F(CheckTest, writes_no_decision_when_a_run_cannot_be_kept) {
  world.disk.fill_disk();
  base::Value none;
  const Sample sample;
  const auto sealed =
      seal_check(fake.context, folder, {sample.runs, sample.report, none, "default", "", none, {}});
  ASSERT_FALSE(sealed.has_value());
  EXPECT_EQ(sealed.error().kind, base::ErrorKind::unavailable);
  EXPECT_TRUE(world.disk.paths("/state").empty());
}

TEST_F(CheckTest, writes_records_that_their_published_schemas_take) {
  for (const auto& entry : seal(Sample())) {
    const auto record = *folder.read(fake.context, entry.digest);
    const auto breaches =
        base::schema::breaches(model::record_schema(record.kind), model::to_value(record));
    ASSERT_TRUE(breaches.has_value()) << breaches.error().text();
    EXPECT_EQ(*breaches, std::vector<std::string>()) << record.kind;
  }
}

// docs/reference/schemas/record-<kind>.schema.json; ANDON_GOLDEN=rewrite writes them.
TEST(RecordSchemas, are_published_as_they_are) {
  for (const auto kind : model::record_kinds()) {
    const auto path = std::string(ANDON_SOURCE_DIR "/docs/reference/schemas/record-") +
                      std::string(kind) + ".schema.json";
    const auto text = base::json::write(model::record_schema(kind));
    if (const char* golden = std::getenv("ANDON_GOLDEN");
        golden && std::string_view(golden) == "rewrite") {
      std::FILE* file = std::fopen(path.c_str(), "wb");
      ASSERT_NE(file, nullptr) << path;
      std::fwrite(text.data(), 1, text.size(), file);
      std::fclose(file);
      continue;
    }
    std::string published;
    std::FILE* file = std::fopen(path.c_str(), "rb");
    ASSERT_NE(file, nullptr) << path << ": run ./dev golden";
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file))
      published += static_cast<char>(c);
    std::fclose(file);
    EXPECT_EQ(published, text) << path << ": run ./dev golden";
  }
}

}  // namespace
}  // namespace andon::records
