#include "base/document/toml_depth.h"

#include "base/limits.h"

namespace andon::base::toml {

namespace {

// The bytes from the opening quote at `from` up to after the closing one, or to the end of the text
// where it is missing: the parser will say so.
std::size_t after_string(std::string_view text, std::size_t from) {
  const char quote = text[from];
  const bool is_long = text.substr(from, 3) == std::string(3, quote);
  const std::size_t width = is_long ? 3 : 1;
  std::size_t at = from + width;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\\' && quote == '"') {
      at += 2;
    } else if (c == '\n' && !is_long) {
      return at;
    } else if (c == quote && (!is_long || text.substr(at, 3) == std::string(3, quote))) {
      return at + width;
    } else {
      ++at;
    }
  }
  return text.size();
}

}  // namespace

std::optional<Place> too_deep(std::string_view text) {
  std::vector<std::size_t> outer;  // depth at each bracket that is open
  std::size_t depth = 0;           // brackets that are open and dots of their keys
  std::size_t dots = 0;            // of the key that is being read
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = after_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '.') {
      ++dots;
    } else if (c == '{' || c == '[') {
      outer.push_back(depth);
      depth += dots + 1;
      dots = 0;
    } else if (c == '}' || c == ']') {
      if (!outer.empty()) {
        depth = outer.back();
        outer.pop_back();
      }
      dots = 0;
    } else if (c == ',' || (c == '\n' && outer.empty())) {
      dots = 0;
    }
    if (depth + dots > limits::document_depth) {
      Place place;
      place.pass(text.substr(0, at));
      return place;
    }
    ++at;
  }
  return std::nullopt;
}

}  // namespace andon::base::toml
