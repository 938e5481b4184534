// Paths as reports have them (Windows, absolute on a CI machine, file URIs) made ours: cleaned here
// and nowhere else, and mapped onto the tree by unique longest suffix (domain.md 7).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace andon::model {

// A path: "/" for "\", no "./", no "a/../", no drive letter; as path text (base::path_text).
// Absolute ones begin with "/". "" where nothing is left.
std::string report_path(std::string_view path);
// A URI reference, percent-decoded and cleaned: "file:///C:/a%20b.c" is "/a b.c". One of another
// scheme than file ("https://...") stays as it is: it names no file of the tree.
std::string report_uri(std::string_view uri);
// `uri` resolved against the folder `base`, both as report_uri gives them.
std::string resolved_path(std::string_view base, std::string_view uri);

// The files of a tree, asked by paths of a report.
class ReportPaths {
 public:
  // `tree` must outlive this; path texts relative to the git top level.
  explicit ReportPaths(std::span<const std::string> tree);
  // The file that the report means: the same path; else the one that shares the longest run of
  // last segments, if no other shares as long a one. At least two segments, or all of one side.
  // Nothing when none or several qualify.
  std::optional<std::string_view> find(std::string_view report_path);

 private:
  std::optional<std::string_view> search(std::string_view report_path) const;
  std::unordered_map<std::string_view, std::vector<std::string_view>> by_name_;
  std::unordered_map<std::string, std::optional<std::string_view>> asked_;
};

}  // namespace andon::model
