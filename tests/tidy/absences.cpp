// What must not be there: files opened by readers, clocks read by deciders, printing, SQL, worlds.
#include <algorithm>

#include "tests/tidy/house.h"

namespace andon::tidy {
namespace {

struct Absence {
  std::string_view what;
  std::vector<std::string_view> words;         // as whole words of the code
  std::vector<std::string_view> only_in = {};  // folders that are forbidden; empty: all
  std::vector<std::string_view> but = {};      // folders, or paths' beginnings, that may
};

const std::vector<Absence>& absences_of_house() {
  static const std::vector<Absence> list = {
      {"opens a file",
       {"files()", "ifstream", "ofstream", "fstream", "fopen", "std::filesystem", "::open(",
        "::openat("},
       {"formats", "governance", "policy", "correlate", "cel", "model"}},
      {"reads a clock",
       {"clock()", "system_clock::now", "steady_clock::now", "time(nullptr)", "gettimeofday",
        "clock_gettime"},
       {"formats", "governance", "policy", "correlate", "cel", "model"}},
      {"reads a clock other than the World's",
       {"system_clock::now", "steady_clock::now", "time(nullptr)", "gettimeofday", "clock_gettime"},
       {},
       {"src/base/real_"}},
      {"knows the World",
       {"World", "World&", "Context"},
       {"formats", "governance", "policy", "correlate"}},
      {"prints",
       {"std::cout", "std::cerr", "std::clog", "printf", "fprintf", "puts", "fputs", "fwrite",
        "fmt::print", "perror"},
       {},
       {"cli"}},
      {"makes a World", {"make_real_world"}, {}, {"src/main.cpp", "src/base/real_world"}},
      {"reads the environment by itself",
       {"getenv", "secure_getenv", "environ"},
       {},
       {"src/base/real_"}},
      {"throws", {"throw"}, {}},
      {"shares ownership", {"std::shared_ptr", "std::make_shared"}, {}, {"net"}},
      {"runs a process by itself",
       {"fork", "vfork", "system", "popen", "posix_spawn", "execve"},
       {},
       {"src/base/"}},
      {"draws randomness by itself",
       {"std::random_device", "std::mt19937", "rand", "getrandom"},
       {},
       {"src/base/real_", "crypto"}},
  };
  return list;
}

bool applies(const Absence& absence, const Source& source) {
  if (source.is_test()) return false;
  for (const auto& may : absence.but)
    if (source.folder == may || source.path.starts_with(may)) return false;
  return absence.only_in.empty() || std::find(absence.only_in.begin(), absence.only_in.end(),
                                              source.folder) != absence.only_in.end();
}

// A member or a function of ours by the same name: `archive.open(`, `cli::printf(`.
bool is_something_else(std::string_view code, std::size_t at, std::string_view word) {
  const auto before = code.substr(0, at);
  if (word.ends_with("()")) return false;
  if (before.ends_with(".") || before.ends_with("->")) return true;
  if (word.starts_with("::")) return !before.empty() && is_word_character(before.back());
  if (!before.ends_with("::")) return false;
  auto end = before.size() - 2;
  auto start = end;
  while (start > 0 && is_word_character(before[start - 1])) --start;
  const auto qualifier = before.substr(start, end - start);
  return !qualifier.empty() && qualifier != "std" && qualifier != "chrono" && qualifier != "base" &&
         qualifier != "fmt";
}

// SQL outside store, seen by the beginnings of its statements in literals.
void find_sql(const Source& source, std::vector<Breach>& breaches) {
  if (source.folder == "store" || source.is_test()) return;
  for (const auto* words :
       {"SELECT ", "INSERT INTO ", "CREATE TABLE ", "DELETE FROM ", "PRAGMA ", "UPDATE "})
    for (auto at = find_word(source.literals, words); at != std::string::npos;
         at = find_word(source.literals, words, at + 1)) {
      const auto rest = std::string_view(source.literals).substr(at, 200);
      const bool is_sql = (words[0] != 'S' || rest.contains(" FROM ")) &&
                          (words[0] != 'U' || rest.contains(" SET "));
      if (is_sql)
        breaches.push_back(
            {"absences", source.path, line_at(source.text, at), "speaks SQL: only store does"});
    }
}

}  // namespace

std::vector<Breach> absences(const House& house) {
  std::vector<Breach> breaches;
  for (const auto& [path, source] : house.sources) {
    for (const auto& absence : absences_of_house()) {
      if (!applies(absence, source)) continue;
      for (const auto word : absence.words)
        for (auto at = find_word(source.code, word); at != std::string::npos;
             at = find_word(source.code, word, at + 1)) {
          if (is_something_else(source.code, at, word)) continue;
          breaches.push_back({"absences", path, line_at(source.text, at),
                              std::string(absence.what) + ": " + std::string(word)});
        }
    }
    find_sql(source, breaches);
    for (const auto& include : source.includes) {
      if (include.path.starts_with("openssl/") && source.folder != "crypto")
        breaches.push_back({"absences", path, include.line, "only crypto calls libcrypto"});
      if (include.path.starts_with("tests/") && !source.is_test())
        breaches.push_back({"absences", path, include.line, "a fake outside tests"});
    }
  }
  return breaches;
}

}  // namespace andon::tidy
