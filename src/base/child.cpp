#include "base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "base/real_files.h"
#include "base/text.h"

namespace andon::base {
namespace {

struct Pipe {
  Descriptor reader, writer;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return std::unexpected(error_of(errno, "a pipe to a program"));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

void make_nonblocking(const Descriptor& descriptor) {
  ::fcntl(descriptor.number(), F_SETFL, O_NONBLOCK);
}

// The write of a pipe whose reader may be gone: EPIPE, and no SIGPIPE to us. The signal is blocked
// for this thread and taken back, so that nothing of the process changes.
ssize_t write_without_signal(int descriptor, std::string_view bytes) {
  sigset_t pipe_signal, before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t count = retried([&] { return ::write(descriptor, bytes.data(), bytes.size()); });
  const int number = errno;
  if (count < 0 && number == EPIPE) {
    const timespec now{};
    ::sigtimedwait(&pipe_signal, nullptr, &now);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = number;
  return count;
}

// Closes the pipe at its end or on an error: there is nothing more to be had from it.
void read_available(Descriptor& pipe, std::string& into) {
  std::array<char, 64 * 1024> buffer;
  const ssize_t count =
      retried([&] { return ::read(pipe.number(), buffer.data(), buffer.size()); });
  if (count > 0)
    into.append(buffer.data(), static_cast<std::size_t>(count));
  else if (count == 0 || errno != EAGAIN)
    pipe.close();
}

class SpawnSettings {
 public:
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

Result<pid_t> spawn(const ChildCommand& command, const Pipe& input, const Pipe& output,
                    const Pipe& error) {
  SpawnSettings settings;
  if (!command.folder.empty()) {
    struct stat data;  // posix_spawn's ENOENT does not say whether program or folder is missing
    if (::stat(command.folder.c_str(), &data) != 0)
      return std::unexpected(error_of(errno, command.folder));
    ::posix_spawn_file_actions_addchdir_np(&settings.actions, command.folder.c_str());
  }
  ::posix_spawn_file_actions_adddup2(&settings.actions, input.reader.number(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&settings.actions, output.writer.number(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&settings.actions, error.writer.number(), STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&settings.actions, STDERR_FILENO + 1);
  std::vector<std::string> argv = command.argv;
  std::vector<std::string> environment;
  for (const auto& [name, value] : command.environment) environment.push_back(name + "=" + value);
  pid_t process = -1;
  const int answer =
      ::posix_spawn(&process, command.argv[0].c_str(), &settings.actions, &settings.attributes,
                    pointers(argv).data(), pointers(environment).data());
  if (answer != 0)
    return std::unexpected(
        error_of(answer, command.argv[0]).with(fmt::format("starting {}", command.argv[0])));
  return process;
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const ChildCommand& command) {
  Pipe input = TRY(make_pipe());
  Pipe output = TRY(make_pipe());
  Pipe error = TRY(make_pipe());
  std::unique_ptr<Child> child(new Child);
  child->process_ = TRY(spawn(command, input, output, error));
  child->process_descriptor_ =
      Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, child->process_, 0)));
  child->input_pipe_ = std::move(input.writer);
  child->output_pipe_ = std::move(output.reader);
  child->error_pipe_ = std::move(error.reader);
  make_nonblocking(child->input_pipe_);
  make_nonblocking(child->output_pipe_);
  make_nonblocking(child->error_pipe_);
  return child;
}

Child::~Child() {
  if (is_ended_ || process_ < 0) return;
  signal_group(SIGKILL);
  retried([&] { return ::waitpid(process_, nullptr, 0); });
}

void Child::signal_group(int signal) {
  // Not once it is reaped: the number may be another's by then.
  if (!is_ended_) ::kill(-process_, signal);
}

void Child::write_input() {
  const std::string_view rest = std::string_view(input_).substr(fed_);
  const ssize_t count = write_without_signal(input_pipe_.number(), rest);
  if (count < 0) {
    if (errno != EAGAIN) input_pipe_.close();  // it reads no more; that is its right
    return;
  }
  fed_ += static_cast<std::size_t>(count);
  if (fed_ == input_.size()) {
    input_.clear();
    fed_ = 0;
  }
}

void Child::reap_if_ended() {
  siginfo_t info{};
  const int answer = retried([&] {
    return ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT);
  });
  if (answer != 0 || info.si_pid == 0) return;
  // The leader is a zombie and holds its number, so this reaches only its own children.
  ::kill(-process_, SIGKILL);
  int status = 0;
  retried([&] { return ::waitpid(process_, &status, 0); });
  is_ended_ = true;
  if (WIFEXITED(status))
    exit_code_ = WEXITSTATUS(status);
  else if (WIFSIGNALED(status))
    ending_signal_ = WTERMSIG(status);
}

void Child::pump(std::int64_t wait_ms, int wake) {
  if (is_input_complete_ && is_fed()) input_pipe_.close();
  const bool is_feeding = input_pipe_.is_open() && !is_fed();
  const auto watched = [](bool is_wanted, int number, short events) {
    return pollfd{is_wanted ? number : -1, events, 0};
  };
  std::array<pollfd, 5> watch = {
      watched(is_feeding, input_pipe_.number(), POLLOUT),
      watched(true, output_pipe_.number(), POLLIN),
      watched(true, error_pipe_.number(), POLLIN),
      watched(!is_ended_, process_descriptor_.number(), POLLIN),
      watched(true, wake, POLLIN),
  };
  constexpr std::int64_t without_pidfd_ms = 20;
  if (!is_ended_ && !process_descriptor_.is_open()) wait_ms = std::min(wait_ms, without_pidfd_ms);
  constexpr std::int64_t longest_ms = 60 * 60 * 1000;
  const auto timeout = static_cast<int>(std::clamp<std::int64_t>(wait_ms, 0, longest_ms));
  if (::poll(watch.data(), watch.size(), timeout) < 0) return;  // a signal: the caller looks again
  if (watch[0].revents != 0) write_input();
  if (watch[1].revents != 0) read_available(output_pipe_, output);
  if (watch[2].revents != 0) read_available(error_pipe_, error);
  if (!is_ended_ && (watch[3].revents != 0 || !process_descriptor_.is_open())) reap_if_ended();
}

}  // namespace andon::base
