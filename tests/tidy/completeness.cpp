// Adding is one file and one line; what must stand beside it is looked for here.
#include <algorithm>

#include "tests/tidy/house.h"

namespace andon::tidy {
namespace {

struct List {
  std::string_view path, macro, folder, type;
};
constexpr List lists[] = {
    {"src/formats/list.h", "ANDON_FORMATS", "formats", "Format"},
    {"src/tools/list.h", "ANDON_TOOLS", "tools", "Tool"},
    {"src/cli/list.h", "ANDON_COMMANDS", "cli", "Command"},
};

// The words of `#define MACRO(X) X(a) X(b)`.
std::vector<std::string> entries(const Source& source, std::string_view macro) {
  std::vector<std::string> words;
  const std::string start = "#define " + std::string(macro) + "(X)";
  auto at = source.code.find(start);
  if (at == std::string::npos) return words;
  at += start.size();
  for (auto end = source.code.find("X(", at); end != std::string::npos;
       end = source.code.find("X(", end)) {
    // The macro ends at the first line without a backslash.
    const auto between = std::string_view(source.code).substr(at, end - at);
    for (std::size_t i = 0; i < between.size(); ++i)
      if (between[i] == '\n' && (i == 0 || between[i - 1] != '\\')) return words;
    const auto close = source.code.find(')', end);
    words.push_back(source.code.substr(end + 2, close - end - 2));
    at = end = close;
  }
  return words;
}

std::string described_name(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

void sample_cases(const House& house, const Source& source, const std::string& name,
                  std::vector<Breach>& breaches) {
  const auto folder = "tests/data/formats/" + name + "/";
  // What a format both reads and writes is one sample.
  const auto has = [&](const std::string& sample, bool is_written) {
    return std::any_of(house.files.lower_bound(folder + sample), house.files.end(),
                       [&](const auto& file) {
                         return file.starts_with(folder + sample + ".") &&
                                (is_written || !file.contains(".write."));
                       });
  };
  const auto need = [&](const char* member, bool is_written,
                        std::initializer_list<const char*> samples) {
    if (find_word(source.code, member) == std::string::npos) return;
    for (const auto* sample : samples)
      if (!has(sample, is_written))
        breaches.push_back({"completeness", source.path, 0, folder + sample + ".* is missing"});
  };
  need(".read", false, {"empty", "one", "many", "broken"});
  need(".write", true, {"empty", "one", "many"});
}

void check_list(const House& house, const List& list, std::vector<Breach>& breaches) {
  const auto found = house.sources.find(std::string(list.path));
  if (found == house.sources.end()) return;
  const auto names = entries(found->second, list.macro);
  const auto breach = [&](const std::string& path, std::string text) {
    breaches.push_back({"completeness", path, 0, std::move(text)});
  };
  if (names.empty()) breach(found->first, "an empty list");
  for (const auto& name : names) {
    const auto path = "src/" + std::string(list.folder) + "/" + name + ".cpp";
    const auto source = house.sources.find(path);
    if (source == house.sources.end()) {
      breach(path, "is in the list, but has no file");
      continue;
    }
    if (!source->second.code.contains("constinit const " + std::string(list.type) +
                                      " known::" + name + "{"))
      breach(path, "does not define known::" + name);
    if (!source->second.text.contains(".name = \"" + name + "\"") &&
        !source->second.text.contains(".name = \"" + described_name(name) + "\""))
      breach(path, "name = file name = list entry");
    if (list.type == "Format") sample_cases(house, source->second, name, breaches);
  }
  // What defines a descriptor stands in the list.
  for (const auto& [path, source] : house.sources) {
    const auto start = "constinit const " + std::string(list.type) + " known::";
    for (auto at = source.code.find(start); at != std::string::npos;
         at = source.code.find(start, at + 1)) {
      auto end = at + start.size();
      while (end < source.code.size() && is_word_character(source.code[end])) ++end;
      const auto name = source.code.substr(at + start.size(), end - at - start.size());
      if (std::find(names.begin(), names.end(), name) == names.end())
        breach(path, "known::" + name + " is not in the list");
    }
  }
}

void check_fuzz(const House& house, std::vector<Breach>& breaches) {
  const auto build = house.documents.find("fuzz/CMakeLists.txt");
  if (build == house.documents.end()) return;
  for (const auto& file : house.files) {
    if (!file.starts_with("fuzz/") || !file.ends_with(".cpp") ||
        file.find('/', 5) != std::string::npos)
      continue;
    const auto name = file.substr(5, file.size() - 9);
    if (!build->second.contains("andon_fuzz(" + name + " "))
      breaches.push_back({"completeness", file, 0, "no andon_fuzz line: it is never built"});
    const auto corpus = "fuzz/corpus/" + name + "/";
    const auto first = house.files.lower_bound(corpus);
    if (first == house.files.end() || !first->starts_with(corpus))
      breaches.push_back({"completeness", file, 0, "no corpus in " + corpus});
  }
}

void check_documents(const House& house, std::vector<Breach>& breaches) {
  for (const auto& [path, text] : house.documents) {
    if (!path.starts_with("docs/howto/add-a-")) continue;
    const auto count = lines_of(text).size();
    if (count < 15 || count > 45)
      breaches.push_back(
          {"completeness", path, 0, std::to_string(count) + " lines: about thirty are wanted"});
  }
  const auto glossary = house.documents.find("docs/glossary.md");
  if (glossary == house.documents.end()) return;
  for (const auto* noun : {"product",  "component", "supplier", "release",  "check",
                           "tool",     "run",       "scope",    "outcome",  "finding",
                           "identity", "baseline",  "waiver",   "evidence", "governance source",
                           "policy",   "rule",      "decision", "level",    "environment",
                           "exposure", "opening",   "permit",   "plan",     "measure",
                           "call",     "champion",  "guild",    "pattern",  "risk",
                           "cycle",    "indicator", "record"})
    if (!glossary->second.contains("**" + std::string(noun) + "**"))
      breaches.push_back(
          {"completeness", glossary->first, 0, std::string(noun) + " is not explained"});
}

}  // namespace

std::vector<Breach> completeness(const House& house) {
  std::vector<Breach> breaches;
  for (const auto& list : lists) check_list(house, list, breaches);
  check_fuzz(house, breaches);
  check_documents(house, breaches);
  return breaches;
}

}  // namespace andon::tidy
