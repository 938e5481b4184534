// What the copies of a Repository share: one `git cat-file --batch`, started when something is
// first asked of it, and what need not be asked twice. Safe from several threads: one question at a
// time, so that answers do not mix.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/process.h"
#include "base/result.h"
#include "git/git.h"

namespace andon::git {

class Session {
 public:
  using Start = std::function<base::Result<std::unique_ptr<base::Conversation>>()>;
  using Objects = std::vector<std::optional<Object>>;
  using Settings = base::Result<Configuration>;

  // A wait of a conversation that is made for a session; stopping is looked at in between.
  static constexpr std::int64_t wait_ms = 100;

  // The objects of these names, which hold no newline and no NUL; nothing where git has none. A
  // program that was found ended is started anew, once.
  base::Result<Objects> ask(const std::vector<std::string>& names, const Start& start,
                            const std::stop_token& stop);
  // Objects came in: the next question begins with a new program, since one keeps what it saw at
  // its first look (short names, where a shallow clone ends). Merge-bases are asked for anew.
  void forget_program();

  // By full ids, which mean the same for ever.
  bool is_known_commit(std::string_view id) const;
  void remember_commit(const std::string& id);
  std::optional<std::string> known_merge_base(const std::string& one,
                                              const std::string& other) const;
  void remember_merge_base(const std::string& one, const std::string& other, std::string base);

  // The configuration as `read` gave it when it was first asked for.
  Settings configuration(const std::function<Settings()>& read);

 private:
  base::Result<void> ask_some(const std::vector<std::string>& names, const std::stop_token& stop,
                              Objects& found, std::size_t& bytes);
  base::Result<std::optional<Object>> read_answer(const std::stop_token& stop, std::size_t& bytes);

  std::mutex asking_;
  std::unique_ptr<base::Conversation> conversation_;
  mutable std::mutex knowing_;
  std::set<std::string, std::less<>> commits_;
  std::map<std::pair<std::string, std::string>, std::string> merge_bases_;
  std::mutex configuring_;
  std::optional<Configuration> configuration_;
};

}  // namespace andon::git
