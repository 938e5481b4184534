#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "base/child.h"
#include "base/limits.h"
#include "base/real_files.h"
#include "base/real_parts.h"
#include "base/sandbox.h"
#include "base/text.h"

namespace andon::base {

std::string_view name(SandboxKind kind) {
  switch (kind) {
    case SandboxKind::none:
      return "none";
    case SandboxKind::landlock:
      return "landlock";
    case SandboxKind::bubblewrap:
      return "bubblewrap";
  }
  return "none";
}

namespace {

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

// A descriptor that becomes readable when the stop is asked for.
class StopDescriptor {
 public:
  explicit StopDescriptor(const std::stop_token& stop)
      : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), callback_(stop, [this] {
          if (event_.is_open()) ::eventfd_write(event_.number(), 1);
        }) {}
  int number() const { return event_.number(); }

 private:
  Descriptor event_;
  std::stop_callback<std::function<void()>> callback_;
};

void keep_last(std::string& text, std::size_t limit_bytes) {
  if (text.size() > limit_bytes) text.erase(0, text.size() - limit_bytes);
}

// Runs the child to its end within the command's bounds.
Ended supervise(Child& child, const Command& command, const std::stop_token& stop) {
  Ended ended;
  const StopDescriptor stop_descriptor(stop);
  const std::int64_t started_ms = now_ms();
  const std::int64_t deadline_ms = started_ms + command.timeout_ms;
  std::optional<std::int64_t> kill_at_ms, drained_at_ms;
  while (!child.is_ended() || child.is_output_open()) {
    const std::int64_t until_ms = drained_at_ms.value_or(kill_at_ms.value_or(deadline_ms));
    child.pump(std::max<std::int64_t>(until_ms - now_ms(), 0),
               kill_at_ms || drained_at_ms ? -1 : stop_descriptor.number());
    if (child.output.size() > command.output_bytes) {
      child.output.resize(command.output_bytes);
      ended.is_output_cut = true;
    }
    // Twice the limit, so that the front is not cut off for each piece.
    if (child.error.size() > 2 * command.error_bytes) keep_last(child.error, command.error_bytes);
    const std::int64_t now = now_ms();
    if (child.is_ended()) {
      // A program that left the group may hold the pipes open; it is not waited for.
      if (!drained_at_ms) drained_at_ms = now + limits::program_drain_ms;
      if (now >= *drained_at_ms) break;
    } else if (kill_at_ms) {
      if (now >= *kill_at_ms) {
        child.signal_group(SIGKILL);
        kill_at_ms = now + limits::program_grace_ms;
      }
    } else {
      ended.is_stopped = stop.stop_requested();
      ended.is_timed_out = !ended.is_stopped && now >= deadline_ms;
      if (ended.is_stopped || ended.is_timed_out || ended.is_output_cut) {
        child.signal_group(SIGTERM);
        kill_at_ms = now + limits::program_grace_ms;
      }
    }
  }
  keep_last(child.error, command.error_bytes);
  ended.exit_code = child.exit_code();
  ended.signal = child.ending_signal();
  ended.output = std::move(child.output);
  ended.error = std::move(child.error);
  ended.duration_ms = now_ms() - started_ms;
  return ended;
}

// The private folder of one sandboxed program; gone with it.
class PrivateFolder {
 public:
  explicit PrivateFolder(Files& files) : files_(files) {}
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder() {
    if (!path.empty()) static_cast<void>(files_.remove_all(path));
  }
  std::string path;

 private:
  Files& files_;
};

class RealConversation final : public Conversation {
 public:
  RealConversation(std::unique_ptr<Child> child, Command command,
                   std::unique_ptr<PrivateFolder> private_folder)
      : private_folder_(std::move(private_folder)),
        child_(std::move(child)),
        command_(std::move(command)) {}

  Result<void> write(std::string_view bytes) override {
    child_->feed(bytes);
    return wait_until([&] { return child_->is_fed(); });
  }

  Result<std::string> read_line() override {
    std::size_t end = std::string::npos;
    std::size_t looked = read_;
    TRY(wait_until([&] {
      end = child_->output.find('\n', looked);
      looked = child_->output.size();
      return end != std::string::npos;
    }));
    std::string line = child_->output.substr(read_, end - read_);
    consume(end + 1);
    return line;
  }

