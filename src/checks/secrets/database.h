// Database: the patterns of all rules in one Vectorscan database (block mode, no start of match).
// It says where matches of which rule end; confirm.h finds out what they are. Rules that Vectorscan
// cannot take exactly are marked and asked of RE2 over the whole text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "checks/secrets/extent.h"
#include "checks/secrets/rule_set.h"

namespace andon::checks::secrets {

enum class Way : std::uint8_t {
  exact,     // every end of every match is reported
  hinted,    // a report says only that there may be a match somewhere
  searched,  // not in the database
  path_only  // no regex
};

// Ends of matches of one rule that stand close together.
struct Ends {
  std::size_t first = 0, last = 0;
};

// What one scan found; reused from text to text. One per thread.
class Scan {
 public:
  Scan();
  ~Scan();
  Scan(Scan&&) noexcept;
  Scan& operator=(Scan&&) noexcept;
  const std::vector<std::uint32_t>& rules() const {
    return rules_;
  }  // that were reported, ascending
  const std::vector<Ends>& ends(std::uint32_t rule) const { return ends_[rule]; }
  // For the scanning side.
  void begin(std::size_t rule_count);
  void add(std::uint32_t rule, std::size_t end);
  void finish();
  struct Scratch;
  std::unique_ptr<Scratch> scratch;

 private:
  std::vector<std::uint32_t> rules_;
  std::vector<std::vector<Ends>> ends_;
};

class Database {
 public:
  static base::Result<Database> build(const RuleSet& rules);
  // Of bytes that serialise() gave, on this library version and processor, for the same rules.
  static base::Result<Database> load(std::string_view bytes, std::size_t rule_count);
  // Without patterns: each rule is searched by its own expression, slow and right.
  static Database searching(const RuleSet& rules);
  base::Result<std::string> serialise() const;
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  base::Result<void> scan(std::string_view text, Scan& out) const;
  Way way(std::size_t rule) const { return ways_[rule]; }
  const Extent& extent(std::size_t rule) const { return extents_[rule]; }

 private:
  struct Compiled;
  Database(std::unique_ptr<Compiled> compiled, std::vector<Way> ways, std::vector<Extent> extents);
  std::unique_ptr<Compiled> compiled_;
  std::vector<Way> ways_;
  std::vector<Extent> extents_;
};

// Library version and processor features that a serialised database depends on.
std::string platform_text();
// The pattern tells characters apart that Text folds into one: it must see the exact text.
bool names_beyond_ascii(std::string_view pattern);

}  // namespace andon::checks::secrets
