// FakeWorld: the outside for tests. Files in memory, a clock that moves when told, programs and
// servers that answer as scripted, randomness that repeats; what was touched is kept.
//
//   FakeWorld world;
//   world.put("/tree/a.py", "import os\n");
//   world.programs.script({"git", "rev-parse"}, "abc\n");
//   FakeContext fake(world);
//   auto tree = tree::open(fake.context, source);
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/world.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/fake_processes.h"

namespace andon {

// Begins at 2026-01-01T00:00:00Z; each look at the monotonic clock takes a microsecond.
class FakeClock final : public base::Clock {
 public:
  FakeClock();
  void set(std::string_view time);  // RFC 3339
  void advance_ms(std::int64_t ms);
  base::Instant now() override;
  std::int64_t monotonic_ns() override;
  std::int64_t cpu_ns() override;

 private:
  std::mutex mutex_;
  base::Instant now_;
  std::int64_t monotonic_ns_ = 0;
};

// Servers by "host:port": each write is answered with what the server's function gives.
class FakeNetwork final : public base::Network {
 public:
  explicit FakeNetwork(Touched& touched) : touched_(touched) {}
  void serve(const std::string& host_and_port, FakeProcesses::Reply reply);
  base::Result<std::unique_ptr<Stream>> connect(const std::string& host, std::uint16_t port,
                                                std::int64_t timeout_ms) override;

 private:
  std::mutex mutex_;
  Touched& touched_;
  std::map<std::string, FakeProcesses::Reply> servers_;
};

// The same bytes for the same seed.
class FakeRandomness final : public base::Randomness {
 public:
  void seed(std::uint64_t seed);
  void fill(std::span<unsigned char> bytes) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_ = 1;
};

class FakeWorld final : public base::World {
 public:
  void put(std::string_view path, std::string_view bytes) { disk.put(path, bytes); }
  void set_environment(const std::string& name, const std::string& value);

  base::Clock& clock() override { return time; }
  base::Files& files() override { return disk; }
  base::Processes& processes() override { return programs; }
  base::Network& network() override { return servers; }
  base::Randomness& randomness() override { return dice; }
  std::optional<std::string> environment(std::string_view name) override;

  Touched touched;
  FakeClock time;
  FakeFiles disk{touched};
  FakeProcesses programs{touched};
  FakeNetwork servers{touched};
  FakeRandomness dice;

 private:
  std::map<std::string, std::string, std::less<>> environment_;
};

// Keeps what was logged and the last of the progress.
class FakeLog final : public base::Log {
 public:
  void write(base::LogLevel level, std::string_view line) override;
  std::vector<std::string> lines() const;  // "warning: ..."

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

class NullProgress final : public base::Progress {
 public:
  void report(std::string_view, std::uint64_t, std::uint64_t) override {}
};

// A Context over any World: one thread, no progress, a log that is kept, and a stop to ask for.
class FakeContext {
 public:
  explicit FakeContext(base::World& world, std::size_t threads = 1)
      : pool(threads), context{world, {"tester"}, stop.get_token(), progress, log, pool} {}
  operator base::Context&() { return context; }

  std::stop_source stop;
  NullProgress progress;
  FakeLog log;
  base::Pool pool;
  base::Context context;
};

}  // namespace andon
