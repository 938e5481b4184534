#include "model/report_path.h"

#include <algorithm>

#include "base/text.h"

namespace andon::model {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool has_drive(std::string_view path) {
  return path.size() >= 2 && is_letter(path[0]) && path[1] == ':' &&
         (path.size() == 2 || path[2] == '/' || path[2] == '\\');
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_coded = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                          hex_digit(text[i + 2]) >= 0;
    if (!is_coded) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return out;
}

// "file", "https"; empty when there is none. One letter is a drive.
std::string_view scheme(std::string_view uri) {
  std::size_t end = 0;
  while (end < uri.size() && (is_letter(uri[end]) ||
                              (end > 0 && (uri[end] == '+' || uri[end] == '-' || uri[end] == '.'))))
    ++end;
  return end > 1 && end < uri.size() && uri[end] == ':' ? uri.substr(0, end) : std::string_view();
}

// Without ".", "..", empty segments; ".." that would leave the top is dropped.
std::string folded(std::string_view path) {
  std::vector<std::string_view> kept;
  for (auto segment : base::split(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
      continue;
    }
    kept.push_back(segment);
  }
  std::string out = path.starts_with('/') ? "/" : "";
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i) out += '/';
    out += kept[i];
  }
  return out;
}

// A backslash separates where the path is Windows' own: it has a drive, begins with two, or holds
// no slash. Else it is a character of a Unix name.
std::string slashed(std::string_view path) {
  std::string out(path);
  const bool is_windows =
      has_drive(path) || path.starts_with("\\\\") || path.find('/') == path.npos;
  if (is_windows) std::ranges::replace(out, '\\', '/');
  if (has_drive(out)) out.erase(0, 2);
  return out;
}

std::string_view last_segment(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

struct Shared {
  std::size_t segments = 0;
  bool is_all_of_one = false;
};

Shared shared_end(std::string_view a, std::string_view b) {
  const auto left = base::split(a, '/');
  const auto right = base::split(b, '/');
  Shared shared;
  const auto most = std::min(left.size(), right.size());
  while (shared.segments < most &&
         left[left.size() - 1 - shared.segments] == right[right.size() - 1 - shared.segments])
    ++shared.segments;
  shared.is_all_of_one = shared.segments == most;
  return shared;
}

}  // namespace

std::string report_path(std::string_view path) { return base::path_text(folded(slashed(path))); }

std::string report_uri(std::string_view uri) {
  const auto which = scheme(uri);
  if (!which.empty() && base::lower_ascii(which) != "file") return base::path_text(uri);
  if (which.empty()) return base::path_text(folded(slashed(percent_decoded(uri))));
  uri.remove_prefix(which.size() + 1);
  if (uri.starts_with("//")) {
    // The host names a machine, not a folder.
    const auto path = uri.find('/', 2);
    uri = path == uri.npos ? std::string_view("/") : uri.substr(path);
  }
  auto path = percent_decoded(uri);
  if (path.starts_with('/') && has_drive(std::string_view(path).substr(1))) path.erase(0, 1);
  return base::path_text(folded(slashed(path)));
}

std::string resolved_path(std::string_view base, std::string_view uri) {
  if (base.empty() || uri.starts_with('/') || !scheme(uri).empty()) return std::string(uri);
  return folded(fmt::format("{}/{}", base, uri));
}

ReportPaths::ReportPaths(std::span<const std::string> tree) {
  for (const auto& path : tree) by_name_[last_segment(path)].push_back(path);
}

std::optional<std::string_view> ReportPaths::find(std::string_view report_path) {
  std::string key(report_path);
  const auto known = asked_.find(key);
  if (known != asked_.end()) return known->second;
  const auto found = search(report_path);
  asked_.emplace(std::move(key), found);
  return found;
}

std::optional<std::string_view> ReportPaths::search(std::string_view report_path) const {
  const auto candidates = by_name_.find(last_segment(report_path));
  if (report_path.empty() || candidates == by_name_.end()) return std::nullopt;
  const std::string_view relative =
      report_path.starts_with('/') ? report_path.substr(1) : report_path;
  std::optional<std::string_view> best;
  std::size_t best_segments = 0;
  bool is_unique = true;
  for (const auto candidate : candidates->second) {
    if (candidate == report_path) return candidate;
    const auto shared = shared_end(candidate, relative);
    if (shared.segments < 2 && !shared.is_all_of_one) continue;
    if (shared.segments < best_segments) continue;
    is_unique = shared.segments > best_segments;
    best_segments = shared.segments;
    best = candidate;
  }
  return is_unique ? best : std::nullopt;
}

}  // namespace andon::model
