// Whether a map already holds a key: a look at the entries while they are few, a set once they are
// many, so that a map with a million keys costs a million steps.
#pragma once
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/value.h"

namespace andon::base {

class UniqueKeys {
 public:
  // False when `entries` holds `key`. Each key that is appended to `entries` must be asked for
  // first.
  bool is_new(const Map& entries, std::string_view key) {
    // What a machine wrote mostly has its keys in order.
    if (entries.empty() || (is_ascending_ && entries.back().first < key)) return true;
    is_ascending_ = false;
    if (entries.size() < few) {
      for (const auto& entry : entries)
        if (entry.first == key) return false;
      return true;
    }
    if (seen_.empty())
      for (const auto& entry : entries) seen_.insert(entry.first);
    return seen_.insert(std::string(key)).second;
  }

 private:
  static constexpr std::size_t few = 16;
  bool is_ascending_ = true;
  std::unordered_set<std::string> seen_;
};

}  // namespace andon::base
