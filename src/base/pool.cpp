#include "base/pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace andon::base {
namespace {

std::size_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  // Fails on machines with more than 1024 cores: the standard library's figure then.
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return static_cast<std::size_t>(std::max(CPU_COUNT(&set), 1));
  return std::max(std::thread::hardware_concurrency(), 1u);
}

}  // namespace

struct Pool::State {
  std::size_t threads = 1;
};

Pool::Pool(std::size_t threads) : state_(std::make_unique<State>()) {
  state_->threads = threads == 0 ? usable_cores() : threads;
}

Pool::~Pool() = default;

std::size_t Pool::threads() const { return state_->threads; }

// Threads live for one call: starting one costs some 20 us, calls may nest and come from any
// thread, and nothing idles between them.
void Pool::for_each(std::size_t count, const std::stop_token& stop,
                    const std::function<void(std::size_t index, std::size_t thread)>& work) {
  std::atomic<std::size_t> next = 0;
  // noexcept: an exception ends the process, which prints its text.
  const auto drain = [&](std::size_t thread) noexcept {
    while (!stop.stop_requested()) {
      const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
      if (index >= count) return;
      work(index, thread);
    }
  };
  std::vector<std::jthread> others;
  const std::size_t wanted = std::min(state_->threads, count);
  for (std::size_t thread = 1; thread < wanted; ++thread) {
    try {
      others.emplace_back(drain, thread);
    } catch (const std::system_error&) {
      break;  // no more threads to be had here; those we have do the work
    }
  }
  drain(0);
}

}  // namespace andon::base
