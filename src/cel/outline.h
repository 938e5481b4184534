// What an expression looks at, told from its text without running it: fields that it selects, and
// constants that it compares them with. For checks that know what the names stand for.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/cel.h"

namespace andon::cel {

// A path is a declared name, fields behind dots, and "[]" for the element of a list, also through
// macros: in runs.exists(r, r.check == 'a') r.check is "runs[].check".
struct Selected {
  std::string path;
  std::uint32_t offset = 0;  // of the last field, in the source
  bool is_test = false;      // inside has()
};
// path == constant, path != constant, path in [constants], constant in path ("path[]").
struct Compared {
  std::string path;
  std::string constant;  // texts only
  std::uint32_t offset = 0;
};
struct Outline {
  std::vector<Selected> selected;
  std::vector<Compared> compared;
};

Outline outline(const Expression& expression);

// Where an offset of the source stands: line and column from 1, columns in code points.
struct SourcePlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};
SourcePlace source_place(std::string_view source, std::uint32_t offset);

}  // namespace andon::cel
