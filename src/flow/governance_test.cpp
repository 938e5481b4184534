#include "flow/governance.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "base/real_world.h"
#include "base/schema.h"
#include "flow/governance_facts.h"
#include "flow/governance_source.h"
#include "flow/workspace.h"
#include "tests/fakes/fake_world.h"

namespace andon::flow {
namespace {

namespace files = std::filesystem;

class GovernanceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (files::temp_directory_path() / "andon-governance-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = files::canonical(pattern);
  }
  void TearDown() override { files::remove_all(folder_); }

  void put(const std::string& path, std::string_view text) {
    files::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }
  std::string at(std::string_view path) const { return (folder_ / path).string(); }

  // A component without git beside a source that is a plain folder.
  void make_both() {
    ASSERT_TRUE(make_governance(context(), at("gov")));
    put("work/app.py", "a = 1\n");
    put("work/andon.yaml", "component: shop-web\ngovernance: {source: ../gov}\n");
  }
  base::Context& context() { return context_.context; }
  base::Instant now() { return world_->clock().now(); }

  std::unique_ptr<base::World> world_ = base::make_real_world();
  FakeContext context_{*world_};
  files::path folder_;
};

TEST_F(GovernanceTest, gives_facts_that_their_schema_takes_and_that_hold_no_display_name) {
  make_both();
  put("work/security-insights.yml",
      "header: {schema-version: 2.0.0}\nrepository:\n  security:\n"
      "    champions: [{name: Bob}, {name: Zoe Nobody}]\n");
  put("gov/organisation/people.yaml",
      "people:\n  ada: {name: Ada Augusta, email: ada@private.example}\n  bob: {name: Bob}\n"
      "  cleo: {name: Cleo}\n");
  const auto updated = update_governance(context(), at("work"), Update::newest);
  ASSERT_TRUE(updated) << updated.error().text();
  const auto workspace = open_workspace(context(), {.path = at("work")});
  ASSERT_TRUE(workspace) << workspace.error().text();
  const auto told = organisation_facts(context(), *workspace, "production", now());
  ASSERT_TRUE(told.product && told.component && told.team && told.environment);
  EXPECT_EQ(told.product->id, "shop");
  EXPECT_EQ(told.environment->level, "general");
  EXPECT_EQ(told.governance.digest, updated->lock.digest);
  const auto value = model::to_value(told);
  const auto breaches = base::schema::breaches(model::organisation_schema(), value);
  ASSERT_TRUE(breaches) << breaches.error().text();
  for (const auto& breach : *breaches) ADD_FAILURE() << breach;
  const auto again = model::organisation_from(value);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(model::to_value(*again), value);
  const auto text = base::json::write(value);
  for (const auto* name : {"Ada Augusta", "\"Bob\"", "Zoe", "Cleo", "private.example"})
    EXPECT_EQ(text.find(name), std::string::npos) << name;
  EXPECT_NE(text.find("\"bob\""), std::string::npos);
}

TEST_F(GovernanceTest, serves_the_default_where_no_source_is_named) {
  put("work/app.py", "a = 1\n");
  const auto workspace = open_workspace(context(), {.path = at("work")});
  ASSERT_TRUE(workspace) << workspace.error().text();
  EXPECT_TRUE(workspace->judging.governance.empty());
  EXPECT_TRUE(governance_at_hand(workspace->judging));
  const auto told = organisation_facts(context(), *workspace, "production", now());
  EXPECT_TRUE(told.governance.source.empty());
  EXPECT_FALSE(told.product || told.component || told.team || told.environment);
  EXPECT_TRUE(base::schema::breaches(model::organisation_schema(), model::to_value(told)));
}

TEST_F(GovernanceTest, says_what_is_locked_and_not_at_hand_and_how_to_bring_it) {
  make_both();
  ASSERT_TRUE(update_governance(context(), at("work"), Update::newest));
  put("gov/levels.yaml", "preset: library\n");
  const auto lock = open_workspace(context(), {.path = at("work")});
  ASSERT_TRUE(lock);
  ASSERT_EQ(lock->judging.governance.size(), 1u) << "the kept copy serves";
  EXPECT_EQ(lock->judging.governance.front().source.preset, "service");
  auto gone = lock->judging.governance.front().lock;
  gone.digest.replace(10, 5, "00000");
  const auto opened = open_locked(context(), at("work"), gone);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(opened.error().origin, base::ErrorOrigin::input);
  EXPECT_NE(opened.error().message.find("andon governance update"), std::string::npos);
}

TEST_F(GovernanceTest, locks_no_source_that_is_broken) {
  make_both();
  put("gov/organisation/teams.yaml", "teams: 3\n");
  const auto updated = update_governance(context(), at("work"), Update::newest);
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().message, "organisation/teams.yaml:1:8: \"teams\" wants a list");
  EXPECT_FALSE(files::exists(at("work/.andon/andon.lock")));
}

