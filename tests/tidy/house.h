// tidy: the laws of the house as tests. A House is the source tree as text; a law is a function
// that names each place of it that breaks the law. It parses no C++: it looks at words, brackets
// and lines, which is why code is seen with comments and literals blanked out.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace andon::tidy {

struct Include {
  std::string path;
  bool is_ours = false;  // in quotation marks
  int line = 0;
};

struct Source {
  std::string path;    // from the root: "src/policy/decide.cpp"
  std::string folder;  // "policy"; empty for src/main.cpp and what is not in src/
  std::string text;
  std::string code;      // as long as text; comments, strings and characters blanked
  std::string literals;  // as long as text; only what stands in strings
  std::vector<Include> includes;

  bool is_header() const { return path.ends_with(".h"); }
  // Tests, and what they share (`tree_fixture.h`).
  bool is_test() const { return path.ends_with("_test.cpp") || path.ends_with("_fixture.h"); }
  bool is_in_src() const { return path.starts_with("src/"); }
  // A header in a subfolder is private to its folder.
  bool is_private_header() const;
};

struct House {
  std::map<std::string, Source> sources;  // .h and .cpp of src/, by path
  std::vector<std::string> folders;       // in the order of src/CMakeLists.txt
  std::map<std::string, std::vector<std::string>> uses;
  std::set<std::string> files;                   // every file of the project, by path
  std::map<std::string, std::string> documents;  // text of what is no source: docs, build files

  void add(std::string path, std::string text);
};

// One place that breaks a law. `size` is the measured figure where the law is one of sizes.
struct Breach {
  std::string law;
  std::string path;
  int line = 0;
  std::string text;
  int size = 0;
};

// The files of the project below `root` (an absolute path): src, tests, docs, fuzz, bench, cmake.
House read_house(const std::string& root);

std::vector<std::string> lines_of(std::string_view text);
int line_at(std::string_view text, std::size_t offset);
bool is_word_character(char c);
// Where `word` stands in `code` as a whole word, from `from`; npos when it does not.
std::size_t find_word(std::string_view code, std::string_view word, std::size_t from = 0);

using Law = std::vector<Breach> (*)(const House&);

// direction, rooms, fences, absences (includes.cpp, absences.cpp)
std::vector<Breach> direction(const House& house);
std::vector<Breach> rooms(const House& house);
std::vector<Breach> fences(const House& house);
std::vector<Breach> absences(const House& house);
// sizes.cpp
std::vector<Breach> sizes(const House& house);
// manners.cpp: how a source looks; completeness.cpp: what must stand beside it
std::vector<Breach> tried_in_braces(const House& house);
std::vector<Breach> openings(const House& house);
std::vector<Breach> names(const House& house);
std::vector<Breach> completeness(const House& house);
std::vector<Breach> places(const House& house);

struct NamedLaw {
  std::string_view name;
  Law law;
};
const std::vector<NamedLaw>& all_laws();

}  // namespace andon::tidy
