#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "base/regex.h"
#include "checks/secrets/decode.h"
#include "checks/secrets/engine.h"
#include "checks/secrets/engine_parts.h"
#include "checks/secrets/look.h"
#include "checks/secrets/rule_file.h"
#include "checks/secrets/runs.h"

namespace andon::checks::secrets {
namespace {

Engine engine_of(RuleSet rules, std::size_t depth = 5) {
  auto database = Database::build(rules);
  EXPECT_TRUE(database.has_value()) << (database ? "" : database.error().text());
  return Engine(std::move(rules), *std::move(database), depth);
}

Engine engine_of(std::string toml, std::size_t depth = 5) {
  const RuleFile file{"mine.toml", std::move(toml)};
  auto rules = read_rules(
      {&file, 1},
      [](const RuleFile& from, std::string_view) -> base::Result<RuleFile> { return from; });
  EXPECT_TRUE(rules.has_value()) << (rules ? "" : rules.error().text());
  return engine_of(*std::move(rules), depth);
}

std::vector<Hit> hits_of(const Engine& engine, std::string_view text,
                         std::string_view path = "a.txt") {
  Workspace workspace;
  return engine.look_at(path, text, workspace).hits;
}

// Without the rules that look for a path, what a rule of the pack says of an example is about text.
const Engine& pack() {
  static const Engine engine = [] {
    auto rules = own_pack();
    EXPECT_TRUE(rules.has_value()) << (rules ? "" : rules.error().text());
    return engine_of(*std::move(rules));
  }();
  return engine;
}

bool reports(const Engine& engine, const Rule& rule, std::string_view text) {
  for (const auto& hit : hits_of(engine, text, "example"))
    if (engine.rules().rules[hit.rule].id == rule.id) return true;
  return false;
}

Engine only(const Rule& rule, const RuleSet& all) {
  RuleSet set;
  set.allowlists = all.allowlists;
  set.rules.push_back(rule);
  set.rules.back().path.clear();
  for (const auto& required : rule.required)
    if (const auto* other = all.find(required.rule)) set.rules.push_back(*other);
  return engine_of(std::move(set), 0);
}

TEST(Pack, every_rule_reports_its_matches_and_none_of_its_misses) {
  const auto& all = pack().rules();
  std::size_t examples = 0;
  for (const auto& rule : all.rules) {
    if (rule.regex.empty()) continue;
    EXPECT_GE(rule.matches.size(), 2u) << rule.id;
    EXPECT_GE(rule.misses.size(), 2u) << rule.id;
    const auto engine = only(rule, all);
    for (const auto& text : rule.matches)
      EXPECT_TRUE(reports(engine, engine.rules().rules[0], text)) << rule.id << ": " << text;
    for (const auto& text : rule.misses)
      EXPECT_FALSE(reports(engine, engine.rules().rules[0], text)) << rule.id << ": " << text;
    examples += rule.matches.size() + rule.misses.size();
  }
  EXPECT_GT(examples, 400u);
}

TEST(Pack, finds_the_same_through_one_database_of_all_rules) {
  for (const auto& rule : pack().rules().rules) {
    if (rule.regex.empty() || !rule.path.empty()) continue;
    for (const auto& text : rule.matches) {
      const auto found = hits_of(pack(), text);
      EXPECT_FALSE(found.empty()) << rule.id << ": " << text;
    }
  }
}

// What the engine stands for: every rule on its own, searched from left to right by RE2.
std::vector<std::pair<std::size_t, std::size_t>> naive(const base::Result<base::Regex>& regex,
                                                       std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  std::array<std::string_view, 1> groups;
  std::size_t from = 0;
  while (regex && from < text.size() && regex->search(text, from, groups)) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    if (!groups[0].empty()) out.emplace_back(begin, begin + groups[0].size());
    from = begin + std::max<std::size_t>(groups[0].size(), 1);
  }
  return out;
}

TEST(Engine, finds_what_each_rule_alone_finds_in_random_texts_of_examples) {
  auto rules = own_pack();
  ASSERT_TRUE(rules.has_value());
  std::vector<std::string> parts;
  for (const auto& rule : rules->rules) {
    parts.insert(parts.end(), rule.matches.begin(), rule.matches.end());
    parts.insert(parts.end(), rule.misses.begin(), rule.misses.end());
  }
  const auto& engine = pack();
  const auto& ready = engine.ready();
  std::mt19937 random(20240117);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  // Compiled once: what the test costs is compiling.
  std::vector<base::Result<base::Regex>> alone;
  for (const auto& rule : engine.rules().rules)
    alone.push_back(base::Regex::create(rule.regex, {.memory_bytes = 64 << 20, .is_latin1 = true}));
  Scan scan;
  for (int round = 0; round < 40; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      auto part = parts[below(parts.size())];
      if (below(4) == 0) part = part.substr(below(part.size()));
      if (below(4) == 0) part.resize(below(part.size()) + 1);
      text += part;
      text += std::string_view("\n \"=;,\n\n")[below(8)];
    }
    const Text folded(text);
    std::vector<std::string> problems;
    const auto matches = find_matches(ready, folded.folded(), &folded, scan, problems);
    EXPECT_TRUE(problems.empty());
    std::map<std::uint32_t, std::vector<std::pair<std::size_t, std::size_t>>> by_rule;
    for (const auto& match : matches) by_rule[match.rule].emplace_back(match.begin, match.end);
    for (std::uint32_t i = 0; i < engine.rules().rules.size(); ++i) {
      const auto& rule = engine.rules().rules[i];
      if (rule.regex.empty() || ready.each[i]->is_wide) continue;
      EXPECT_EQ(by_rule[i], naive(alone[i], folded.folded())) << rule.id << " round " << round;
    }
  }
}

