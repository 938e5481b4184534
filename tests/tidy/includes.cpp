// The three include laws: direction, rooms, fences.
#include <algorithm>

#include "tests/tidy/house.h"

namespace andon::tidy {
namespace {

std::string first_part(const std::string& path) { return path.substr(0, path.find('/')); }

bool may_use(const House& house, const std::string& from, const std::string& to) {
  if (from == to) return true;
  const auto uses = house.uses.find(from);
  return uses != house.uses.end() &&
         std::find(uses->second.begin(), uses->second.end(), to) != uses->second.end();
}

bool is_standard_or_system(const std::string& path) {
  static const std::set<std::string> system = {
      "dirent.h", "errno.h",     "fcntl.h",     "locale.h",  "netdb.h",  "poll.h",  "pthread.h",
      "sched.h",  "signal.h",    "spawn.h",     "stddef.h",  "stdint.h", "stdio.h", "stdlib.h",
      "string.h", "emmintrin.h", "immintrin.h", "termios.h", "time.h",   "unistd.h"};
  if (path.find('.') == std::string::npos && path.find('/') == std::string::npos) return true;
  if (system.contains(path)) return true;
  const auto top = first_part(path);
  return top == "sys" || top == "linux" || top == "netinet" || top == "arpa" || top == "net" ||
         top == "asm";
}

bool is_exempt(const std::string& path) {
  const auto top = first_part(path);
  return top == "fmt" || top == "gtest" || top == "gmock";
}

// The library that a third-party header belongs to; Boost counts per library.
std::string library_of(const std::string& path) {
  const auto top = first_part(path);
  if (top != "boost") return top.substr(0, top.find('.'));
  const auto second = path.substr(6);
  return "boost." + second.substr(0, std::min(second.find('/'), second.find('.')));
}

bool is_third_party(const Include& include) {
  return !include.is_ours && !is_standard_or_system(include.path) && !is_exempt(include.path);
}

// Third-party libraries that a header brings, itself or by our headers in it.
void libraries_brought(const House& house, const std::string& path, std::set<std::string>& seen,
                       std::set<std::string>& libraries) {
  if (!seen.insert(path).second) return;
  const auto found = house.sources.find(path);
  if (found == house.sources.end()) return;
  for (const auto& include : found->second.includes) {
    if (is_third_party(include)) libraries.insert(library_of(include.path));
    if (include.is_ours) libraries_brought(house, "src/" + include.path, seen, libraries);
  }
}

}  // namespace

// Own folder or one in the USES line; a USES line names only folders above it: so there is no
// cycle.
std::vector<Breach> direction(const House& house) {
  std::vector<Breach> breaches;
  const auto breach = [&](const std::string& path, int line, std::string text) {
    breaches.push_back({"direction", path, line, std::move(text)});
  };
  std::set<std::string> known;
  for (const auto& folder : house.folders) {
    for (const auto& used : house.uses.at(folder))
      if (!known.contains(used))
        breach("src/CMakeLists.txt", 0,
               folder + " uses " + used + ", which is not declared before it");
    known.insert(folder);
    const auto& uses = house.uses.at(folder);
    const auto has = [&](const char* name) {
      return std::find(uses.begin(), uses.end(), name) != uses.end();
    };
    if (has("checks") && has("policy") && has("store") && folder != "flow")
      breach("src/CMakeLists.txt", 0,
             folder + ": only flow knows checks, policy and store at once");
  }
  for (const auto& [path, source] : house.sources) {
    const bool is_main = path == "src/main.cpp";
    if (!is_main && !known.contains(source.folder))
      breach(path, 0, "its folder has no andon_folder line in src/CMakeLists.txt");
    for (const auto& include : source.includes) {
      if (!include.is_ours) continue;
      const auto to = first_part(include.path);
      if (to == "tests" && source.is_test()) continue;
      if (include.path.find('/') == std::string::npos || include.path.starts_with("."))
        breach(path, include.line, include.path + ": ours are included by path from src/");
      else if (is_main ? to != "base" && to != "cli" : !may_use(house, source.folder, to))
        breach(path, include.line, source.folder + " may not include " + include.path);
    }
  }
  return breaches;
}

// A header in a subfolder is private to its folder.
std::vector<Breach> rooms(const House& house) {
  std::vector<Breach> breaches;
  for (const auto& [path, source] : house.sources)
    for (const auto& include : source.includes) {
      if (!include.is_ours || include.path.starts_with("tests/")) continue;
      const bool is_in_subfolder = std::count(include.path.begin(), include.path.end(), '/') > 1;
      if (is_in_subfolder && first_part(include.path) != source.folder)
        breaches.push_back({"rooms", path, include.line,
                            include.path + " is private to " + first_part(include.path)});
    }
  return breaches;
}

// A third-party library is included in one folder only, and never by a header that others include.
std::vector<Breach> fences(const House& house) {
  std::vector<Breach> breaches;
  std::map<std::string, std::map<std::string, std::vector<Breach>>> places;  // by library, folder
  for (const auto& [path, source] : house.sources) {
    for (const auto& include : source.includes)
      if (is_third_party(include))
        places[library_of(include.path)][source.folder].push_back(
            {"fences", path, include.line, include.path});
    if (!source.is_header() || source.is_private_header()) continue;
    std::set<std::string> seen, libraries;
    libraries_brought(house, path, seen, libraries);
    for (const auto& library : libraries)
      breaches.push_back({"fences", path, 0, "brings " + library + " to all who include it"});
  }
  for (auto& [library, folders] : places) {
    if (folders.size() < 2) continue;
    // The folder that includes it most keeps it; the others break the fence.
    const auto owner = std::max_element(
        folders.begin(), folders.end(),
        [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    for (auto& [folder, found] : folders)
      if (folder != owner->first)
        for (auto& breach : found) {
          breach.text += ": " + library + " belongs to " + owner->first;
          breaches.push_back(breach);
        }
  }
  return breaches;
}

}  // namespace andon::tidy
