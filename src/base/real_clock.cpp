#include <sys/random.h>
#include <time.h>

#include <algorithm>

#include "base/descriptor.h"
#include "base/real_parts.h"

namespace andon::base {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

std::int64_t read_clock_ns(clockid_t id) {
  timespec time{};
  ::clock_gettime(id, &time);
  return time.tv_sec * second_ns + time.tv_nsec;
}

class RealClock final : public Clock {
 public:
  Instant now() override { return Instant{read_clock_ns(CLOCK_REALTIME) / 1'000'000}; }
  std::int64_t monotonic_ns() override { return read_clock_ns(CLOCK_MONOTONIC); }
  std::int64_t cpu_ns() override { return read_clock_ns(CLOCK_PROCESS_CPUTIME_ID); }
};

class RealRandomness final : public Randomness {
 public:
  void fill(std::span<unsigned char> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = retried([&] { return ::getrandom(bytes.data(), bytes.size(), 0); });
      // Only a kernel before 3.17 has none, and g++ 12's glibc does not start there.
      ASSERT(count > 0);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  }
};

}  // namespace

std::unique_ptr<Clock> make_real_clock() { return std::make_unique<RealClock>(); }
std::unique_ptr<Randomness> make_real_randomness() { return std::make_unique<RealRandomness>(); }

}  // namespace andon::base
