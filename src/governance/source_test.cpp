#include "governance/source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "base/schema.h"
#include "base/yaml.h"
#include "governance/check.h"
#include "governance/waivers.h"

namespace andon::governance {
namespace {

using Files = std::vector<SourceFile>;

const SourceFile marker{"governance.yaml", "governance: v1\n"};

SourceReading read(Files files) {
  files.push_back(marker);
  return read_source(files);
}

std::string first_problem(Files files) {
  const auto reading = read(std::move(files));
  return reading.problems.empty() ? "" : reading.problems.front().message;
}

Files whole() {
  return {
      {"governance.yaml", "governance: v1\ntitle: Acme\ntiers: [low, high]\n"},
      {"levels.yaml",
       "levels:\n- {id: a, audience: team}\n- {id: b, audience: everyone, "
       "real_data: true, public: true, reversible: false}\n"},
      {"organisation/people.yaml",
       "people:\n  ada: {name: Ada L}\n  bob: {name: Bob, left: 2026-01-31}\n"},
      {"organisation/teams.yaml",
       "teams:\n- {id: web, members: [ada], champion: ada, contact: web@example.org}\n"},
      {"organisation/suppliers.yaml", "suppliers:\n- {id: host, grade: A, duties: [patches]}\n"},
      {"organisation/environments.yaml",
       "environments:\n- {id: prod, place: aws, network: public, level: b, products: [shop]}\n"},
      {"organisation/tools.yaml",
       "tools:\n- {id: semgrep, owner: ada, deputy: cleo, renewal: 2026-12-31}\n"},
      {"organisation/security.yaml", "advocates: [ada]\nsecurity_team: [cleo]\n"},
      {"organisation/products/shop.yaml",
       "product: shop\ntier: high\nresponsibilities: {product: ada, operations: cleo}\n"
       "components:\n- {id: shop-web, team: web, suppliers: [host], exposed: false}\n"},
      {"plans/p1.yaml",
       "title: Mend it\nproduct: shop\nowner: ada\napprover: cleo\nlevel: b\ncreated: 2026-01-01\n"
       "expires: 2026-03-31\nmeasures:\n- {id: m1, title: Update, owner: ada, due: 2026-02-28, "
       "check: no-grave-new-finding}\n"},
      {"answers/a1.yaml",
       "question: ready-for-users\nproduct: shop\nlevel: b\nresponsibility: operations\n"
       "account: cleo\nanswer: yes\nat: 2026-02-01\n"},
      {"waivers/w1.yaml",
       "reason: test keys\nrule: github-pat\nowner: ada\napprover: cleo\ncreated: 2026-01-01\n"
       "components: [shop-*]\nreleases: [abc]\n"},
      {"packs/strict.yaml", "policy: strict\n"},
      {"trust.yaml", "keys: []\n"},
      {"waivers/w1.yaml.sig", "-----BEGIN SSH SIGNATURE-----\n"},
      {"README.md", "read me\n"},
  };
}

TEST(Source, gives_every_noun_with_its_file_and_line) {
  const auto reading = read_source(whole());
  ASSERT_TRUE(reading.problems.empty()) << reading.problems.front().message;
  const auto& source = reading.source;
  EXPECT_EQ(source.title, "Acme");
  ASSERT_TRUE(source.team("web"));
  EXPECT_EQ(source.team("web")->file, "organisation/teams.yaml");
  EXPECT_EQ(source.team("web")->line, 2u);
  ASSERT_TRUE(source.component("shop-web"));
  EXPECT_EQ(source.component("shop-web")->product, "shop");
  EXPECT_EQ(source.component("shop-web")->line, 5u);
  EXPECT_FALSE(source.component("shop-web")->is_exposed);
  EXPECT_EQ(source.product("shop")->tier_rank, 1);
  EXPECT_EQ(source.level("b")->rank, 1);
  EXPECT_TRUE(source.level("b")->has_real_data);
  EXPECT_FALSE(source.level("b")->is_reversible);
  EXPECT_EQ(source.environment("prod")->level, "b");
  EXPECT_EQ(source.environment("prod")->lease_end, "freeze");
  EXPECT_TRUE(source.answers.front().is_yes);
  EXPECT_EQ(source.answers.front().id, "a1");
  EXPECT_EQ(source.waivers.front().components, std::vector<std::string>{"shop-*"});
  EXPECT_EQ(source.packs.front().text, "policy: strict\n");
  EXPECT_TRUE(source.trust);
  EXPECT_EQ(source.signatures.size(), 1u);
  EXPECT_TRUE(find_gaps(source, *base::parse_instant("2026-01-15T00:00:00Z")).size() > 0);
}

TEST(Source, ends_a_bare_date_at_midnight_after_it_and_begins_one_at_midnight_before_it) {
  const auto source = read_source(whole()).source;
  EXPECT_EQ(base::to_text(source.plans.front().created), "2026-01-01T00:00:00Z");
  EXPECT_EQ(base::to_text(source.plans.front().expires), "2026-04-01T00:00:00Z");
  EXPECT_EQ(base::to_text(*source.person("bob")->left), "2026-02-01T00:00:00Z");
}

TEST(Source, is_the_same_when_its_normal_form_is_read_again) {
  const auto written = write_source(read_source(whole()).source);
  const auto again = read_source(written);
  ASSERT_TRUE(again.problems.empty()) << again.problems.front().message;
  EXPECT_EQ(write_source(again.source), written);
}

TEST(Source, names_file_line_column_and_the_nearest_key_of_what_it_refuses) {
  EXPECT_EQ(first_problem({{"organisation/teams.yaml", "teams:\n- id: web\n  champoin: ada\n"}}),
            "organisation/teams.yaml:3:13: unknown key \"champoin\", did you mean \"champion\"?");
  EXPECT_EQ(first_problem({{"organisation/teams.yaml", "teams:\n- {title: Web}\n"}}),
            "organisation/teams.yaml:2:3: \"id\" is missing");
  EXPECT_EQ(first_problem({{"organisation/team.yaml", "teams: []\n"}}),
            "organisation/team.yaml:1:1: unknown file, did you mean organisation/teams.yaml?");
  EXPECT_EQ(first_problem({{"packs/strict.yml", ""}}),
            "packs/strict.yml:1:1: call it .yaml: other files are not read");
  EXPECT_EQ(first_problem({{"levels.yaml", "preset: servise\n"}}),
            "levels.yaml:1:9: \"preset\" wants one of service, internal_tool, library, "
            "installed_product, found \"servise\", did you mean \"service\"?");
  EXPECT_EQ(first_problem({{"organisation/products/shop.yaml", "product: store\n"}}),
            "organisation/products/shop.yaml:1:10: the file of store is "
            "organisation/products/store.yaml");
  EXPECT_EQ(first_problem({{"organisation/teams.yaml", "teams:\n- {id: web, lead: \"@ada\"}\n"}}),
            "organisation/teams.yaml:2:19: \"lead\": an account is written without the @, found "
            "\"@ada\"");
  EXPECT_EQ(first_problem(
                {{"organisation/tools.yaml", "tools:\n- {id: x, owner: ada, renewal: soon}\n"}}),
            "organisation/tools.yaml:2:32: \"renewal\" wants a date (2026-12-31) or an instant");
}

TEST(Source, wants_an_owner_an_approver_and_an_end_of_every_plan) {
  const std::string rest =
      "title: t\nlevel: b\ncreated: 2026-01-01\nmeasures:\n"
      "- {id: m, title: t, owner: a, due: 2026-02-01, check: c}\n";
  EXPECT_EQ(first_problem({{"plans/p.yaml", rest + "approver: b\nexpires: 2026-02-01\n"}}),
            "plans/p.yaml:1:1: \"owner\" is missing");
  EXPECT_EQ(first_problem({{"plans/p.yaml", rest + "owner: a\nexpires: 2026-02-01\n"}}),
            "plans/p.yaml:1:1: \"approver\" is missing");
  EXPECT_EQ(first_problem({{"plans/p.yaml", rest + "owner: a\napprover: b\n"}}),
            "plans/p.yaml:1:1: \"expires\" is missing");
}

TEST(Source, is_none_without_its_mark) {
  const Files files{{"levels.yaml", "preset: library\n"}};
  const auto parsed = parse_source(files);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message,
            "governance.yaml:1:1: it is missing: this is no governance source");
  EXPECT_EQ(parsed.error().origin, base::ErrorOrigin::configuration);
}

TEST(Source, reads_what_it_can_and_names_every_broken_file) {
  const auto reading = read({{"organisation/teams.yaml", "teams: [{id: web}]\n"},
                             {"organisation/tools.yaml", "tools: 3\n"},
                             {"organisation/suppliers.yaml", "suppliers: [\n"}});
  EXPECT_EQ(reading.problems.size(), 2u);
  EXPECT_TRUE(reading.source.team("web"));
}

TEST(Source, takes_a_broken_file_not_in_part) {
  const auto reading =
      read({{"organisation/teams.yaml", "teams: [{id: web}, {title: no id}]\n"},
            {"levels.yaml", "levels: [{id: a, audience: team}, {id: b, audience: all}]\n"}});
  EXPECT_EQ(reading.problems.size(), 2u);
  EXPECT_TRUE(reading.source.teams.empty());
  EXPECT_EQ(reading.source.preset, "service");
}

TEST(Source, gives_a_component_waiver_no_say_over_other_components) {
  const std::string text =
      "reason: r\nrule: x\nowner: a\napprover: b\ncreated: 2026-01-01\ncomponents: [other]\n";
  // It may name its own, so that a signature cannot be carried elsewhere.
  EXPECT_TRUE(parse_waiver(text, ".andon/waivers/w.yaml"));
  const auto own = parse_waiver(text + "releases: [t]\n", ".andon/waivers/w.yaml");
  ASSERT_FALSE(own);
  EXPECT_NE(own.error().message.find("unknown key \"releases\""), std::string::npos);
  const auto wide = parse_waiver(text, "waivers/w.yaml", WaiverPlace::governance);
  ASSERT_TRUE(wide) << wide.error().text();
  EXPECT_TRUE(concerns(*wide, "other", "t"));
  EXPECT_FALSE(concerns(*wide, "shop", "t"));
}

TEST(Levels, have_four_presets_that_rise_from_a_team_to_everyone) {
  for (const auto preset : level_presets()) {
    const auto levels = preset_levels(preset);
    ASSERT_GE(levels.size(), 2u) << preset;
    EXPECT_EQ(levels.front().audience, "team") << preset;
    EXPECT_FALSE(levels.front().is_public) << preset;
    for (std::size_t i = 0; i < levels.size(); ++i)
      EXPECT_EQ(levels[i].rank, static_cast<std::int64_t>(i));
  }
  EXPECT_FALSE(preset_levels("installed_product").back().is_reversible);
  EXPECT_TRUE(preset_levels("service").back().is_reversible);
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Each fenced block of the reference that opens with "# <path>" is a file of one source.
Files documented() {
  Files out;
  const auto text =
      text_of(std::filesystem::path(ANDON_SOURCE_DIR) / "docs/reference/governance.md");
  for (auto at = text.find("```yaml\n# "); at != std::string::npos;
       at = text.find("```yaml\n# ", at + 1)) {
    const auto start = at + 10;
    const auto end = text.find('\n', start);
    const auto close = text.find("```", start);
    out.push_back({text.substr(start, end - start), text.substr(end + 1, close - end - 1)});
  }
  return out;
}

TEST(Reference, shows_files_that_read_and_that_lint_is_content_with) {
  const auto files = documented();
  ASSERT_GE(files.size(), 11u);
  const auto reading = read_source(files);
  for (const auto& problem : reading.problems) ADD_FAILURE() << problem.message;
  for (const auto& gap : find_gaps(reading.source, *base::parse_instant("2026-11-22T00:00:00Z")))
    ADD_FAILURE() << gap.file << ":" << gap.line << ": " << gap.text;
}

// docs/reference/schemas/<name>.schema.json; ANDON_GOLDEN=rewrite writes them.
TEST(Reference, publishes_the_schemas_of_what_it_reads) {
  auto schemas = source_schemas();
  schemas.push_back({"organisation", model::organisation_schema()});
  for (const auto& [name, schema] : schemas) {
    const auto path = std::filesystem::path(ANDON_SOURCE_DIR) / "docs/reference/schemas" /
                      (name + ".schema.json");
    const auto text = base::json::write(schema);
    if (const auto* golden = std::getenv("ANDON_GOLDEN");
        golden && golden == std::string("rewrite"))
      std::ofstream(path) << text;
    else
      EXPECT_EQ(text_of(path), text) << path;
  }
}

TEST(Reference, shows_files_that_the_published_schemas_take) {
  const auto schemas = source_schemas();
  const auto schema_of = [&](const std::string& path) -> const base::Value* {
    std::string name = "governance-";
    if (path == "governance.yaml")
      name = "governance";
    else if (path == "levels.yaml")
      name += "levels";
    else if (path.starts_with("plans/"))
      name += "plan";
    else if (path.starts_with("answers/"))
      name += "answer";
    else if (path.starts_with("organisation/products/"))
      name += "product";
    else if (path.starts_with("organisation/"))
      name += path.substr(13, path.size() - 18);
    for (const auto& each : schemas)
      if (each.name == name) return &each.schema;
    return nullptr;
  };
  std::size_t taken = 0;
  for (const auto& file : documented()) {
    const auto* schema = schema_of(file.path);
    if (!schema) continue;
    const auto value = base::yaml::parse(file.text, file.path);
    ASSERT_TRUE(value) << value.error().text();
    const auto problems = base::schema::breaches(*schema, *value);
    ASSERT_TRUE(problems) << problems.error().text();
    for (const auto& problem : *problems) ADD_FAILURE() << file.path << ": " << problem;
    ++taken;
  }
  EXPECT_GE(taken, 10u);
}

}  // namespace
}  // namespace andon::governance
