// SIGINT and SIGTERM as a stop token; a second one ends the program at once.
#pragma once
#include <stop_token>
#include <thread>

namespace andon::cli {

class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  std::stop_token stop() const { return source_.get_token(); }
  int code() const;  // 130, 143, or 0

 private:
  std::stop_source source_;
  int wake_ = -1;
  std::thread waiter_;
};

}  // namespace andon::cli
