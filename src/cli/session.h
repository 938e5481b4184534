// Session: one call of the program: where it prints, what the terminal can do, how it is stopped.
#pragma once
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/context.h"
#include "base/error.h"
#include "cli/command.h"

namespace andon::cli {

enum class Stream { out, error };

class Session {
 public:
  Session(base::World& world, const Arguments& arguments);
  ~Session();

  base::Context& context();
  // The report for people: to stdout, or to stderr once stdout carries machine output.
  void print(std::string_view text);
  void print_machine(std::string_view text);  // stdout
  void say(std::string_view line);            // a line on stderr, "andon: ..."
  int fail(const base::Error& error);         // says it; its exit code
  void keep_stdout_for_machines();

  bool is_terminal(Stream stream) const;
  bool has_colour() const;  // of what print() writes to
  std::size_t width_columns() const;
  bool is_quiet() const;
  // 130 or 143 after a signal, else 0.
  int signal_code() const;
  bool had_write_trouble() const;  // stdout is full or closed

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace andon::cli
