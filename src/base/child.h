// Child: a running program with its three pipes, in its own process group.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/descriptor.h"
#include "base/result.h"

namespace andon::base {

struct ChildCommand {
  std::vector<std::string> argv;  // argv[0] an absolute path
  std::vector<std::pair<std::string, std::string>> environment;
  std::string folder;
};

class Child {
 public:
  static Result<std::unique_ptr<Child>> start(const ChildCommand& command);
  // Kills what still runs of the group.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void feed(std::string_view bytes) { input_.append(bytes); }
  void close_input_when_fed() { is_input_complete_ = true; }
  // Waits at most wait_ms for something to happen, then moves what bytes can move. When the program
  // has ended, what is left of its group is killed. `wake`: a descriptor that ends the wait.
  void pump(std::int64_t wait_ms, int wake = -1);
  void signal_group(int signal);

  bool is_ended() const { return is_ended_; }
  bool is_output_open() const { return output_pipe_.is_open() || error_pipe_.is_open(); }
  bool is_fed() const { return fed_ == input_.size() || !input_pipe_.is_open(); }
  int exit_code() const { return exit_code_; }  // -1 when ended by a signal
  int ending_signal() const { return ending_signal_; }

  std::string output;
  std::string error;

 private:
  Child() = default;
  void write_input();
  void reap_if_ended();

  pid_t process_ = -1;
  Descriptor process_descriptor_;  // closed where the kernel has no pidfd
  Descriptor input_pipe_, output_pipe_, error_pipe_;
  std::string input_;
  std::size_t fed_ = 0;
  bool is_input_complete_ = false;
  bool is_ended_ = false;
  int exit_code_ = -1;
  int ending_signal_ = 0;
};

}  // namespace andon::base
