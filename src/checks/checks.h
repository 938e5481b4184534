// checks: the built-in checks, one subfolder each. They get bytes from tree and give Runs of
// findings whose texts hold no secret value; redact() masks secrets in any other text. No process,
// no network, no clock but the Context's; never writes but to the cache folder it is given.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/result.h"
#include "base/secret.h"
#include "model/run.h"
#include "tree/tree.h"

namespace andon::checks {

struct RuleFile {
  std::string name;  // for messages and for relative [extend] paths
  std::string text;  // gitleaks' TOML
};

struct Settings {
  std::vector<RuleFile> secret_rules;  // empty: our own pack
  std::size_t decode_depth = 5;        // 0: no decoding
  std::string ignore_file;             // text of .gitleaksignore of the side that judges; "" none
  std::string ignore_file_name = ".gitleaksignore";
  std::string andonignore;    // what the tree leaves out; for the digest of the settings alone
  base::Secret identity_key;  // keys value_key; never stored
  std::string cache_folder;   // databases and results by blob; "" none
};

// A rule as `andon rules` and `explain` show it.
struct RuleFacts {
  std::string check, id, title, severity, confidence, fix, file;
  std::vector<std::string> weaknesses, tags, references;
};

class Checks {
 public:
  // Errors name file and place, origin configuration. `notes`: keys left out, unmapped ids ...
  static base::Result<Checks> create(base::Context& context, Settings settings);
  Checks(Checks&&) noexcept;
  Checks& operator=(Checks&&) noexcept;
  ~Checks();

  // One Run per check that applies; `tree` read once for all of them. release and component are the
  // caller's to fill. Findings carry match, masks, region, value_key; tree::anchor does the rest.
  std::vector<model::Run> run(base::Context& context, const tree::Tree& tree) const;

  // The text with every secret that the rules find masked. For frames, reports, tools' output.
  std::string redact(std::string_view text) const;

  const std::vector<RuleFacts>& rules() const;
  const std::vector<std::string>& notes() const;
  // Of every run's scope: equal ones look at one tree in the same way.
  const std::string& rule_digest() const;
  std::string configuration_digest() const;

 private:
  struct State;
  explicit Checks(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace andon::checks
