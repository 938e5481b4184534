#include "checks/secrets/database.h"

#include <hs/hs.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/text.h"

namespace andon::checks::secrets {

namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

// Reports this close together are one range: the confirm reads what lies between anyway.
constexpr std::size_t close_bytes = 64;
constexpr std::size_t unbounded = std::numeric_limits<unsigned>::max();

struct Expression {
  std::uint32_t rule = 0;
  unsigned flags = 0;
};

struct Width {
  bool is_known = false;
  unsigned shortest = 0, longest = 0;
};

Width width(const std::string& pattern, unsigned flags) {
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_expression_info(pattern.c_str(), flags, &info, &error) != HS_SUCCESS) {
    hs_free_compile_error(error);
    return {};
  }
  const Width out{true, info->min_width, info->max_width};
  std::free(info);
  return out;
}

bool compiles(const std::string& pattern, unsigned flags) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto result = hs_compile(pattern.c_str(), flags, HS_MODE_BLOCK, nullptr, &database, &error);
  if (error) hs_free_compile_error(error);
  if (database) hs_free_database(database);
  return result == HS_SUCCESS;
}

Extent extent_of(const std::string& pattern) {
  Extent extent;
  const auto whole = width(pattern, 0);
  if (whole.is_known && whole.longest != unbounded) {
    extent.bounded = whole.longest;
    return extent;
  }
  const auto rest = without_unbounded(pattern, extent);
  const auto bounded = rest ? width(*rest, HS_FLAG_ALLOWEMPTY) : Width{};
  if (!bounded.is_known || bounded.longest == unbounded)
    extent.is_everything = true;
  else
    extent.bounded = bounded.longest;
  return extent;
}

int on_match(unsigned rule, unsigned long long, unsigned long long end, unsigned, void* scan) {
  static_cast<Scan*>(scan)->add(rule, static_cast<std::size_t>(end));
  return 0;
}

}  // namespace

bool names_beyond_ascii(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (static_cast<unsigned char>(pattern[i]) >= 0x7f || pattern[i] == '\v') return true;
    if (pattern[i] != '\\' || i + 1 >= pattern.size()) continue;
    const auto rest = base::lower_ascii(pattern.substr(i + 1, 3));
    if (rest[0] == 'p' || rest[0] == 'c' || rest[0] == 'v' || rest.starts_with("x{") ||
        rest.starts_with("x7f") || rest.starts_with("x0b") ||
        (rest.size() > 1 && rest[0] == 'x' && rest[1] >= '8') || rest == "177" || rest == "013")
      return true;
    ++i;
  }
  return pattern.find("[:cntrl:]") != pattern.npos || pattern.find("[:ascii:]") != pattern.npos ||
         pattern.find("[:^") != pattern.npos;
}

struct Scan::Scratch {
  ~Scratch() {
    if (scratch) hs_free_scratch(scratch);
  }
  hs_scratch_t* scratch = nullptr;
  const void* made_for = nullptr;
};

Scan::Scan() : scratch(std::make_unique<Scratch>()) {}
Scan::~Scan() = default;
Scan::Scan(Scan&&) noexcept = default;
Scan& Scan::operator=(Scan&&) noexcept = default;

void Scan::begin(std::size_t rule_count) {
  if (ends_.size() < rule_count) ends_.resize(rule_count);
  for (const auto rule : rules_) ends_[rule].clear();
  rules_.clear();
}

void Scan::add(std::uint32_t rule, std::size_t end) {
  auto& ends = ends_[rule];
  if (ends.empty())
    rules_.push_back(rule);
  else if (end <= ends.back().last + close_bytes) {
    ends.back().last = std::max(ends.back().last, end);
    return;
  }
  ends.push_back({end, end});
}

void Scan::finish() { std::sort(rules_.begin(), rules_.end()); }

struct Database::Compiled {
  ~Compiled() {
    if (database) hs_free_database(database);
  }
  hs_database_t* database = nullptr;  // null when no rule has a pattern for it
};

Database::Database(std::unique_ptr<Compiled> compiled, std::vector<Way> ways,
                   std::vector<Extent> extents)
    : compiled_(std::move(compiled)), ways_(std::move(ways)), extents_(std::move(extents)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

namespace {

Way first_way(const Rule& rule) {
  if (rule.regex.empty()) return Way::path_only;
  // A NUL would end the pattern for Vectorscan.
  if (names_beyond_ascii(rule.regex) || rule.regex.find('\0') != std::string::npos)
    return Way::searched;
  const auto exact = width(rule.regex, 0);
  if (!exact.is_known)
    return width(rule.regex, HS_FLAG_PREFILTER).is_known ? Way::hinted : Way::searched;
  return exact.shortest == 0 ? Way::searched : Way::exact;
}

unsigned flags_of(Way way) {
  return way == Way::hinted ? HS_FLAG_PREFILTER | HS_FLAG_ALLOWEMPTY : 0u;
}

bool compile_all(const RuleSet& rules, const std::vector<Way>& ways, hs_database_t** out) {
  std::vector<const char*> patterns;
  std::vector<unsigned> flags, ids;
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    if (ways[i] != Way::exact && ways[i] != Way::hinted) continue;
    patterns.push_back(rules.rules[i].regex.c_str());
    flags.push_back(flags_of(ways[i]));
    ids.push_back(static_cast<unsigned>(i));
  }
  if (patterns.empty()) return true;
  hs_compile_error_t* error = nullptr;
  const auto result =
      hs_compile_multi(patterns.data(), flags.data(), ids.data(),
                       static_cast<unsigned>(patterns.size()), HS_MODE_BLOCK, nullptr, out, &error);
  if (error) hs_free_compile_error(error);
  return result == HS_SUCCESS;
}

}  // namespace

