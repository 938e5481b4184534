#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <system_error>

#include "base/descriptor.h"
#include "base/real_parts.h"
#include "base/text.h"

namespace andon::base {
namespace {

std::unexpected<Error> failed(int number, const std::string& peer) {
  const bool is_slow = number == ETIMEDOUT || number == EAGAIN;
  return fail(is_slow ? ErrorKind::timeout : ErrorKind::unavailable, ErrorOrigin::machine, "{}: {}",
              peer, is_slow ? "no answer in time" : std::system_category().message(number));
}

class RealStream final : public Network::Stream {
 public:
  RealStream(Descriptor socket, std::string peer)
      : socket_(std::move(socket)), peer_(std::move(peer)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    const ssize_t count =
        retried([&] { return ::recv(socket_.number(), buffer.data(), buffer.size(), 0); });
    if (count < 0) return failed(errno, peer_);
    return static_cast<std::size_t>(count);
  }

  Result<void> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = retried(
          [&] { return ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL); });
      if (count < 0) return failed(errno, peer_);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

 private:
  Descriptor socket_;
  std::string peer_;
};

// 0, or the errno that says why not.
int connect_within(int socket, const addrinfo& address, std::chrono::milliseconds timeout) {
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return ETIMEDOUT;
    pollfd waiting{socket, POLLOUT, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR) return errno;
    if (ready <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }
}

// Reads and writes of the stream are bounded as the connecting was.
void make_blocking(int socket, std::int64_t timeout_ms) {
  const int flags = ::fcntl(socket, F_GETFL);
  ::fcntl(socket, F_SETFL, flags & ~O_NONBLOCK);
  const timeval limit{timeout_ms / 1000, timeout_ms % 1000 * 1000};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const int is_on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof is_on);
}

class RealNetwork final : public Network {
 public:
  Result<std::unique_ptr<Stream>> connect(const std::string& host, std::uint16_t port,
                                          std::int64_t timeout_ms) override {
    const std::string peer = fmt::format("{}:{}", printable(host), port);
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int answer = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
    if (answer != 0)
      return fail(ErrorKind::unavailable, ErrorOrigin::machine, "{}: {}", peer,
                  ::gai_strerror(answer));
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, &::freeaddrinfo);
    int error = EADDRNOTAVAIL;
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
      Descriptor socket(
          ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      if (!socket.is_open()) {
        error = errno;
        continue;
      }
      error = connect_within(socket.number(), *address, std::chrono::milliseconds(timeout_ms));
      if (error != 0) continue;
      make_blocking(socket.number(), timeout_ms);
      return std::make_unique<RealStream>(std::move(socket), peer);
    }
    return failed(error, peer);
  }
};

}  // namespace

std::unique_ptr<Network> make_real_network() { return std::make_unique<RealNetwork>(); }

}  // namespace andon::base
