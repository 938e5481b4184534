#include "checks/checks.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "checks/secrets/cache.h"
#include "checks/secrets/suppress.h"
#include "crypto/digest.h"
#include "tests/fakes/fake_world.h"

namespace andon::checks {
namespace {

constexpr std::string_view rules = R"toml(
[[rules]]
id = "vendor"
description = "Vendor token"
regex = '''vnd_[a-z0-9]{12}'''
keywords = ["vnd_"]
[[rules]]
id = "key-file"
path = '''\.p12$'''
)toml";
constexpr std::string_view value = "vnd_a1b2c3d4e5f6";
const std::string encoded = "dm5kX2ExYjJjM2Q0ZTVmNg==";

Settings settings() {
  Settings out;
  out.secret_rules = {{"/rules/mine.toml", std::string(rules)}};
  out.cache_folder = "/cache";
  out.identity_key = base::Secret("a key");
  return out;
}

struct Scene {
  Scene() {
    world.put("/tree/a.txt", "one\ntoken = " + std::string(value) + "\n");
    world.put("/tree/b.txt", "token: " + encoded + "\n");
    world.put("/tree/c.txt", std::string(value) + " # andon:allow vendor -- a made-up one\n");
    world.put("/tree/store.p12", std::string_view("\0\1\2\3", 4));
    world.programs.script({"git"}, "", 128);
  }
  model::Run run(Settings with) {
    auto checks = Checks::create(fake.context, std::move(with));
    EXPECT_TRUE(checks.has_value()) << (checks ? "" : checks.error().text());
    tree::Source source;
    source.path = "/tree";
    auto tree = tree::open(fake.context, source);
    EXPECT_TRUE(tree.has_value()) << (tree ? "" : tree.error().text());
    return checks->run(fake.context, *tree).at(0);
  }
  FakeWorld world;
  FakeContext fake{world};
};

std::vector<std::string> places(const model::Run& run) {
  std::vector<std::string> out;
  for (const auto& finding : run.findings)
    out.push_back(fmt::format("{} {} {}-{} {}", finding.rule, finding.path, finding.match.begin,
                              finding.match.end,
                              finding.suppression ? finding.suppression->by : ""));
  return out;
}

TEST(Checks, report_what_they_find_without_its_value) {
  Scene scene;
  const auto run = scene.run(settings());
  EXPECT_EQ(places(run),
            (std::vector<std::string>{"vendor a.txt 12-28 ", "vendor b.txt 7-31 ",
                                      "vendor c.txt 0-16 andon:allow", "key-file store.p12 0-0 "}));
  ASSERT_EQ(run.findings.size(), 4u);
  EXPECT_EQ(run.outcome, model::Outcome::complete) << run.reason;
  EXPECT_EQ(run.findings[0].masks, (std::vector<model::ByteSpan>{{12, 28}}));
  EXPECT_EQ(run.findings[1].decoded_from, "base64");
  EXPECT_EQ(run.findings[1].masks, (std::vector<model::ByteSpan>{{7, 31}}));
  EXPECT_EQ(run.findings[2].suppression->reason, "a made-up one");
  EXPECT_EQ(run.findings[0].value_key, crypto::hmac_sha256_hex("a key", value).substr(0, 32));
  EXPECT_EQ(run.findings[0].value_key, run.findings[1].value_key);
  EXPECT_EQ(run.findings[3].value_key, "");
  EXPECT_EQ(run.findings[0].weaknesses, std::vector<std::string>{"CWE-798"});
  const auto text = base::json::write(model::to_value(run));
  EXPECT_EQ(text.find(value), std::string::npos);
  EXPECT_EQ(text.find(encoded), std::string::npos);
}

TEST(Checks, keep_rules_and_database_for_a_second_run_and_make_damaged_ones_again) {
  Scene scene;
  const auto first = places(scene.run(settings()));
  const auto kept = scene.world.disk.paths("/cache");
  ASSERT_EQ(kept.size(), 2u);
  for (const auto& path : kept) {
    const auto whole = scene.world.disk.text(path);
    EXPECT_EQ(whole.find(value), std::string::npos);
    for (const auto& damaged :
         {std::string(), whole.substr(0, whole.size() / 2), std::string("x") + whole,
          whole.substr(0, 60) + "\x01" + whole.substr(61)}) {
      scene.world.put(path, damaged);
      EXPECT_EQ(places(scene.run(settings())), first);
      EXPECT_EQ(scene.world.disk.text(path), whole) << path;
    }
  }
  scene.world.disk.fill_disk();
  auto other = settings();
  other.cache_folder = "/elsewhere";
  EXPECT_EQ(places(scene.run(other)), first) << "a cache that cannot be written is no problem";
}

TEST(Checks, refuse_rules_that_cannot_be_used_each_time) {
  Scene scene;
  auto with = settings();
  with.secret_rules = {{"/rules/mine.toml", "[[rules]]\nid = \"broken\"\nregex = '''vnd_('''\n"}};
  for (int time = 0; time < 2; ++time) {
    const auto checks = Checks::create(scene.fake.context, with);
    ASSERT_FALSE(checks.has_value());
    EXPECT_NE(checks.error().text().find("/rules/mine.toml:"), std::string::npos)
        << checks.error().text();
  }
}

TEST(Checks, show_what_an_ignore_file_names_as_suppressed) {
  Scene scene;
  auto with = settings();
  with.ignore_file = "# old\na.txt:vendor:2\nb.txt:vendor:9\n0123456789:b.txt:vendor:1\nbroken\n";
  const auto run = scene.run(with);
  EXPECT_EQ(run.findings[0].suppression->by, ".gitleaksignore:2");
  EXPECT_FALSE(run.findings[1].suppression.has_value());
  std::string notes;
  for (const auto& problem : run.problems)
    notes += problem.text + (problem.is_harmless ? " -\n" : " !\n");
  EXPECT_NE(notes.find(".gitleaksignore: 1 entry with a commit: not applicable"), std::string::npos)
      << notes;
  EXPECT_NE(notes.find(".gitleaksignore:5: not a fingerprint"), std::string::npos) << notes;
  EXPECT_EQ(run.outcome, model::Outcome::complete);
}

TEST(Checks, are_partial_when_a_file_or_a_rule_could_not_be_read) {
  Scene scene;
  scene.world.disk.break_reading("/tree/b.txt");
  EXPECT_EQ(scene.run(settings()).outcome, model::Outcome::partial);
  Scene other;
  auto with = settings();
  with.secret_rules[0].text += "[[rules]]\nid = 'x'\nregex = 'y'\nunheard = 1\n";
  const auto run = other.run(with);
  EXPECT_EQ(run.outcome, model::Outcome::partial);
  EXPECT_NE(run.reason.find("/rules/mine.toml:10:1: the rule x is refused"), std::string::npos)
      << run.reason;
}

TEST(Checks, mask_every_value_in_other_texts) {
  Scene scene;
  const auto checks = Checks::create(scene.fake.context, settings());
  ASSERT_TRUE(checks.has_value());
  EXPECT_EQ(checks->redact("a " + std::string(value) + " b " + encoded + " c # gitleaks:allow"),
            "a [redacted] b [redacted] c # gitleaks:allow");
  EXPECT_EQ(checks->redact("nothing here"), "nothing here");
}

TEST(Checks, read_an_extended_file_only_below_the_folder_of_the_rule_file) {
  Scene scene;
  scene.world.put("/rules/base/more.toml", "[[rules]]\nid = 'more'\nregex = 'mo_[0-9]{4}'\n");
  scene.world.put("/secret.toml", "[[rules]]\nid = 'other'\nregex = 'ot_[0-9]{4}'\n");
  auto with = settings();
  with.secret_rules[0].text = "[extend]\npath = 'base/more.toml'\n";
  const auto checks = Checks::create(scene.fake.context, with);
  ASSERT_TRUE(checks.has_value()) << checks.error().text();
  EXPECT_EQ(checks->rules().at(0).id, "more");
  with.secret_rules[0].text = "[extend]\npath = '../secret.toml'\n";
  EXPECT_FALSE(Checks::create(scene.fake.context, with).has_value());
  EXPECT_EQ(scene.world.touched.count("read /secret.toml"), 0u);
}

TEST(IgnoreFile, reads_paths_written_on_windows) {
  const secrets::IgnoreFile file("foo\\bar\\x.yaml:aws-access-token:4\n", ".gitleaksignore");
  EXPECT_EQ(file.line_for("foo/bar/x.yaml", "aws-access-token", 4), 1u);
  EXPECT_EQ(file.line_for("foo/bar/x.yaml", "aws-access-token", 5), 0u);
}

TEST(ResultCache, gives_back_what_was_added_and_nothing_of_a_damaged_or_foreign_file) {
  FakeWorld world;
  const auto one = secrets::ResultCache::key("blob1", "a"),
             two = secrets::ResultCache::key("blob1", "b");
  auto cache = secrets::ResultCache::open(world.disk, "/cache/r", "context");
  cache.add(one, {{.rule = 3, .line = 7, .match = {1, 9}, .mask = {2, 8}, .decoded_from = "hex"}});
  cache.save(world.disk);
  auto again = secrets::ResultCache::open(world.disk, "/cache/r", "context");
  again.add(two, {});
  again.save(world.disk);
  again = secrets::ResultCache::open(world.disk, "/cache/r", "context");
  const auto hits = again.find(one);
  ASSERT_TRUE(hits.has_value());
  ASSERT_EQ(hits->size(), 1u);
  EXPECT_EQ((*hits)[0].mask, (model::ByteSpan{2, 8}));
  EXPECT_EQ((*hits)[0].decoded_from, "hex");
  ASSERT_TRUE(again.find(two).has_value());
  EXPECT_TRUE(again.find(two)->empty());
  EXPECT_FALSE(again.find(secrets::ResultCache::key("blob2", "a")).has_value());
  EXPECT_FALSE(secrets::ResultCache::open(world.disk, "/cache/r", "other").find(one).has_value());
  const auto whole = world.disk.text("/cache/r");
  for (std::size_t i = 0; i < whole.size(); i += 3) {
    auto damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    world.put("/cache/r", damaged);
    EXPECT_FALSE(
        secrets::ResultCache::open(world.disk, "/cache/r", "context").find(one).has_value())
        << i;
  }
}

}  // namespace
}  // namespace andon::checks
