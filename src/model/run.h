// Run: one execution of a check on a release, with what it looked at and what it could not.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "model/finding.h"
#include "model/release.h"

namespace andon::model {

enum class Outcome { complete, partial, failed, skipped };
std::span<const std::string_view> words(Outcome);

// paths x check x rule digest x configuration digest. Narrow:
// never marks anything outside as fixed.
struct Scope {
  bool is_whole = true;              // the whole tree, every file the check applies to
  std::string narrowed_by;           // "--staged", "--since v1.2", "path src", "import"
  std::vector<std::string> paths;    // when narrow: the files looked at
  std::string rule_digest;           // hex sha256
  std::string configuration_digest;  // hex sha256
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("is_whole", self.is_whole, "the whole tree was looked at");
    visit("narrowed_by", self.narrowed_by, "what narrowed it");
    visit("paths", self.paths, "files looked at, when narrow");
    visit("rule_digest", self.rule_digest, "digest of the rules");
    visit("configuration_digest", self.configuration_digest, "digest of the settings");
  }
};

// Something that was meant to be done and was not, or that users should know: never dropped.
struct Problem {
  std::string path;          // file it concerns, may be empty
  std::string text;          // one sentence
  bool is_harmless = false;  // true: does not make the run partial (a note)
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("path", self.path, "file it concerns");
    visit("text", self.text, "what happened");
    visit("is_harmless", self.is_harmless, "does not make the run partial");
  }
};

struct Run {
  std::string check;
  std::string kind;  // "built-in", "tool", "import"
  std::string tool;  // program name; andon for built-in
  std::string tool_version;
  Release release;
  Outcome outcome = Outcome::complete;
  std::string reason;  // why not complete
  Scope scope;
  std::string sandbox;    // "bubblewrap", "landlock", "none"; "" for built-in
  std::string data_date;  // of the data the check used, may be empty
  base::Instant started;
  std::int64_t duration_ms = 0;
  std::uint64_t files_read = 0;
  std::uint64_t bytes_read = 0;
  std::vector<Problem> problems;
  std::vector<Finding> findings;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("check", self.check, "the check's name");
    visit("kind", self.kind, "built-in, tool or import");
    visit("tool", self.tool, "the program");
    visit("tool_version", self.tool_version, "its version");
    visit("release", self.release, "what was looked at");
    visit("outcome", self.outcome, "only complete may count as clean");
    visit("reason", self.reason, "why it is not complete");
    visit("scope", self.scope, "what it covered");
    visit("sandbox", self.sandbox, "what the program ran in");
    visit("data_date", self.data_date, "date of its data");
    visit("started", self.started, "when it began");
    visit("duration_ms", self.duration_ms, "how long it took");
    visit("files_read", self.files_read, "files looked at");
    visit("bytes_read", self.bytes_read, "bytes looked at");
    visit("problems", self.problems, "what could not be done");
    visit("findings", self.findings, "what it found");
  }
};

base::Value to_value(const Finding& finding);
base::Result<Finding> finding_from(const base::Value& value);
base::Value to_value(const Run& run);
base::Result<Run> run_from(const base::Value& value);
base::Value run_schema();

}  // namespace andon::model