  Result<void> read_exactly(std::size_t count, std::string& buffer) override {
    TRY(wait_until([&] { return child_->output.size() - read_ >= count; }));
    buffer.assign(child_->output, read_, count);
    consume(read_ + count);
    return {};
  }

  Result<Ended> finish() override {
    child_->close_input_when_fed();
    child_->output.erase(0, std::exchange(read_, 0));
    return supervise(*child_, command_, {});
  }

 private:
  template <class Condition>
  Result<void> wait_until(Condition is_met) {
    const std::int64_t deadline_ms = now_ms() + command_.timeout_ms;
    while (!is_met()) {
      if (child_->is_ended() && !child_->is_output_open())
        return fail(ErrorKind::unavailable, ErrorOrigin::machine, "{} ended before its answer: {}",
                    command_.argv[0], printable(trim(shortened(child_->error, 1000))));
      const std::int64_t left_ms = deadline_ms - now_ms();
      if (left_ms <= 0)
        return fail(ErrorKind::timeout, ErrorOrigin::machine, "{}: no answer within {} ms",
                    command_.argv[0], command_.timeout_ms);
      child_->pump(left_ms);
      if (child_->error.size() > 2 * command_.error_bytes)
        keep_last(child_->error, command_.error_bytes);
    }
    return {};
  }

  // What was read leaves the buffer when it is the larger part, so that moving stays cheap.
  void consume(std::size_t end) {
    read_ = end;
    if (read_ * 2 < child_->output.size()) return;
    child_->output.erase(0, read_);
    read_ = 0;
  }

  std::unique_ptr<PrivateFolder> private_folder_;
  std::unique_ptr<Child> child_;
  Command command_;
  std::size_t read_ = 0;
};

class RealProcesses final : public Processes {
 public:
  explicit RealProcesses(ProcessesOptions options)
      : options_(std::move(options)), files_(make_real_files(options_.temporary_folder)) {}

  Result<Ended> run(const Command& command, const std::stop_token& stop) override {
    PrivateFolder private_folder(*files_);
    Prepared prepared = TRY(prepare(command, private_folder));
    const auto child = TRY(Child::start(prepared.command));
    child->feed(command.input);
    child->close_input_when_fed();
    Ended ended = supervise(*child, command, stop);
    ended.sandbox = prepared.sandbox;
    if (is_launch_failure(prepared, ended))
      return fail(ErrorKind::unavailable, ErrorOrigin::machine, "{} could not be started in {}: {}",
                  command.argv[0], name(prepared.sandbox), printable(trim(ended.error)));
    return ended;
  }

  Result<std::unique_ptr<Conversation>> start(const Command& command) override {
    auto private_folder = std::make_unique<PrivateFolder>(*files_);
    Prepared prepared = TRY(prepare(command, *private_folder));
    auto child = TRY(Child::start(prepared.command));
    Command kept = command;
    kept.sandbox = nullptr;
    return std::make_unique<RealConversation>(std::move(child), std::move(kept),
                                              std::move(private_folder));
  }

  Result<std::string> find(std::string_view program, std::string_view not_inside) override;

  SandboxKind strongest_sandbox() override {
    std::call_once(strongest_once_, [&] { strongest_ = try_sandboxes(); });
    return strongest_;
  }

 private:
  struct Prepared {
    ChildCommand command;
    SandboxKind sandbox = SandboxKind::none;
    bool is_launched = false;
  };

  SandboxKind try_sandboxes();
  Result<Prepared> prepare(const Command& command, PrivateFolder& private_folder);

  // Bubblewrap answers 1 and begins its complaints so; our launcher has a code of its own.
  static bool is_launch_failure(const Prepared& prepared, const Ended& ended) {
    const bool is_bubblewrap = prepared.sandbox == SandboxKind::bubblewrap && ended.exit_code == 1;
    return (is_bubblewrap && ended.error.starts_with("bwrap: ")) ||
           (prepared.is_launched && ended.exit_code == launch_failed_code &&
            ended.error.starts_with(launch_failed_text));
  }