TEST_F(GovernanceTest, counts_a_waiver_of_the_source_for_the_components_that_it_names) {
  make_both();
  const std::string waiver =
      "reason: r\nrule: x\nowner: ada\napprover: bob\ncreated: 2026-01-01\ncomponents: ";
  put("gov/waivers/ours.yaml", waiver + "[shop-*]\n");
  put("gov/waivers/theirs.yaml", waiver + "[till]\n");
  put("gov/waivers/own.yaml",
      "reason: r\nrule: x\nowner: ada\napprover: ada\nlabel: self\ncreated: 2026-01-01\n");
  ASSERT_TRUE(update_governance(context(), at("work"), Update::newest));
  const auto workspace = open_workspace(context(), {.path = at("work")});
  ASSERT_TRUE(workspace) << workspace.error().text();
  ASSERT_EQ(workspace->judging.waivers.size(), 1u);
  EXPECT_EQ(workspace->judging.waivers.front().id, "governance/ours");
  ASSERT_EQ(workspace->judging.notes.size(), 1u);
  EXPECT_EQ(workspace->judging.notes.front(),
            "waiver governance/own does not count: ada approved their own");
}

TEST_F(GovernanceTest, refuses_a_link_in_the_place_of_a_file) {
  make_both();
  put("secret.yaml", "suppliers: []\n");
  files::remove(at("gov/organisation/suppliers.yaml"));
  files::create_symlink(at("secret.yaml"), at("gov/organisation/suppliers.yaml"));
  const auto read = read_source_folder(context(), at("gov"));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message,
            "organisation/suppliers.yaml: a file of a governance source is no link");
}

TEST_F(GovernanceTest, writes_a_source_that_lint_is_content_with_and_leaves_what_is_there) {
  put("gov/levels.yaml", "preset: library\n");
  const auto made = make_governance(context(), at("gov"));
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->kept, std::vector<std::string>{"levels.yaml"});
  put("gov/organisation/environments.yaml", "environments: [{id: p, level: release}]\n");
  const auto lint = lint_governance(context(), at("gov"));
  ASSERT_TRUE(lint) << lint.error().text();
  EXPECT_EQ(lint->lines, std::vector<std::string>{});
}

TEST_F(GovernanceTest, runs_the_tests_of_packs_and_says_which_differ) {
  ASSERT_TRUE(make_governance(context(), at("gov")));
  put("gov/packs/own.yaml",
      "policy: own\ntitle: t\nrules:\n- {id: r, title: t, require: 'size(findings) == 0', fix: f}\n"
      "tests:\n- {name: right, facts: {}, expect: {verdict: met}}\n"
      "- {name: wrong, facts: {}, expect: {verdict: not_met}}\n");
  const auto tested = test_governance(context(), at("gov"));
  ASSERT_TRUE(tested) << tested.error().text();
  EXPECT_EQ(tested->passed, 1u);
  EXPECT_EQ(tested->failed, 1u);
  ASSERT_EQ(tested->lines.size(), 1u);
  EXPECT_NE(tested->lines.front().find("packs/own.yaml: \"wrong\""), std::string::npos);
}

}  // namespace
}  // namespace andon::flow
