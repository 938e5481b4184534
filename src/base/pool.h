// Pool: the threads of one run. Work is handed out by index; exceptions and stops are contained.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>

namespace andon::base {

class Pool {
 public:
  // 0: as many as there are cores this process may use.
  explicit Pool(std::size_t threads = 0);
  ~Pool();
  std::size_t threads() const;

  // Calls work(index, thread) for every index in [0, count), in rising order of start, on at most
  // threads() threads of which the caller is one (thread 0); returns when all are done, or when
  // `stop` was asked for and the started ones are done. An exception ends the process with its
  // text: our code does not throw.
  void for_each(std::size_t count, const std::stop_token& stop,
                const std::function<void(std::size_t index, std::size_t thread)>& work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace andon::base
