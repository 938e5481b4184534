#include "tests/fakes/fake_processes.h"

#include <algorithm>

#include "base/text.h"

namespace andon {

using base::Command;
using base::Ended;
using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

namespace {

std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

bool matches(const std::vector<std::string>& words, const std::vector<std::string>& argv) {
  if (argv.empty() || words.empty() || file_name(argv[0]) != file_name(words[0])) return false;
  std::size_t next = 1;
  for (std::size_t i = 1; i < argv.size() && next < words.size(); ++i)
    if (argv[i] == words[next]) ++next;
  return next == words.size();
}

class FakeConversation final : public base::Conversation {
 public:
  explicit FakeConversation(FakeProcesses::Reply reply) : reply_(std::move(reply)) {}

  Result<void> write(std::string_view bytes) override {
    output_ += reply_(bytes);
    return {};
  }
  Result<std::string> read_line() override {
    const std::size_t end = output_.find('\n');
    if (end == std::string::npos) return ended();
    std::string line = output_.substr(0, end);
    output_.erase(0, end + 1);
    return line;
  }
  Result<void> read_exactly(std::size_t count, std::string& buffer) override {
    if (output_.size() < count) return ended();
    buffer = output_.substr(0, count);
    output_.erase(0, count);
    return {};
  }
  Result<Ended> finish() override {
    Ended out;
    out.exit_code = 0;
    out.output = std::move(output_);
    return out;
  }

 private:
  static std::unexpected<base::Error> ended() {
    return base::fail(ErrorKind::unavailable, ErrorOrigin::machine,
                      "the program ended before its answer");
  }
  FakeProcesses::Reply reply_;
  std::string output_;
};

}  // namespace

void FakeProcesses::script(std::vector<std::string> words, Ended ended) {
  script(std::move(words), [ended = std::move(ended)](const Command&) { return ended; });
}

void FakeProcesses::script(std::vector<std::string> words, std::string output, int exit_code) {
  Ended ended;
  ended.exit_code = exit_code;
  ended.output = std::move(output);
  script(std::move(words), std::move(ended));
}

void FakeProcesses::script(std::vector<std::string> words, Answer answer) {
  const std::scoped_lock guard(mutex_);
  installed_.try_emplace(file_name(words.at(0)), "/usr/bin/" + file_name(words.at(0)));
  scripts_.push_back({std::move(words), std::move(answer), {}});
}

void FakeProcesses::script_conversation(std::vector<std::string> words, Reply reply) {
  const std::scoped_lock guard(mutex_);
  installed_.try_emplace(file_name(words.at(0)), "/usr/bin/" + file_name(words.at(0)));
  scripts_.push_back({std::move(words), {}, std::move(reply)});
}

void FakeProcesses::install(const std::string& program, const std::string& path) {
  const std::scoped_lock guard(mutex_);
  installed_[program] = path;
}

std::vector<Command> FakeProcesses::commands() const {
  const std::scoped_lock guard(mutex_);
  return commands_;
}

const FakeProcesses::Script* FakeProcesses::script_for(const Command& command,
                                                       bool is_spoken_with) const {
  for (auto script = scripts_.rbegin(); script != scripts_.rend(); ++script)
    if (matches(script->words, command.argv) && is_spoken_with == bool(script->reply))
      return &*script;
  return nullptr;
}

void FakeProcesses::note(const Command& command) {
  touched_.add("run", base::join(command.argv, " "));
  commands_.push_back(command);
  commands_.back().sandbox = nullptr;
}

Result<Ended> FakeProcesses::run(const Command& command, const std::stop_token& stop) {
  Answer answer;
  {
    const std::scoped_lock guard(mutex_);
    note(command);
    const Script* script = script_for(command, false);
    if (script == nullptr)
      return base::fail(ErrorKind::not_found, ErrorOrigin::machine, "no script answers: {}",
                        base::join(command.argv, " "));
    // As base/process.h has it.
    if (command.sandbox != nullptr && command.sandbox->at_least > sandbox_)
      return base::fail(ErrorKind::unavailable, ErrorOrigin::machine, "the sandbox {} is required",
                        base::name(command.sandbox->at_least));
    if (command.sandbox != nullptr && !command.sandbox->covers.empty() && !can_cover())
      return base::fail(ErrorKind::unsupported, ErrorOrigin::machine, "nothing can be covered");
    answer = script->answer;
  }
  Ended ended = answer(command);
  ended.is_stopped = ended.is_stopped || stop.stop_requested();
  if (command.sandbox != nullptr) ended.sandbox = sandbox_;
  return ended;
}

Result<std::unique_ptr<base::Conversation>> FakeProcesses::start(const Command& command) {
  const std::scoped_lock guard(mutex_);
  note(command);
  const Script* script = script_for(command, true);
  if (script == nullptr)
    return base::fail(ErrorKind::not_found, ErrorOrigin::machine, "no script speaks with: {}",
                      base::join(command.argv, " "));
  return std::make_unique<FakeConversation>(script->reply);
}

Result<std::string> FakeProcesses::find(std::string_view program, std::string_view not_inside) {
  const std::scoped_lock guard(mutex_);
  const auto found = installed_.find(program);
  const bool is_inside = found != installed_.end() && !not_inside.empty() &&
                         found->second.starts_with(std::string(not_inside) + "/");
  if (found == installed_.end() || is_inside)
    return base::fail(ErrorKind::not_found, ErrorOrigin::machine, "{} is not on PATH", program);
  return found->second;
}

}  // namespace andon
