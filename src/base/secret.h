// Secret: a string that cannot be formatted, logged or compared by accident; wiped when it dies.
#pragma once
#include <string>
#include <string_view>

namespace andon::base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept { value_.swap(other.value_); }
  // The old value goes into `other`, whose end wipes it.
  Secret& operator=(Secret other) noexcept {
    value_.swap(other.value_);
    return *this;
  }
  ~Secret();

  // The only way to the value; each caller is a place to review.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

}  // namespace andon::base