TEST(Engine, loses_no_match_of_a_rule_without_bounds) {
  const auto engine = engine_of(R"toml(
[[rules]]
id = "key"
regex = '''-----BEGIN KEY-----[\s\S-]*?-----END KEY-----'''
[[rules]]
id = "line"
regex = '''start .* (\w+) .* stop'''
)toml");
  const std::string body(300'000, 'x');
  const auto hits =
      hits_of(engine, "-----BEGIN KEY-----" + body + "\n-----END KEY----- and\nstart " + body +
                          " value " + body + " stop\n");
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].match.begin, 0u);
  EXPECT_EQ(hits[0].match.end, 19 + body.size() + 18);
  EXPECT_EQ(hits[1].line, 3u);
  EXPECT_EQ(hits[1].secret, "value");
}

TEST(Engine, counts_characters_and_not_bytes_beyond_ascii) {
  const auto engine = engine_of("[[rules]]\nid = 'a'\nregex = '''key.{0,3}=(\\w{8})'''\n");
  const auto hits = hits_of(engine, "\xC3\xA4 key\xE2\x82\xAC\xF0\x9F\x94\x91\xFF=abcd1234");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].mask, (model::ByteSpan{15, 23}));
  EXPECT_EQ(hits[0].secret, "abcd1234");
}

TEST(Engine, asks_the_exact_text_where_a_rule_names_characters_beyond_ascii) {
  const auto engine = engine_of("[[rules]]\nid = 'a'\nregex = '''Schl\u00FCssel=(\\pL{4})'''\n");
  const auto hits = hits_of(engine, "\xC3\xA4 Schl\xC3\xBCssel=\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].secret, "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F");
  EXPECT_EQ(hits[0].mask, (model::ByteSpan{14, 22}));
  EXPECT_EQ(hits_of(engine, "Schlussel=abcd").size(), 0u);
}

TEST(Engine, reads_utf16_with_a_byte_order_mark) {
  const auto engine = engine_of("[[rules]]\nid = 'a'\nregex = '''key=(\\w{8})'''\n");
  for (const bool is_big : {false, true}) {
    std::string text = is_big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : std::string_view("x\nkey=abcd1234")) {
      const char pair[2] = {is_big ? '\0' : c, is_big ? c : '\0'};
      text.append(pair, 2);
    }
    const auto hits = hits_of(engine, text);
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].line, 2u);
    EXPECT_EQ(hits[0].secret, "abcd1234");
    EXPECT_EQ(hits[0].mask, (model::ByteSpan{14, 30}));
  }
}

