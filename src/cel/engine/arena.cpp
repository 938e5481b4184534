#include "cel/engine/arena.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace andon::cel {

void* Arena::allocate(std::size_t bytes) {
  constexpr std::size_t alignment = alignof(std::max_align_t);
  constexpr std::size_t first_block_bytes = 4096;
  bytes = (bytes + alignment - 1) / alignment * alignment;
  if (blocks_.empty() || blocks_.back().size - used_ < bytes) {
    const std::size_t usual = blocks_.empty() ? first_block_bytes : blocks_.back().size * 2;
    const std::size_t size = std::max(usual, bytes);
    blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
    used_ = 0;
  }
  void* out = blocks_.back().bytes.get() + used_;
  used_ += bytes;
  return out;
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return "";
  char* bytes = static_cast<char*>(allocate(text.size()));
  std::memcpy(bytes, text.data(), text.size());
  return {bytes, text.size()};
}

std::span<Value> Arena::values(std::size_t count) {
  auto* items = static_cast<Value*>(allocate(count * sizeof(Value)));
  std::uninitialized_default_construct_n(items, count);
  return {items, count};
}

std::span<MapEntry> Arena::entries(std::size_t count) {
  auto* items = static_cast<MapEntry*>(allocate(count * sizeof(MapEntry)));
  std::uninitialized_default_construct_n(items, count);
  return {items, count};
}

void Arena::clear() {
  constexpr std::size_t kept_bytes = 1u << 20;
  if (blocks_.size() > 1) {
    if (blocks_.back().size <= kept_bytes) std::swap(blocks_.front(), blocks_.back());
    blocks_.resize(1);
  }
  used_ = 0;
}

}  // namespace andon::cel
