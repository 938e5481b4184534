// What changes for whom between two states of a governance source, as sentences.
#pragma once
#include <string>
#include <vector>

#include "governance/source.h"

namespace andon::governance {

struct Change {
  std::string whom;  // "team web", "product shop", "component shop-web", "everybody"
  std::string text;  // a sentence without a full stop
  std::string file;  // where it is seen
  friend bool operator==(const Change&, const Change&) = default;
};

// By whom, then by file; none when both say the same.
std::vector<Change> compare(const Source& before, const Source& after);

}  // namespace andon::governance
