// CountingWorld: the world that it is given, with every program that is started noted: how often,
// for which of git's verbs. Each start costs milliseconds, so that tests hold the numbers down.
#pragma once
#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"

namespace andon {

class CountingWorld final : public base::World, private base::Processes {
 public:
  explicit CountingWorld(base::World& world) : world_(world) {}

  base::Clock& clock() override { return world_.clock(); }
  base::Files& files() override { return world_.files(); }
  base::Processes& processes() override { return *this; }
  base::Network& network() override { return world_.network(); }
  base::Randomness& randomness() override { return world_.randomness(); }
  std::optional<std::string> environment(std::string_view name) override {
    return world_.environment(name);
  }

  // "status", "cat-file" ...; of a program that is not git its name. In the order they began.
  std::vector<std::string> started() const {
    const std::scoped_lock guard(mutex_);
    return started_;
  }
  std::size_t count(std::string_view what) const {
    const std::scoped_lock guard(mutex_);
    return static_cast<std::size_t>(std::count(started_.begin(), started_.end(), what));
  }
  void forget() {
    const std::scoped_lock guard(mutex_);
    started_.clear();
  }
  // A look at each command before it starts, which it may change.
  std::function<void(base::Command&)> before_start;

 private:
  base::Command noted(base::Command command) {
    const std::scoped_lock guard(mutex_);
    std::string what = command.argv.front();
    for (std::size_t i = 1; what == "git" && i < command.argv.size(); ++i) {
      if (command.argv[i] == "-c")
        ++i;
      else if (!command.argv[i].starts_with("-"))
        what = command.argv[i];
    }
    started_.push_back(std::move(what));
    if (before_start) before_start(command);
    return command;
  }
  base::Result<base::Ended> run(const base::Command& command,
                                const std::stop_token& stop) override {
    return world_.processes().run(noted(command), stop);
  }
  base::Result<std::unique_ptr<base::Conversation>> start(const base::Command& command) override {
    return world_.processes().start(noted(command));
  }
  base::Result<std::string> find(std::string_view program, std::string_view not_inside) override {
    return world_.processes().find(program, not_inside);
  }
  base::SandboxKind strongest_sandbox() override { return world_.processes().strongest_sandbox(); }
  bool can_cover() override { return world_.processes().can_cover(); }

  base::World& world_;
  mutable std::mutex mutex_;
  std::vector<std::string> started_;
};

}  // namespace andon
