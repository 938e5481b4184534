// Allowlists made ready to ask: expressions compile when first needed, words are looked up by their
// beginnings.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "checks/secrets/rule_set.h"

namespace andon::checks::secrets {

// An expression that compiles when it is first asked, by whichever thread.
class LazyRegex {
 public:
  explicit LazyRegex(std::string pattern, base::Regex::Options options = {});
  // Null when it does not compile (validate() has said so before).
  const base::Regex* get() const;
  bool is_empty() const { return pattern_.empty(); }

 private:
  std::string pattern_;
  base::Regex::Options options_;
  mutable std::once_flag once_;
  mutable std::optional<base::Regex> regex_;
};

class WordSet {
 public:
  explicit WordSet(std::vector<std::string> words);
  bool is_empty() const { return words_.empty(); }
  bool any_in(std::string_view lower_text) const;

 private:
  std::vector<std::string> words_;        // sorted by bucket
  std::vector<std::uint32_t> buckets_;    // of the first two bytes: where its words begin
  std::vector<std::string> short_words_;  // of one byte
};

// What allowlists are asked about a finding.
struct Candidate {
  std::string_view secret, match, line, path;
};

class Allow {
 public:
  explicit Allow(const Allowlist& list);
  // The file as a whole, before any finding (gitleaks: checkCommitOrPathAllowed).
  bool covers_file(std::string_view path) const;
  bool covers(const Candidate& candidate) const;
  bool has_paths() const { return !paths_.is_empty(); }

 private:
  bool path_matches(std::string_view path) const;
  Condition condition_;
  Target target_;
  bool has_commits_;
  LazyRegex paths_, regexes_;
  WordSet words_;
};

using AllowList = std::vector<std::unique_ptr<Allow>>;
AllowList make_allows(const std::vector<Allowlist>& lists);

// Bits per character as gitleaks counts: code points over bytes.
double entropy(std::string_view text);

}  // namespace andon::checks::secrets
