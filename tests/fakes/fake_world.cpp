#include "tests/fakes/fake_world.h"

#include <algorithm>

namespace andon {

using base::Result;

FakeClock::FakeClock() { set("2026-01-01T00:00:00Z"); }

void FakeClock::set(std::string_view text) {
  const std::scoped_lock guard(mutex_);
  now_ = base::parse_instant(text).value();
}

void FakeClock::advance_ms(std::int64_t ms) {
  const std::scoped_lock guard(mutex_);
  now_.ms += ms;
  monotonic_ns_ += ms * 1'000'000;
}

base::Instant FakeClock::now() {
  const std::scoped_lock guard(mutex_);
  return now_;
}

std::int64_t FakeClock::monotonic_ns() {
  const std::scoped_lock guard(mutex_);
  return monotonic_ns_ += 1000;
}

std::int64_t FakeClock::cpu_ns() { return monotonic_ns(); }

namespace {

class FakeStream final : public base::Network::Stream {
 public:
  explicit FakeStream(FakeProcesses::Reply reply) : reply_(std::move(reply)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, buffer.begin());
    bytes_.erase(0, count);
    return count;
  }
  Result<void> write(std::string_view bytes) override {
    bytes_ += reply_(bytes);
    return {};
  }

 private:
  FakeProcesses::Reply reply_;
  std::string bytes_;
};

}  // namespace

void FakeNetwork::serve(const std::string& host_and_port, FakeProcesses::Reply reply) {
  const std::scoped_lock guard(mutex_);
  servers_[host_and_port] = std::move(reply);
}

Result<std::unique_ptr<base::Network::Stream>> FakeNetwork::connect(const std::string& host,
                                                                    std::uint16_t port,
                                                                    std::int64_t) {
  const std::scoped_lock guard(mutex_);
  const std::string peer = fmt::format("{}:{}", host, port);
  touched_.add("connect", peer);
  const auto found = servers_.find(peer);
  if (found == servers_.end())
    return base::fail(base::ErrorKind::unavailable, base::ErrorOrigin::machine,
                      "{}: Connection refused", peer);
  return std::make_unique<FakeStream>(found->second);
}

void FakeRandomness::seed(std::uint64_t seed) {
  const std::scoped_lock guard(mutex_);
  state_ = seed;
}

void FakeRandomness::fill(std::span<unsigned char> bytes) {
  const std::scoped_lock guard(mutex_);
  for (unsigned char& byte : bytes) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;  // Knuth, MMIX
    byte = static_cast<unsigned char>(state_ >> 56);
  }
}

void FakeWorld::set_environment(const std::string& name, const std::string& value) {
  environment_[name] = value;
}

std::optional<std::string> FakeWorld::environment(std::string_view name) {
  const auto found = environment_.find(name);
  if (found == environment_.end()) return std::nullopt;
  return found->second;
}

void FakeLog::write(base::LogLevel level, std::string_view line) {
  constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
  const std::scoped_lock guard(mutex_);
  lines_.push_back(fmt::format("{}: {}", names[static_cast<int>(level)], line));
}

std::vector<std::string> FakeLog::lines() const {
  const std::scoped_lock guard(mutex_);
  return lines_;
}

}  // namespace andon