  ProcessesOptions options_;
  std::unique_ptr<Files> files_;
  std::once_flag strongest_once_;
  SandboxKind strongest_ = SandboxKind::none;
  std::string bubblewrap_;
};

SandboxKind RealProcesses::try_sandboxes() {
  constexpr std::int64_t trial_timeout_ms = 5000;
  if (options_.strongest >= SandboxKind::bubblewrap) {
    if (const auto bubblewrap = find("bwrap", {})) {
      Command trial;
      trial.argv = {*bubblewrap, "--unshare-all", "--ro-bind", "/",  "/",        "--proc",
                    "/proc",     "--dev",         "/dev",      "--", "/bin/true"};
      trial.timeout_ms = trial_timeout_ms;
      const auto ended = run(trial, {});
      if (ended && ended->exit_code == 0) {
        bubblewrap_ = *bubblewrap;
        return SandboxKind::bubblewrap;
      }
    }
  }
  const bool has_landlock = options_.strongest >= SandboxKind::landlock && landlock_version() >= 1;
  return has_landlock && !options_.launcher.empty() ? SandboxKind::landlock : SandboxKind::none;
}

Result<RealProcesses::Prepared> RealProcesses::prepare(const Command& command,
                                                       PrivateFolder& private_folder) {
  ASSERT(!command.argv.empty());
  Prepared out;
  out.command = {command.argv, command.environment, command.folder};
  if (!command.argv[0].starts_with('/')) out.command.argv[0] = TRY(find(command.argv[0], {}));
  if (command.sandbox == nullptr) return out;
  const Sandbox& sandbox = *command.sandbox;
  out.sandbox = strongest_sandbox();
  if (out.sandbox < sandbox.at_least)
    return fail(ErrorKind::unavailable, ErrorOrigin::machine,
                "the sandbox {} is required and this machine has {}", name(sandbox.at_least),
                out.sandbox == SandboxKind::none ? "none" : name(out.sandbox));
  if (!sandbox.covers.empty() && !can_cover())
    return fail(ErrorKind::unsupported, ErrorOrigin::machine,
                "only bubblewrap can show {} otherwise than it is",
                path_text(sandbox.covers[0].path));
  private_folder.path = TRY(files_->make_temporary_folder("tool"));
  TRY(files_->make_folders(private_folder.path + "/home"));
  Launch launch;
  if (out.sandbox == SandboxKind::bubblewrap) {
    Command inner = command;
    inner.argv = out.command.argv;
    out.command.argv = TRY(bubblewrap_arguments(bubblewrap_, inner, private_folder.path));
    out.command.folder.clear();
  } else {
    launch.kind = out.sandbox;
    launch.readable = sandbox.readable;
    launch.writable = {private_folder.path};
    if (!sandbox.writable.empty()) launch.writable.push_back(sandbox.writable);
    out.command.environment = private_environment(command, private_folder.path);
  }
  if (!options_.launcher.empty()) {
    launch.argv = out.command.argv;
    out.command.argv = launch_arguments(options_.launcher, launch);
    out.is_launched = true;
  }
  return out;
}

Result<std::string> RealProcesses::find(std::string_view program, std::string_view not_inside) {
  const auto tree = not_inside.empty() ? Result<std::string>(std::string())
                                       : files_->absolute(std::string(not_inside));
  const auto is_inside = [&](const std::string& path) {
    if (not_inside.empty()) return false;
    const auto resolved = files_->absolute(path);
    const auto beneath = [&](std::string_view folder) {
      return path.starts_with(std::string(folder) + "/") ||
             (resolved && resolved->starts_with(std::string(folder) + "/"));
    };
    return beneath(not_inside) || (tree && beneath(*tree));
  };
  const auto is_usable = [&](const std::string& path) {
    const auto status = files_->target_status(path);
    return status && status->kind == FileKind::file && ::access(path.c_str(), X_OK) == 0 &&
           !is_inside(path);
  };
  if (program.starts_with('/') && is_usable(std::string(program))) return std::string(program);
  if (!program.empty() && program.find('/') == std::string_view::npos) {
    for (const std::string_view folder : split(options_.search_path, ':')) {
      if (!folder.starts_with('/')) continue;
      const std::string path = fmt::format("{}/{}", folder, program);
      if (is_usable(path)) return path;
    }
  }
  return fail(ErrorKind::not_found, ErrorOrigin::machine, "{} is not on PATH", printable(program));
}

}  // namespace

std::unique_ptr<Processes> make_real_processes(ProcessesOptions options) {
  return std::make_unique<RealProcesses>(std::move(options));
}

}  // namespace andon::base
