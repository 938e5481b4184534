#include "git/parts/session.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "git/parts/ended.h"

namespace andon::git {
namespace {

using base::Conversation;
using base::Ended;
using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::Result;

constexpr std::string_view verb = "cat-file";
// Names written before their answers are read: less than a pipe holds, so that neither side waits
// for the other.
constexpr std::size_t piece_bytes = 16u << 10;

// A read that waits in pieces, so that a stop is seen; what was not read yet stays to be read.
template <class Read>
auto patiently(const std::stop_token& stop, const Read& read) -> decltype(read()) {
  std::int64_t left_ms = base::limits::git_timeout_ms;
  for (;; left_ms -= Session::wait_ms) {
    auto answer = read();
    if (answer || answer.error().kind != ErrorKind::timeout) return answer;
    if (stop.stop_requested()) return was_stopped(verb);
    if (left_ms <= Session::wait_ms) return took_too_long(verb);
  }
}

// Why the program is no longer there, in git's own words.
std::unexpected<base::Error> ended_early(Conversation& conversation) {
  Result<Ended> ended = checked(conversation.finish(), verb);
  if (!ended) return std::unexpected(std::move(ended).error());
  // Complaints about earlier names, which it went on after, stand before its last one.
  if (const std::size_t last = ended->error.rfind("fatal: "); last != std::string::npos)
    ended->error.erase(0, last);
  if (ended->exit_code == 0)
    return fail(ErrorKind::invalid, ErrorOrigin::machine, "git cat-file ended early");
  return fail(ErrorKind::invalid, ErrorOrigin::machine, "git cat-file: {}", last_words(*ended));
}

}  // namespace

Result<std::optional<Object>> Session::read_answer(const std::stop_token& stop,
                                                   std::size_t& bytes) {
  const std::string line = TRY(patiently(stop, [&] { return conversation_->read_line(); }));
  Result<ObjectHeader> header = parse_object_header(line);
  if (!header && header.error().kind == ErrorKind::not_found) return std::optional<Object>();
  Object object;
  object.header = TRY(std::move(header));
  if (object.header.size_bytes >= base::limits::git_output_bytes - bytes)
    return printed_too_much(verb);
  const std::size_t size = object.header.size_bytes + 1;  // the newline after the object
  TRY(patiently(stop, [&] { return conversation_->read_exactly(size, object.bytes); }));
  bytes += size;
  object.bytes.pop_back();
  return std::optional<Object>(std::move(object));
}

Result<void> Session::ask_some(const std::vector<std::string>& names, const std::stop_token& stop,
                               Objects& found, std::size_t& bytes) {
  std::string question;
  std::size_t end = found.size();
  while (end < names.size() && (question.empty() || question.size() < piece_bytes))
    question += names[end++] + "\n";
  if (stop.stop_requested()) return was_stopped(verb);
  const Result<void> written = conversation_->write(question);
  // What is not written yet is, while the answer is waited for.
  if (!written && written.error().kind != ErrorKind::timeout)
    return std::unexpected(written.error());
  while (found.size() < end) found.push_back(TRY(read_answer(stop, bytes)));
  return {};
}

Result<Session::Objects> Session::ask(const std::vector<std::string>& names, const Start& start,
                                      const std::stop_token& stop) {
  const std::scoped_lock guard(asking_);
  Objects found;
  found.reserve(names.size());
  std::size_t bytes = 0;
  bool is_new = false;
  while (found.size() < names.size()) {
    if (!conversation_) {
      if (stop.stop_requested()) return was_stopped(verb);
      is_new = true;
      Result<std::unique_ptr<Conversation>> started = start();
      if (!started && started.error().kind == ErrorKind::not_found) return not_installed();
      conversation_ = TRY(std::move(started));
    }
    Result<void> asked = ask_some(names, stop, found, bytes);
    if (asked) continue;
    // Whatever it was: nobody knows where in its answers this program stands.
    const std::unique_ptr<Conversation> last = std::exchange(conversation_, nullptr);
    const bool has_ended = asked.error().kind == ErrorKind::unavailable && !stop.stop_requested();
    if (!has_ended) return std::unexpected(std::move(asked).error());
    if (is_new) return ended_early(*last);
  }
  return found;
}

void Session::forget_program() {
  {
    const std::scoped_lock guard(knowing_);
    merge_bases_.clear();
  }
  const std::scoped_lock guard(asking_);
  conversation_.reset();
}

bool Session::is_known_commit(std::string_view id) const {
  const std::scoped_lock guard(knowing_);
  return commits_.contains(id);
}

void Session::remember_commit(const std::string& id) {
  const std::scoped_lock guard(knowing_);
  commits_.insert(id);
}

std::optional<std::string> Session::known_merge_base(const std::string& one,
                                                     const std::string& other) const {
  const std::scoped_lock guard(knowing_);
  const auto found = merge_bases_.find({one, other});
  return found == merge_bases_.end() ? std::optional<std::string>() : found->second;
}

void Session::remember_merge_base(const std::string& one, const std::string& other,
                                  std::string base) {
  const std::scoped_lock guard(knowing_);
  merge_bases_[{one, other}] = std::move(base);
}

Session::Settings Session::configuration(const std::function<Settings()>& read) {
  const std::scoped_lock guard(configuring_);
  if (!configuration_) configuration_ = TRY(read());
  return *configuration_;
}

}  // namespace andon::git
