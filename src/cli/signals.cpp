#include "cli/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace andon::cli {
namespace {

// A handler can reach nothing but globals: these two are the only ones of the program.
std::atomic<int> caught{0};
std::atomic<int> wake_descriptor{-1};

void handle(int signal) {
  const int saved = errno;
  int none = 0;
  if (!caught.compare_exchange_strong(none, signal)) _exit(128 + signal);
  const std::uint64_t one = 1;
  if (const int descriptor = wake_descriptor.load(); descriptor >= 0)
    static_cast<void>(!write(descriptor, &one, sizeof one));
  errno = saved;
}

}  // namespace

Signals::Signals() : wake_(eventfd(0, EFD_CLOEXEC)) {
  caught = 0;
  wake_descriptor = wake_;
  struct sigaction action{};
  action.sa_handler = handle;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  waiter_ = std::thread([this] {
    std::uint64_t count = 0;
    while (read(wake_, &count, sizeof count) < 0 && errno == EINTR) {
    }
    if (caught.load()) source_.request_stop();
  });
}

Signals::~Signals() {
  const std::uint64_t one = 1;
  static_cast<void>(!write(wake_, &one, sizeof one));
  waiter_.join();
  wake_descriptor = -1;
  close(wake_);
}

int Signals::code() const {
  const int signal = caught.load();
  return signal ? 128 + signal : 0;
}

}  // namespace andon::cli
