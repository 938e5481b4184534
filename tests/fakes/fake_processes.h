// FakeProcesses: programs that answer as the test says; what ran is kept.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/process.h"
#include "tests/fakes/fake_files.h"

namespace andon {

class FakeProcesses final : public base::Processes {
 public:
  using Answer = std::function<base::Ended(const base::Command&)>;
  using Reply = std::function<std::string(std::string_view written)>;

  explicit FakeProcesses(Touched& touched) : touched_(touched) {}

  // The first word is the program's name, the others stand in argv in this order (others may stand
  // between). Of several that match, the last given answers. A scripted program is installed.
  void script(std::vector<std::string> words, base::Ended ended);
  void script(std::vector<std::string> words, std::string output, int exit_code = 0);
  void script(std::vector<std::string> words, Answer answer);
  // Of a program that is spoken with: what each write is answered with.
  void script_conversation(std::vector<std::string> words, Reply reply);
  void install(const std::string& program, const std::string& path);
  void set_sandbox(base::SandboxKind kind) { sandbox_ = kind; }
  std::vector<base::Command> commands() const;  // that ran; `sandbox` is no longer to be followed

  base::Result<base::Ended> run(const base::Command& command, const std::stop_token& stop) override;
  base::Result<std::unique_ptr<base::Conversation>> start(const base::Command& command) override;
  base::Result<std::string> find(std::string_view program, std::string_view not_inside) override;
  base::SandboxKind strongest_sandbox() override { return sandbox_; }

 private:
  struct Script {
    std::vector<std::string> words;
    Answer answer;
    Reply reply;
  };
  void note(const base::Command& command);
  const Script* script_for(const base::Command& command, bool is_spoken_with) const;

  mutable std::mutex mutex_;
  Touched& touched_;
  std::vector<Script> scripts_;
  std::map<std::string, std::string, std::less<>> installed_;
  std::vector<base::Command> commands_;
  base::SandboxKind sandbox_ = base::SandboxKind::none;
};

}  // namespace andon
