// Context: what every verb gets first. Clock, files, threads, stopping, progress and log reach code
// through it and in no other way.
#pragma once
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/pool.h"
#include "base/world.h"

namespace andon::base {

struct Actor {
  std::string name;  // account name; "local" when nobody is logged in
};

class Progress {
 public:
  virtual ~Progress() = default;
  // Called from any thread, as often as is handy; `total` 0 when unknown.
  virtual void report(std::string_view step, std::uint64_t done, std::uint64_t total) = 0;
};

enum class LogLevel { debug, info, warning, error };

class Log {
 public:
  virtual ~Log() = default;
  // One line, already redacted by the caller.
  virtual void write(LogLevel level, std::string_view line) = 0;
};

struct Context {
  World& world;
  Actor actor;
  std::stop_token stop;
  Progress& progress;
  Log& log;
  Pool& pool;
};

}  // namespace andon::base
