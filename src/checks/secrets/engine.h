// Engine: rules ready to run on one file at a time, from any thread.
// What it reports is what gitleaks 8.30.1 reports for the same rules
// and bytes, save what docs/reference/secrets.md explains.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "checks/secrets/allow.h"
#include "checks/secrets/database.h"
#include "checks/secrets/rule_set.h"
#include "checks/secrets/text.h"
#include "model/finding.h"

namespace andon::checks::secrets {

struct Hit {
  std::uint32_t rule = 0;
  model::ByteSpan match, mask;  // in the file; empty for a rule that looks at the path alone
  std::uint32_t line = 0;       // 1-based as gitleaks counts; 0 for a path
  std::string decoded_from;     // "base64>hex", outermost first
  std::string allowed_by;       // "gitleaks:allow", "andon:allow"; "" when it stands
  model::ByteSpan reason;       // of the comment, in the file
  std::string secret;           // the value itself: hash it, then drop it
};

struct Scanned {
  std::vector<Hit> hits;
  std::vector<std::string> problems;  // limits that were hit
};

// Per thread.
struct Workspace {
  Scan scan;
  std::string folder;  // the last folder asked, and what was said of it
  bool is_folder_allowed = false;
};

// A match of a rule's regex in some text.
struct Match {
  std::uint32_t rule = 0;
  std::size_t begin = 0, end = 0;
};

class Engine {
 public:
  struct Ready;
  using Load = std::function<Database(const RuleSet&)>;
  Engine(RuleSet rules, Database database, std::size_t decode_depth);
  // Loads the database when the first file is looked at: of a tree
  // whose files are all known none is.
  Engine(RuleSet rules, Load load, std::size_t decode_depth);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();

  const RuleSet& rules() const;
  const Ready& ready() const;
  // A global allowlist leaves the file out, or a folder it stands in.
  bool is_path_allowed(std::string_view path, Workspace& workspace) const;
  // Rules that look at the path alone; for every file, binary ones too.
  std::vector<Hit> look_at_path(std::string_view path) const;
  Scanned look_at(std::string_view path, std::string_view bytes, Workspace& workspace) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Every match of every rule in `text`, per rule leftmost first and not
// overlapping. `origin` is the file when `text` is its folded form:
// rules that name characters beyond ASCII are asked of its exact text.
std::vector<Match> find_matches(const Engine::Ready& ready, std::string_view text,
                                const Text* origin, Scan& scan, std::vector<std::string>& problems);

}  // namespace andon::checks::secrets
