// Memory of one evaluation: given out in order, given back at once.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "cel/value.h"

namespace andon::cel {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t bytes);
  std::string_view copy(std::string_view text);
  std::span<Value> values(std::size_t count);
  std::span<MapEntry> entries(std::size_t count);
  // Everything given out is gone; the largest block is kept for the next evaluation, unless it is
  // a very large one.
  void clear();

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t used_ = 0;  // of the last block
};

}  // namespace andon::cel