TEST(Engine, drops_what_allowlists_entropy_and_paths_say) {
  const auto engine = engine_of(R"toml(
[[rules]]
id = "token"
regex = '''token=(\w+)'''
path = '''\.env$'''
entropy = 2
[[rules.allowlists]]
stopwords = ["Sample"]
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''# public''']
[[allowlists]]
condition = "AND"
paths = ['''^test/''']
regexes = ['''^fixture''']
[[allowlists]]
paths = ['''^third_party$''']
)toml");
  const auto count = [&](std::string_view text, std::string_view path) {
    return hits_of(engine, text, path).size();
  };
  EXPECT_EQ(count("token=a8Kd02mf", "x/.env"), 1u);
  EXPECT_EQ(count("token=a8Kd02mf", "x/.txt"), 0u);
  EXPECT_EQ(count("token=aaaa", "x/.env"), 0u);
  EXPECT_EQ(count("token=abab", "x/.env"), 0u) << "the threshold is strict";
  EXPECT_EQ(count("token=a8KsampLE2mf", "x/.env"), 0u);
  EXPECT_EQ(count("token=a8Kd02mf # public\n", "x/.env"), 0u);
  EXPECT_EQ(count("token=fixture82hd", "test/.env"), 0u);
  EXPECT_EQ(count("token=fixture82hd", "x/.env"), 1u);
  Workspace workspace;
  EXPECT_TRUE(engine.is_path_allowed("third_party/deep/file", workspace));
  EXPECT_FALSE(engine.is_path_allowed("third_partyx/file", workspace));
  EXPECT_FALSE(engine.is_path_allowed("file", workspace));
}

TEST(Engine, runs_a_rule_only_where_one_of_its_keywords_stands) {
  const auto engine =
      engine_of("[[rules]]\nid = 'a'\nregex = '''[0-9]{6}'''\nkeywords = ['PIN']\n");
  EXPECT_EQ(hits_of(engine, "123456").size(), 0u);
  EXPECT_EQ(hits_of(engine, "123456 is the pin").size(), 1u);
}

TEST(Engine, reports_a_composite_rule_only_beside_what_it_requires) {
  const auto engine = engine_of(R"toml(
[[rules]]
id = "password"
regex = '''password="([^"]+)"'''
[[rules.required]]
id = "user"
withinLines = 2
[[rules]]
id = "user"
regex = '''user="([^"]+)"'''
skipReport = true
)toml");
  EXPECT_EQ(hits_of(engine, "password=\"x1\"").size(), 0u);
  EXPECT_EQ(hits_of(engine, "user=\"u\"\n\npassword=\"x1\"").size(), 1u);
  EXPECT_EQ(hits_of(engine, "user=\"u\"\n\n\npassword=\"x1\"").size(), 0u);
}

TEST(Engine, lets_a_specific_rule_take_precedence_over_a_generic_one) {
  const auto engine = engine_of(
      "[[rules]]\nid = 'generic-key'\nregex = '''key=(\\w+)'''\n[[rules]]\nid = 'vendor'\nregex = "
      "'''vnd_\\w+'''\n");
  const auto hits = hits_of(engine, "key=vnd_123\nkey=other");
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(engine.rules().rules[hits[0].rule].id, "vendor");
  EXPECT_EQ(hits[1].secret, "other");
}

TEST(Engine, finds_encoded_values_and_says_how_they_were_encoded) {
  const auto engine = engine_of("[[rules]]\nid = 'vendor'\nregex = '''\\bvnd_[a-z0-9]{12}\\b'''\n");
  const auto one = [&](std::string_view text) {
    const auto hits = hits_of(engine, text);
    EXPECT_EQ(hits.size(), 1u) << text;
    return hits.empty() ? Hit{} : hits[0];
  };
  EXPECT_EQ(one("x: dm5kX2ExYjJjM2Q0ZTVmNg==\n").decoded_from, "base64");
  EXPECT_EQ(one("x: 766e645f613162326333643465356636\n").decoded_from, "hex");
  EXPECT_EQ(one("x: vnd%5Fa1b2c3d4e5f6\n").decoded_from, "percent");
  EXPECT_EQ(one("x: vnd\\u005fa1b2c3d4e5f6\n").decoded_from, "unicode");
  const auto nested = one("x: NzY2ZTY0NWY2MTMxNjIzMjYzMzM2NDM0NjUzNTY2MzY=\n");
  EXPECT_EQ(nested.decoded_from, "base64>hex");
  EXPECT_EQ(nested.mask, (model::ByteSpan{3, 47}));
  EXPECT_EQ(nested.line, 1u);
  EXPECT_EQ(hits_of(engine_of("[[rules]]\nid='vendor'\nregex='''\\bvnd_[a-z0-9]{12}\\b'''\n", 1),
                    "NzY2ZTY0NWY2MTMxNjIzMjYzMzM2NDM0NjUzNTY2MzY=")
                .size(),
            0u);
}

