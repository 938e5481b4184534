// The laws of the house, on the whole source tree; and each law on a house where it is broken.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/tidy/house.h"

namespace andon::tidy {
namespace {

const House& the_house() {
  static const House house = read_house(ANDON_SOURCE_DIR);
  return house;
}

// tests/tidy/exceptions.txt: `law path most why`. `most` is the measured size where the law is one
// of sizes, else how many breaches. An exception that is no longer needed, or allows more than
// there is, fails: the list only shrinks.
struct Exception {
  std::string law, path, why;
  int most = 0;
  int line = 0;
};

std::vector<Exception> read_exceptions() {
  std::vector<Exception> exceptions;
  int number = 0;
  for (const auto& line : lines_of(the_house().documents.at("tests/tidy/exceptions.txt"))) {
    ++number;
    if (line.empty() || line.starts_with("#")) continue;
    Exception exception;
    std::istringstream words(line);
    words >> exception.law >> exception.path >> exception.most;
    std::getline(words >> std::ws, exception.why);
    exception.line = number;
    exceptions.push_back(exception);
  }
  return exceptions;
}

using Key = std::pair<std::string, std::string>;  // law, path

std::map<Key, std::vector<Breach>> all_breaches() {
  std::map<Key, std::vector<Breach>> found;
  for (const auto& law : all_laws())
    for (auto& breach : law.law(the_house())) {
      Key key{breach.law, breach.path};
      found[std::move(key)].push_back(std::move(breach));
    }
  return found;
}

int measure(const std::vector<Breach>& breaches) {
  int most = 0;
  for (const auto& breach : breaches) most = std::max(most, breach.size);
  return most > 0 ? most : static_cast<int>(breaches.size());
}

std::string told(const std::vector<Breach>& breaches) {
  std::string text;
  for (const auto& breach : breaches)
    text += breach.path + ":" + std::to_string(breach.line) + ": " + breach.law + ": " +
            breach.text + "\n";
  return text;
}

TEST(House, keeps_its_laws) {
  ASSERT_GT(the_house().sources.size(), 100u) << "the source tree was not found";
  auto found = all_breaches();
  for (const auto& exception : read_exceptions()) {
    const auto breaches = found.find({exception.law, exception.path});
    const auto place = "tests/tidy/exceptions.txt:" + std::to_string(exception.line);
    EXPECT_FALSE(exception.why.empty()) << place << ": an exception says why";
    if (breaches == found.end()) {
      ADD_FAILURE() << place << ": no longer needed: take the line out";
      continue;
    }
    const auto size = measure(breaches->second);
    EXPECT_GE(exception.most, size) << place << ": it grew\n" << told(breaches->second);
    found.erase(breaches);
  }
  std::string text;
  for (const auto& [key, breaches] : found) text += told(breaches);
  EXPECT_EQ(text, "");
}

// A house of one planted breach, and the laws that name it.
House house_with(std::string path, std::string text) {
  House house;
  house.add("src/CMakeLists.txt",
            "andon_folder(base LINKS Boost::json)\nandon_folder(model USES base)\n"
            "andon_folder(crypto USES base)\nandon_folder(formats USES base model)\n"
            "andon_folder(policy USES base model)\nandon_folder(store USES base model)\n"
            "andon_folder(flow USES base model policy)\nandon_folder(cli USES base flow)\n");
  house.add("src/base/json.h", "// JSON.\n#pragma once\nnamespace andon::base {}\n");
  house.add(std::move(path), std::move(text));
  return house;
}

std::vector<std::string> broken(const House& house) {
  std::set<std::string> laws;
  for (const auto& law : all_laws())
    for (const auto& breach : law.law(house)) laws.insert(breach.law);
  return {laws.begin(), laws.end()};
}

using Laws = std::vector<std::string>;

std::string body(const std::string& folder, const std::string& code) {
  return "namespace andon::" + folder + " {\n" + code + "\n}  // namespace andon::" + folder + "\n";
}

TEST(Tidy, is_content_with_a_clean_house) {
  EXPECT_EQ(
      broken(house_with("src/policy/decide.cpp",
                        "#include \"base/json.h\"\n#include <vector>\n#include <fmt/core.h>\n" +
                            body("policy", "int decide() { return 1; }"))),
      Laws{});
}

TEST(Tidy, catches_an_include_that_goes_the_wrong_way) {
  EXPECT_EQ(
      broken(house_with("src/model/a.cpp", "#include \"policy/decide.h\"\n" + body("model", ""))),
      Laws{"direction"});
  EXPECT_EQ(broken(house_with("src/model/a.cpp", "#include \"a.h\"\n" + body("model", ""))),
            Laws{"direction"});
  EXPECT_EQ(broken(house_with("src/stray/a.cpp", body("stray", ""))), Laws{"direction"});
  EXPECT_EQ(broken(house_with("src/main.cpp", "#include \"flow/check.h\"\n")), Laws{"direction"});
}

TEST(Tidy, catches_a_folder_that_uses_one_declared_after_it) {
  House house;
  house.add("src/CMakeLists.txt", "andon_folder(base USES model)\nandon_folder(model USES base)\n");
  EXPECT_EQ(broken(house), Laws{"direction"});
}

TEST(Tidy, catches_a_second_folder_that_knows_everything) {
  House house;
  house.add("src/CMakeLists.txt",
            "andon_folder(checks)\nandon_folder(policy)\nandon_folder(store)\n"
            "andon_folder(api USES checks policy store)\n");
  EXPECT_EQ(broken(house), Laws{"direction"});
}

TEST(Tidy, catches_a_private_header_used_from_outside) {
  EXPECT_EQ(
      broken(house_with("src/flow/a.cpp", "#include \"policy/engine/a.h\"\n" + body("flow", ""))),
      Laws{"rooms"});
}

TEST(Tidy, catches_a_library_in_two_folders) {
  auto house = house_with("src/model/a.cpp", "#include <boost/json.hpp>\n" + body("model", ""));
  EXPECT_EQ(broken(house), Laws{});
  house.add("src/base/json.cpp", "#include <boost/asio.hpp>\n" + body("base", ""));
  EXPECT_EQ(broken(house), Laws{}) << "Boost counts per library";
  house.add("src/base/more.cpp", "#include <boost/json/src.hpp>\n" + body("base", ""));
  EXPECT_EQ(broken(house), Laws{"fences"});
}

TEST(Tidy, catches_a_library_that_a_header_brings) {
  EXPECT_EQ(broken(house_with("src/model/a.h", "// A.\n#pragma once\n#include <re2/re2.h>\n")),
            Laws{"fences"});
  EXPECT_EQ(broken(house_with("src/model/deep/a.h", "// A.\n#pragma once\n#include <re2/re2.h>\n")),
            Laws{});
  auto house = house_with("src/model/deep/a.h", "// A.\n#pragma once\n#include <re2/re2.h>\n");
  house.add("src/model/b.h", "// B.\n#pragma once\n#include \"model/deep/a.h\"\n");
  EXPECT_EQ(broken(house), Laws{"fences"});
}

TEST(Tidy, catches_what_must_be_absent) {
  for (const auto& [path, code] : std::vector<std::pair<std::string, std::string>>{
           {"policy", "auto x = std::chrono::system_clock::now();"},
           {"policy", "auto x = context.world.clock().now();"},
           {"formats", "auto x = world.files().read(path, 1);"},
           {"formats", "std::ifstream file(path);"},
           {"formats", "int x(World& world);"},
           {"flow", "void x() { std::cout << 1; }"},
           {"flow", "void x() { printf(\"a\"); }"},
           {"flow", "auto x = base::make_real_world(\"\");"},
           {"flow", "auto sql = \"SELECT a FROM b\";"},
           {"flow", "auto sql = R\"(INSERT INTO a VALUES (1))\";"},
           {"flow", "void x() { throw 1; }"},
           {"flow", "std::shared_ptr<int> x;"},
           {"formats", "int x = ::open(path, 0);"},
           {"flow", "auto x = getenv(\"A\");"},
           {"cli", "auto x = std::chrono::steady_clock::now();"}})
    EXPECT_EQ(broken(house_with("src/" + path + "/a.cpp", body(path, code))), Laws{"absences"})
        << code;
  EXPECT_EQ(broken(house_with("src/base/a.cpp", "#include <openssl/evp.h>\n" + body("base", ""))),
            Laws{"absences"});
  EXPECT_EQ(broken(house_with("src/flow/a.cpp",
                              "#include \"tests/fakes/fake_world.h\"\n" + body("flow", ""))),
            (Laws{"absences", "direction"}));
}

TEST(Tidy, reads_no_comment_and_no_string_as_code) {
  EXPECT_EQ(broken(house_with(
                "src/flow/a.cpp",
                body("flow",
                     "// std::cout << throw\n/* getenv */ auto x = \"throw // \\\" fork\";\n"
                     "auto y = R\"a(throw )\" std::cout)a\"; char c = '\"'; int n = 1'000;"))),
            Laws{});
  EXPECT_EQ(
      broken(house_with("src/flow/a.cpp", body("flow", "char c = '\"'; void x() { throw 1; }"))),
      Laws{"absences"});
}

TEST(Tidy, lets_members_have_the_name_of_what_must_be_absent) {
  EXPECT_EQ(broken(house_with("src/formats/a.cpp",
                              body("formats", "auto x = archive.open(1); y->puts(2);"))),
            Laws{});
}

std::string repeated(const std::string& line, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line;
  return text;
}

TEST(Tidy, catches_what_is_too_long) {
  const auto source = [](const std::string& code) {
    return house_with("src/flow/a.cpp", body("flow", code));
  };
  EXPECT_EQ(broken(source(repeated("int x;\n", 499))), Laws{"file_lines"});
  EXPECT_EQ(broken(source("// " + std::string(98, 'x'))), Laws{"line_columns"});
  EXPECT_EQ(broken(source("// " + repeated("\xC3\xA4", 97))), Laws{}) << "columns are characters";
  EXPECT_EQ(broken(source("int x() {\n" + repeated("  f();\n", 59) + "}")), Laws{"function_lines"});
  EXPECT_EQ(broken(source("int x() {\n" + repeated("  f();\n", 58) + "}")), Laws{});
  EXPECT_EQ(broken(source("class A {\n  int x() {\n" + repeated("    f();\n", 59) + "  }\n};")),
            Laws{"function_lines"});
  EXPECT_EQ(broken(source("struct A {\n" + repeated("  int x;\n", 80) + "};")), Laws{});
  EXPECT_EQ(broken(house_with("src/flow/a.h", "// A.\n#pragma once\n" + repeated("int x;\n", 149))),
            Laws{"header_lines"});
}

TEST(Tidy, catches_a_header_that_pulls_in_too_much) {
  auto house = house_with("src/model/a.h", "// A.\n#pragma once\n#include \"base/h0.h\"\n");
  for (int i = 0; i < 20; ++i)
    house.add("src/base/h" + std::to_string(i) + ".h",
              "// H.\n#pragma once\n#include \"base/h" + std::to_string(i + 1) + ".h\"\n");
  EXPECT_EQ(broken(house), Laws{"headers_pulled"});
}

TEST(Tidy, catches_try_in_braces) {
  const auto laws = [](const std::string& code) {
    return broken(house_with("src/flow/a.cpp", body("flow", code)));
  };
  const Laws caught{"tried_in_braces"};
  EXPECT_EQ(laws("void f() { auto x = S{1, TRY(a())}; }"), caught);
  EXPECT_EQ(laws("void f() { return S{g(TRY(a()))}; }"), caught);
  EXPECT_EQ(laws("void f() { return {TRY(a()), TRY(b())}; }"), caught);
  EXPECT_EQ(laws("void f() { std::vector<int> x{TRY(a())}; }"), caught);
  EXPECT_EQ(laws("void f() { g({1, {TRY(a())}}); }"), caught);
  EXPECT_EQ(laws("void f() { auto x = TRY(a({1, 2})); }"), Laws{});
  EXPECT_EQ(laws("void f() { if (x) { TRY(a()); } else { TRY(b()); } }"), Laws{});
  EXPECT_EQ(laws("void f() { g([&](int x) -> Result<int> { return TRY(a()); }); }"), Laws{});
  EXPECT_EQ(laws("auto f(int x) -> Result<int> { return TRY(a()); }"), Laws{});
  EXPECT_EQ(laws("struct A { int f() const { return TRY(a()); } };"), Laws{});
}

TEST(Tidy, catches_a_header_that_says_nothing) {
  EXPECT_EQ(broken(house_with("src/flow/a.h", "#pragma once\n")), Laws{"openings"});
  EXPECT_EQ(broken(house_with("src/flow/a.h", "// A.\n")), Laws{"openings"});
  EXPECT_EQ(broken(house_with("src/flow/flow.h", "// One line.\n#pragma once\n")),
            Laws{"openings"});
  EXPECT_EQ(broken(house_with("src/flow/a.cpp", body("model", ""))), Laws{"openings"});
}

TEST(Tidy, catches_names_that_say_nothing) {
  for (const auto* code : {"class PoolManager {};", "struct lower {};", "struct With_line {};",
                           "class A final : public B {}; class FileHelper : A {};"})
    EXPECT_EQ(broken(house_with("src/flow/a.cpp", body("flow", code))), Laws{"names"}) << code;
  EXPECT_EQ(broken(house_with("src/flow/BadName.cpp", body("flow", ""))), Laws{"names"});
}

TEST(Tidy, catches_an_extension_that_is_not_whole) {
  const std::string list =
      "// L.\n#pragma once\n#define ANDON_TOOLS(X) \\\n  X(one)\n\n#define OTHER(X) X(two)\n";
  auto house = house_with("src/tools/list.h", list);
  house.add("src/CMakeLists.txt", "andon_folder(tools)\n");
  EXPECT_EQ(broken(house), Laws{"completeness"}) << "no file";
  house.add("src/tools/one.cpp",
            body("tools", "constinit const Tool known::one{.name = \"one\"};"));
  EXPECT_EQ(broken(house), Laws{});
  house.add("src/tools/two.cpp",
            body("tools", "constinit const Tool known::two{.name = \"two\"};"));
  EXPECT_EQ(broken(house), Laws{"completeness"}) << "not in the list";
}

TEST(Tidy, catches_a_format_without_its_samples) {
  auto house =
      house_with("src/formats/list.h", "// L.\n#pragma once\n#define ANDON_FORMATS(X) X(one)\n");
  house.add(
      "src/formats/one.cpp",
      body("formats", "constinit const Format known::one{.name = \"one\", .read = read_one};"));
  for (const auto* sample : {"empty", "one", "many"})
    house.add(std::string("tests/data/formats/one/") + sample + ".json", "");
  EXPECT_EQ(broken(house), Laws{"completeness"});
  house.add("tests/data/formats/one/broken.json", "");
  EXPECT_EQ(broken(house), Laws{});
}

TEST(Tidy, catches_a_fuzz_target_that_is_never_built) {
  auto house = house_with("fuzz/json.cpp", "");
  house.add("fuzz/corpus/json/a", "");
  house.add("fuzz/CMakeLists.txt", "");
  EXPECT_EQ(broken(house), Laws{"completeness"});
  house.add("fuzz/CMakeLists.txt", "andon_fuzz(json base)\n");
  EXPECT_EQ(broken(house), Laws{});
}

TEST(Tidy, catches_a_path_of_one_machine) {
  const std::string place = std::string("/ro") + "ot/";
  EXPECT_EQ(broken(house_with("docs/a.md", "see " + place + "file")), Laws{"places"});
  EXPECT_EQ(broken(house_with("docs/a.md", "see example.com" + place + "file")), Laws{});
}

}  // namespace
}  // namespace andon::tidy
