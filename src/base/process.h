// Running programs of others: argv without a shell, bounded in time and output, ended with their
// whole process group, and, where asked, in a sandbox.
#pragma once
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace andon::base {

enum class SandboxKind { none, landlock, bubblewrap };  // weakest first
std::string_view name(SandboxKind kind);

// What the program may touch. No network, ever; private HOME and TMPDIR, empty, writable, gone when
// the program ends (they replace those of Command::environment).
struct Sandbox {
  SandboxKind at_least = SandboxKind::none;  // refused (unavailable) when the machine has less
  std::vector<std::string> readable;         // folders and files, read-only
  std::string writable;                      // one folder for its output, may be empty
  // A path inside a readable folder shown with other bytes, or as absent: how the baseline's
  // version of a tool's ignore file is put over the tree's (law 9). Only bubblewrap can; where
  // Processes::can_cover() says no, covers are an error (unsupported) and the caller hands the
  // program a copy of the folder instead. So is a folder of more than
  // limits::sandbox_folder_entries entries with a path to take away or to add.
  struct Cover {
    std::string path;  // absolute, without links in its folders
    std::string with;  // file to show instead; empty: shown as absent
  };
  std::vector<Cover> covers;
};

struct Command {
  std::vector<std::string> argv;  // argv[0] an absolute path or found on PATH
  std::string folder;             // working folder, empty: as we are
  std::vector<std::pair<std::string, std::string>> environment;  // all of it
  std::string input;                                             // its stdin
  std::int64_t timeout_ms = 60'000;      // of a Conversation: of each wait for an answer
  std::size_t output_bytes = 64u << 20;  // more: killed, is_output_cut
  std::size_t error_bytes = 1u << 20;    // of more the last are kept
  const Sandbox* sandbox = nullptr;      // none: as ourselves
};

struct Ended {
  int exit_code = -1;  // -1 when ended by a signal
  int signal = 0;
  bool is_timed_out = false;
  bool is_stopped = false;  // the stop token was set
  bool is_output_cut = false;
  std::string output;
  std::string error;
  SandboxKind sandbox = SandboxKind::none;  // the one it ran in
  std::int64_t duration_ms = 0;
};

// A program that is spoken with, such as `git cat-file --batch`.
class Conversation {
 public:
  virtual ~Conversation() = default;  // ends the program
  virtual Result<void> write(std::string_view bytes) = 0;
  virtual Result<std::string> read_line() = 0;  // without its newline
  virtual Result<void> read_exactly(std::size_t count, std::string& buffer) = 0;
  virtual Result<Ended> finish() = 0;  // closes its stdin, waits
};

class Processes {
 public:
  virtual ~Processes() = default;
  // The program ran (whatever it answered); an error only when it could not be started.
  virtual Result<Ended> run(const Command& command, const std::stop_token& stop) = 0;
  virtual Result<std::unique_ptr<Conversation>> start(const Command& command) = 0;
  // Absolute path of the program on PATH; not_found else. Never one inside `not_inside` (the tree).
  virtual Result<std::string> find(std::string_view program, std::string_view not_inside) = 0;
  virtual SandboxKind strongest_sandbox() = 0;  // that works on this machine, tried once
  virtual bool can_cover() { return strongest_sandbox() == SandboxKind::bubblewrap; }
};

}  // namespace andon::base