TEST(Decode, reads_each_encoding_in_its_place) {
  const auto decoded = [](std::string_view text) {
    bool is_cut = false;
    std::string out;
    std::size_t at = 0;
    for (const auto& value : find_encoded(text, 1 << 20, is_cut)) {
      out += std::string(text.substr(at, value.begin - at)) + value.value;
      at = value.end;
    }
    return out + std::string(text.substr(at));
  };
  EXPECT_EQ(decoded("pass: aGFyYm91ci1nYXRlLXNldmVuLW9wZW4="), "pass: harbour-gate-seven-open");
  EXPECT_EQ(decoded("some-word=bm9ydGggcGllciBsYW50ZXJuIDQy"), "some-word=north pier lantern 42");
  EXPECT_EQ(decoded("dGlkZT4-dGFibGV-fm9mP3RoZT9iYXk"), "tide>>table~~of?the?bay");
  // A digest decodes to bytes that are no text: it stays.
  EXPECT_EQ(decoded("a397bf4bee8419e6a585b53246f08a4040ad6226"),
            "a397bf4bee8419e6a585b53246f08a4040ad6226");
  EXPECT_EQ(decoded("word%3D%22k%24%21%40%23%25%5E%26%28%20moor%22"), "word=\"k$!@#%^&( moor\"");
  EXPECT_EQ(decoded("word=\"4C69676874686F757365232339396B6565706572\""),
            "word=\"Lighthouse##99keeper\"");
  EXPECT_EQ(decoded("word=U+006D U+006F U+006F U+0072"), "word=moor");
  EXPECT_EQ(decoded("\\\\u0062\\\\u0061\\\\u0079"), "bay");
}

TEST(Runs, are_those_that_a_plain_loop_finds) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string text(random() % 400, ' ');
    for (auto& c : text)
      c = random() % 9 == 0 ? std::string_view(",.\n=;~\x80")[random() % 7]
                            : std::string_view("aZ09_/+-")[random() % 8];
    std::vector<std::pair<std::size_t, std::size_t>> plain, quick;
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i;
      while (end < text.size() && is_run_character(text[end])) ++end;
      if (end - i >= shortest_run) plain.emplace_back(i, end);
      i = end + 1;
    }
    RunScanner scanner(text);
    for (auto run = scanner.next(0); run.begin != std::string_view::npos;
         run = scanner.next(run.end))
      quick.emplace_back(run.begin, run.end);
    EXPECT_EQ(quick, plain) << text;
  }
}

TEST(Suppression, comments_are_shown_and_do_not_drop_the_finding) {
  const auto engine = engine_of("[[rules]]\nid = 'a'\nregex = '''key=(\\w{8})'''\n");
  const auto by = [&](std::string_view text) { return hits_of(engine, text).at(0).allowed_by; };
  EXPECT_EQ(by("key=abcd1234 # gitleaks:allow"), "gitleaks:allow");
  EXPECT_EQ(by("key=abcd1234 # andon:allow"), "andon:allow");
  EXPECT_EQ(by("key=abcd1234 # andon:allow a -- a test value"), "andon:allow");
  EXPECT_EQ(by("key=abcd1234 # andon:allow other-rule"), "");
  EXPECT_EQ(by("key=abcd1234\n# gitleaks:allow"), "");
  std::string_view reason;
  EXPECT_TRUE(allows_by_comment("x /* andon:allow b, a -- for tests */", "a", reason));
  EXPECT_EQ(reason, "for tests");
}

}  // namespace
}  // namespace andon::checks::secrets
