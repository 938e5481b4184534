#include "cli/session.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/signals.h"

namespace andon::cli {
namespace {

void write_to(std::FILE* stream, std::string_view text, bool& had_trouble) {
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size()) had_trouble = true;
}

// One line that is drawn over, on a terminal; nothing elsewhere.
class TerminalProgress final : public base::Progress {
 public:
  TerminalProgress(base::Clock& clock, bool is_shown, std::size_t width)
      : clock_(clock), is_shown_(is_shown), width_(width) {}

  void report(std::string_view step, std::uint64_t done, std::uint64_t total) override {
    if (!is_shown_) return;
    const std::lock_guard lock(mutex_);
    const auto now = clock_.monotonic_ns();
    // Short work shows nothing; long work a line ten times a second.
    if (started_ == 0) started_ = now;
    if (now - started_ < 500'000'000 || now - drawn_ < 100'000'000) return;
    drawn_ = now;
    auto line = total ? fmt::format("{} {}/{}", step, done, total) : std::string(step);
    line = base::shortened(base::printable(line), width_ - 1);
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    std::fflush(stderr);
    is_drawn_ = true;
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    if (!is_drawn_) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    is_drawn_ = false;
  }

 private:
  base::Clock& clock_;
  bool is_shown_;
  std::size_t width_;
  std::mutex mutex_;
  std::int64_t started_ = 0, drawn_ = 0;
  bool is_drawn_ = false;
};

class ErrorLog final : public base::Log {
 public:
  ErrorLog(TerminalProgress& progress, bool is_verbose, bool is_quiet)
      : progress_(progress), is_verbose_(is_verbose), is_quiet_(is_quiet) {}
  void write(base::LogLevel level, std::string_view line) override {
    if (level == base::LogLevel::debug && !is_verbose_) return;
    if (level == base::LogLevel::info && is_quiet_) return;
    progress_.clear();
    const std::lock_guard lock(mutex_);
    const auto text = base::printable(line);
    std::fprintf(stderr, "andon: %s\n", text.c_str());
  }

 private:
  TerminalProgress& progress_;
  std::mutex mutex_;
  bool is_verbose_, is_quiet_;
};

std::size_t columns_of(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
    return size.ws_col < 160 ? size.ws_col : 160;
  return 100;
}

}  // namespace

struct Session::State {
  State(base::World& world, const Arguments& arguments)
      : is_quiet(arguments.has("quiet")),
        colour(arguments.text("color", "auto")),
        has_no_color(!world.environment("NO_COLOR").value_or("").empty()),
        progress(world.clock(), isatty(2) && !is_quiet && !arguments.has("no-progress"),
                 columns_of(2)),
        log(progress, arguments.has("verbose"), is_quiet),
        pool(threads_of(arguments)),
        context{world, actor_of(world), signals.stop(), progress, log, pool} {}

  static base::Actor actor_of(base::World& world) {
    for (const auto* name : {"ANDON_ACTOR", "USER", "LOGNAME"})
      if (auto value = world.environment(name); value && !value->empty()) return {*value};
    return {"local"};
  }
  static std::size_t threads_of(const Arguments& arguments) {
    const auto text = arguments.text("threads", "0");
    return static_cast<std::size_t>(std::strtoul(text.c_str(), nullptr, 10));
  }

  Signals signals;
  bool is_quiet;
  std::string colour;
  bool has_no_color;
  bool is_stdout_for_machines = false;
  bool had_write_trouble = false;
  TerminalProgress progress;
  ErrorLog log;
  base::Pool pool;
  base::Context context;
};

Session::Session(base::World& world, const Arguments& arguments)
    : state_(std::make_unique<State>(world, arguments)) {}

Session::~Session() { state_->progress.clear(); }

base::Context& Session::context() { return state_->context; }

void Session::print(std::string_view text) {
  state_->progress.clear();
  write_to(state_->is_stdout_for_machines ? stderr : stdout, text, state_->had_write_trouble);
}

void Session::print_machine(std::string_view text) {
  state_->progress.clear();
  write_to(stdout, text, state_->had_write_trouble);
}

void Session::say(std::string_view line) {
  state_->progress.clear();
  std::fflush(stdout);  // so that the two streams come in the order in which they were written
  const auto text = base::printable(line);
  std::fprintf(stderr, "andon: %s\n", text.c_str());
}

int Session::fail(const base::Error& error) {
  say(error.text());
  return exit_code(error);
}

void Session::keep_stdout_for_machines() { state_->is_stdout_for_machines = true; }

bool Session::is_terminal(Stream stream) const { return isatty(stream == Stream::out ? 1 : 2); }

bool Session::has_colour() const {
  if (state_->colour == "always") return true;
  if (state_->colour == "never" || state_->has_no_color) return false;
  return is_terminal(state_->is_stdout_for_machines ? Stream::error : Stream::out) &&
         state_->context.world.environment("TERM").value_or("") != "dumb";
}

std::size_t Session::width_columns() const {
  return columns_of(state_->is_stdout_for_machines ? 2 : 1);
}

bool Session::is_quiet() const { return state_->is_quiet; }
int Session::signal_code() const { return state_->signals.code(); }

bool Session::had_write_trouble() const {
  return std::fflush(stdout) != 0 || state_->had_write_trouble || std::ferror(stdout);
}

}  // namespace andon::cli