Result<Database> Database::build(const RuleSet& rules) {
  std::vector<Way> ways;
  std::vector<Extent> extents;
  for (const auto& rule : rules.rules) {
    ways.push_back(first_way(rule));
    extents.push_back(ways.back() == Way::exact ? extent_of(rule.regex)
                                                : Extent{.is_everything = true});
  }
  auto compiled = std::make_unique<Compiled>();
  if (!compile_all(rules, ways, &compiled->database)) {
    // Some patterns are known to be too large only when compiled; each is tried alone, once.
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const auto& pattern = rules.rules[i].regex;
      if (ways[i] == Way::exact && !compiles(pattern, flags_of(Way::exact))) ways[i] = Way::hinted;
      if (ways[i] == Way::hinted && !compiles(pattern, flags_of(Way::hinted)))
        ways[i] = Way::searched;
    }
    if (!compile_all(rules, ways, &compiled->database))
      return base::fail(ErrorKind::unsupported, ErrorOrigin::configuration,
                        "the secrets rules together are too large for one pattern database");
  }
  return Database(std::move(compiled), std::move(ways), std::move(extents));
}

Database Database::searching(const RuleSet& rules) {
  std::vector<Way> ways;
  for (const auto& rule : rules.rules)
    ways.push_back(rule.regex.empty() ? Way::path_only : Way::searched);
  std::vector<Extent> extents(rules.rules.size(), Extent{.is_everything = true});
  return Database(std::make_unique<Compiled>(), std::move(ways), std::move(extents));
}

Result<std::string> Database::serialise() const {
  std::string out;
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    out += static_cast<char>(ways_[i]);
    out += static_cast<char>(extents_[i].is_everything);
    const auto bounded = static_cast<std::uint64_t>(extents_[i].bounded);
    out.append(reinterpret_cast<const char*>(&bounded), sizeof bounded);
    for (std::size_t byte = 0; byte < 256; byte += 8) {
      unsigned bits = 0;
      for (std::size_t bit = 0; bit < 8; ++bit)
        bits |= static_cast<unsigned>(extents_[i].repeated[byte + bit]) << bit;
      out += static_cast<char>(bits);
    }
  }
  if (!compiled_->database) return out;
  char* bytes = nullptr;
  std::size_t size = 0;
  if (hs_serialize_database(compiled_->database, &bytes, &size) != HS_SUCCESS)
    return base::fail(ErrorKind::internal, ErrorOrigin::machine,
                      "the pattern database cannot be kept");
  out.append(bytes, size);
  std::free(bytes);
  return out;
}

Result<Database> Database::load(std::string_view bytes, std::size_t rule_count) {
  constexpr std::size_t head_bytes = 2 + sizeof(std::uint64_t) + 32;
  const auto broken = [] {
    return base::fail(ErrorKind::invalid, ErrorOrigin::machine,
                      "the kept pattern database is damaged");
  };
  if (bytes.size() < rule_count * head_bytes) return broken();
  std::vector<Way> ways(rule_count);
  std::vector<Extent> extents(rule_count);
  bool has_patterns = false;
  for (std::size_t i = 0; i < rule_count; ++i) {
    const auto head = bytes.substr(i * head_bytes, head_bytes);
    const auto way = static_cast<std::uint8_t>(head[0]);
    if (way > static_cast<std::uint8_t>(Way::path_only)) return broken();
    ways[i] = static_cast<Way>(way);
    has_patterns = has_patterns || ways[i] == Way::exact || ways[i] == Way::hinted;
    extents[i].is_everything = head[1] != 0;
    std::uint64_t bounded = 0;
    std::memcpy(&bounded, head.data() + 2, sizeof bounded);
    extents[i].bounded = static_cast<std::size_t>(bounded);
    for (std::size_t byte = 0; byte < 256; ++byte)
      extents[i].repeated[byte] =
          (static_cast<unsigned char>(head[2 + sizeof bounded + byte / 8]) >> (byte % 8)) & 1;
  }
  auto compiled = std::make_unique<Compiled>();
  const auto rest = bytes.substr(rule_count * head_bytes);
  if (has_patterns) {
    if (hs_deserialize_database(rest.data(), rest.size(), &compiled->database) != HS_SUCCESS)
      return broken();
  }
  return Database(std::move(compiled), std::move(ways), std::move(extents));
}

Result<void> Database::scan(std::string_view text, Scan& out) const {
  out.begin(ways_.size());
  if (!compiled_->database) return {};
  if (text.size() > std::numeric_limits<unsigned>::max())
    return base::fail(ErrorKind::too_large, ErrorOrigin::input, "more than 4 GiB in one text");
  if (out.scratch->made_for != compiled_.get()) {
    if (hs_alloc_scratch(compiled_->database, &out.scratch->scratch) != HS_SUCCESS)
      return base::fail(ErrorKind::unavailable, ErrorOrigin::machine, "no memory for scanning");
    out.scratch->made_for = compiled_.get();
  }
  const auto result = hs_scan(compiled_->database, text.data(), static_cast<unsigned>(text.size()),
                              0, out.scratch->scratch, on_match, &out);
  if (result != HS_SUCCESS)
    return base::fail(ErrorKind::internal, ErrorOrigin::machine, "scanning ended with {}", result);
  out.finish();
  return {};
}

std::string platform_text() {
  hs_platform_info_t platform{};
  hs_populate_platform(&platform);
  return fmt::format("{} {} {:x}", hs_version(), platform.tune, platform.cpu_features);
}

}  // namespace andon::checks::secrets
