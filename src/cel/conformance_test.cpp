// google/cel-spec's simple tests, each asked the way `andon inspect cel` asks. ./dev setup writes
// them to build/tools/cel_suite.jsonl out of npm's @bufbuild/cel-spec. The score stands in
// docs/reference/cel.md; ANDON_GOLDEN=rewrite writes it anew.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "cel/inspect.h"

namespace andon::cel {
namespace {

using base::Value;

constexpr const char* suite_path = ANDON_SOURCE_DIR "/build/tools/cel_suite.jsonl";
constexpr const char* page_path = ANDON_SOURCE_DIR "/docs/reference/cel.md";

struct Reason {
  std::string_view what;  // a file, or file/section/name
  std::string_view why;
};

// Whole files that speak of something else than the language and the extensions that andon has.
constexpr Reason other_languages[] = {
    {"block_ext", "`cel.block` is what optimisers write for evaluators, not what people write"},
};

// Single cases that fail, and why they may.
constexpr std::array<Reason, 0> exceptions{};

// The one rule for what needs protobuf messages, which andon does not have: the case names a
// message or an enum of the suite's own protobuf files, or a well-known message other than
// Timestamp and Duration, in its expression, container, declarations, bindings or result.
bool needs_protobuf(const Value& test) {
  constexpr std::string_view well_known = "google.protobuf.";
  Value told = test;
  for (const auto* field : {"name", "section", "description", "file"}) told.set(field, "");
  const auto text = base::json::write_line(told);
  if (text.find("cel.expr.conformance.") != text.npos) return true;
  // Where blanks and remarks stand between the parts of a message's name, or the container is its
  // package.
  if (text.find("TestAllTypes") != text.npos) return true;
  if (test["container"].text_or() == "google.protobuf") return true;
  for (auto at = text.find(well_known); at != text.npos; at = text.find(well_known, at + 1)) {
    const auto name = std::string_view(text).substr(at + well_known.size());
    if (!name.starts_with("Timestamp") && !name.starts_with("Duration")) return true;
  }
  return false;
}

std::optional<double> number_of(const Value& value) {
  if (const auto* number = value.number()) return *number;
  if (const auto* number = value.integer()) return static_cast<double>(*number);
  return std::nullopt;
}

// As JSON forms of protobuf messages: numbers by value, absent and empty alike, maps in any order.
bool same(const Value& a, const Value& b) {
  if (const auto x = number_of(a), y = number_of(b); x && y) return *x == *y;
  if (const auto* x = a.list()) {
    const auto* y = b.list();
    if (!y || x->size() != y->size()) return false;
    for (std::size_t i = 0; i < x->size(); ++i)
      if (!same((*x)[i], (*y)[i])) return false;
    return true;
  }
  if (const auto* x = a.map()) {
    const auto* y = b.map();
    if (!y || x->size() != y->size()) return false;
    return std::ranges::all_of(*x, [&](const base::Entry& entry) {
      const auto* other = b.find(entry.first);
      if (!other) return false;
      if (entry.first != "entries" || !entry.second.list() || !other->list())
        return same(entry.second, *other);
      return entry.second.list()->size() == other->list()->size() &&
             std::ranges::all_of(*entry.second.list(), [&](const Value& pair) {
               return std::ranges::any_of(*other->list(),
                                          [&](const Value& it) { return same(pair, it); });
             });
    });
  }
  return a == b;
}

// {"listValue":{"values":[]}} says the same as {"listValue":{}}.
Value without_empty(const Value& value) {
  if (const auto* items = value.list()) {
    Value out{base::List{}};
    for (const auto& item : *items) out.push(without_empty(item));
    return out;
  }
  if (!value.is_map()) return value;
  Value out{base::Map{}};
  for (const auto& [key, inside] : *value.map())
    if (const auto* items = inside.list(); !items || !items->empty())
      out.set(key, without_empty(inside));
  return out;
}

Value request_of(const Value& test) {
  Value request{base::Map{}};
  request.set("expr", test["expr"]);
  const auto copy = [&](std::string_view from, std::string_view to) {
    if (const auto* found = test.find(from)) request.set(to, *found);
  };
  copy("bindings", "bindings");
  copy("container", "container");
  copy("typeEnv", "types");
  copy("disableCheck", "disable_check");
  copy("checkOnly", "check_only");
  return request;
}

// Empty when the answer is what the case wants, else what was wanted.
std::string missed(const Value& test, const Value& answer) {
  if (test.find("evalError")) return answer.find("error") ? "" : "an error";
  const Value yes = *base::json::parse(R"({"boolValue":true})", "default");
  const auto& typed = test["typedResult"];
  const Value* value = test.find("value");
  if (!value && typed.is_map()) value = typed.find("result");
  if (!value && !typed.is_map()) value = &yes;
  if (value) {
    const auto* given = answer.find("value");
    if (!given || !same(without_empty(*value), without_empty(*given)))
      return base::json::write_line(*value);
  } else if (answer.find("value")) {
    return "no value";
  }
  if (const auto* type = typed.find("deducedType"))
    if (!answer.find("type") || !same(*type, answer["type"])) return base::json::write_line(*type);
  if ((answer.find("type") != nullptr) == test["disableCheck"].boolean_or(false))
    return "a type, but for unchecked expressions";
  return {};
}

struct Score {
  int cases = 0, protobuf = 0, other = 0, passed = 0, failed = 0;
};

struct Judged {
  std::string version;
  std::map<std::string, Score> files;
  std::vector<std::string> failures;
};

const Reason* find_reason(std::span<const Reason> reasons, std::string_view what) {
  const auto found = std::ranges::find(reasons, what, &Reason::what);
  return found == reasons.end() ? nullptr : &*found;
}

void judge(const Value& test, Judged& out) {
  const std::string file(test["file"].text_or());
  const auto name =
      fmt::format("{}/{}/{}", file, test["section"].text_or(), test["name"].text_or());
  Score& score = out.files[file];
  ++score.cases;
  if (needs_protobuf(test)) {
    ++score.protobuf;
    return;
  }
  if (find_reason(other_languages, file) || find_reason(exceptions, name)) {
    ++score.other;
    return;
  }
  const auto request = base::json::write_line(request_of(test));
  const auto answer = inspect_line(request);
  const auto parsed = base::json::parse(answer, "answer");
  const auto wanted = parsed ? missed(test, *parsed) : std::string("JSON");
  if (wanted.empty()) {
    ++score.passed;
    return;
  }
  ++score.failed;
  out.failures.push_back(
      fmt::format("{}\n  {}\n  gave {}\n  not  {}", name, request, answer, wanted));
}

const Judged* judged() {
  static const std::optional<Judged> kept = [] {
    std::optional<Judged> out;
    std::ifstream file(suite_path);
    for (std::string line; std::getline(file, line);) {
      const auto test = base::json::parse(line, "suite");
      if (!test) return std::optional<Judged>();
      if (!out)
        out.emplace().version = (*test)["version"].text_or();
      else
        judge(*test, *out);
    }
    return out;
  }();
  return kept ? &*kept : nullptr;
}

std::string score_text(const Judged& all) {
  std::string out = fmt::format(
      "google/cel-spec's simple tests as npm's @bufbuild/cel-spec {} has them, asked the way "
      "`andon inspect cel` is.\nWritten by the test itself.\n\n"
      "| file | cases | need protobuf | left out | passed | failed |\n|---|---|---|---|---|---|\n",
      all.version);
  Score sum;
  const auto row = [&](std::string_view name, const Score& s) {
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name, s.cases, s.protobuf, s.other,
                       s.passed, s.failed);
  };
  for (const auto& [file, score] : all.files) {
    row(file, score);
    sum.cases += score.cases;
    sum.protobuf += score.protobuf;
    sum.other += score.other;
    sum.passed += score.passed;
    sum.failed += score.failed;
  }
  row("**all**", sum);
  out +=
      "\n*Need protobuf*: the case names a message or an enum of the suite's protobuf files, or a "
      "well-known message\nother than Timestamp and Duration. Andon has no protobuf: facts are "
      "JSON-like.\n\n*Left out*:\n\n";
  for (const auto& [what, why] : other_languages) out += fmt::format("- `{}`: {}.\n", what, why);
  for (const auto& [what, why] : exceptions) out += fmt::format("- `{}`: {}.\n", what, why);
  return out;
}

#define NEED_SUITE()                                                           \
  if (!judged()) {                                                             \
    const char* wish = std::getenv("ANDON_TEST_TOOLS");                        \
    ASSERT_STRNE(wish ? wish : "", "required") << suite_path << " is missing"; \
    GTEST_SKIP() << suite_path << " is missing: run ./dev setup";              \
  }

TEST(Conformance, passes_every_case_that_needs_no_protobuf) {
  NEED_SUITE();
  for (const auto& failure : judged()->failures) ADD_FAILURE() << failure;
  int passed = 0;
  for (const auto& [file, score] : judged()->files) passed += score.passed;
  EXPECT_GT(passed, 1500) << "the suite has shrunk, or the rule leaves too much out";
}

TEST(Conformance, excuses_no_case_that_the_suite_no_longer_has) {
  NEED_SUITE();
  for (const auto& [what, why] : other_languages)
    EXPECT_TRUE(judged()->files.contains(std::string(what))) << what;
  for (const auto& [what, why] : other_languages) EXPECT_FALSE(why.empty()) << what;
}

TEST(Conformance, score_is_that_of_the_reference) {
  NEED_SUITE();
  constexpr std::string_view heading = "## The conformance suite\n\n";
  std::ostringstream read;
  read << std::ifstream(page_path).rdbuf();
  const auto page = read.str();
  const auto at = page.find(heading);
  ASSERT_NE(at, page.npos) << page_path << " has no heading " << heading;
  const auto wanted = page.substr(0, at + heading.size()) + score_text(*judged());
  std::cout << score_text(*judged());
  if (const char* wish = std::getenv("ANDON_GOLDEN"); wish && std::string_view(wish) == "rewrite")
    std::ofstream(page_path) << wanted;
  else
    EXPECT_EQ(page, wanted) << "run ./dev golden";
}

}  // namespace
}  // namespace andon::cel
