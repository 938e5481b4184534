#include "checks/secrets/rule_file.h"

#include <set>

#include "base/assets.h"
#include "base/limits.h"
#include "base/regex.h"
#include "base/text.h"
#include "checks/secrets/rule_reader.h"

namespace andon::checks::secrets {

namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

// gitleaks follows extend twice and no further (config.go, maxExtendDepth).
constexpr int extend_depth = 2;

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

template <class T>
void override_with(T& base, T&& mine) {
  if (mine != T{}) base = std::move(mine);
}

// What a rule file says of a rule that the extended file has too (gitleaks: Config.extend).
void overlay(Rule& base, Rule mine, RuleSet& set) {
  if (!mine.required.empty() || !mine.is_reported)
    set.notes.push_back(
        fmt::format("{}:{}: required and skipReport of {} are left out: it extends a rule of that "
                    "id, and there "
                    "gitleaks does not read them",
                    mine.file, mine.line, mine.id));
  override_with(base.description, std::move(mine.description));
  override_with(base.entropy, std::move(mine.entropy));
  override_with(base.secret_group, std::move(mine.secret_group));
  override_with(base.regex, std::move(mine.regex));
  override_with(base.path, std::move(mine.path));
  append(base.tags, std::move(mine.tags));
  append(base.keywords, std::move(mine.keywords));
  append(base.allowlists, std::move(mine.allowlists));
  base.file = mine.file;
  base.line = mine.line;
}

class Loader {
 public:
  Loader(const Resolve& resolve, RuleSet& set) : resolve_(resolve), set_(set) {}

  Result<ReadFile> load(const RuleFile& file, int depth) {
    auto read = TRY(read_rule_file(file));
    append(set_.notes, std::move(read.notes));
    append(set_.problems, std::move(read.problems));
    if (depth > 0 && !read.targeted.empty())
      set_.notes.push_back(fmt::format(
          "{}: allowlists with targetRules are left out: gitleaks reads them only in the file that "
          "extends, not in the extended one",
          file.name));
    if (!read.extend.use_default && read.extend.path.empty()) return read;
    if (depth == extend_depth) {
      set_.notes.push_back(fmt::format(
          "{}: its extend is not followed: gitleaks follows two and no more", file.name));
      return read;
    }
    if (read.extend.use_default) {
      uses_own_pack_ = true;
      auto pack = TRY(own_pack());
      ReadFile base;
      base.rules = std::move(pack.rules);
      base.allowlists = std::move(pack.allowlists);
      extend(read, std::move(base), "andon's own pack");
      return read;
    }
    const auto extended = TRY(resolve_(file, read.extend.path), "extending {}", file.name);
    auto base = TRY(load(extended, depth + 1));
    extend(read, std::move(base), extended.name);
    return read;
  }

  Result<void> target(ReadFile& read, std::string_view name) {
    for (auto& [id, allowlist] : read.targeted) {
      const auto found =
          std::find_if(read.rules.begin(), read.rules.end(),
                       [&wanted = id](const Rule& rule) { return rule.id == wanted; });
      if (found != read.rules.end()) {
        found->allowlists.push_back(allowlist);
      } else if (uses_own_pack_) {
        set_.notes.push_back(fmt::format(
            "{}: targetRules names {}, which andon's own pack does not have", allowlist.place, id));
      } else {
        return base::fail(ErrorKind::invalid, ErrorOrigin::configuration,
                          "{}: targetRules names the rule '{}', which does not exist in {}",
                          allowlist.place, id, name);
      }
    }
    return {};
  }

  bool uses_own_pack() const { return uses_own_pack_; }

 private:
  void extend(ReadFile& read, ReadFile base, std::string_view name) {
    for (const auto& id : read.extend.disabled_rules)
      if (std::none_of(base.rules.begin(), base.rules.end(),
                       [&](const Rule& rule) { return rule.id == id; }))
        set_.notes.push_back(
            fmt::format("disabledRules names {}, which {} does not have", id, name));
    std::vector<Rule> all;
    for (auto& rule : base.rules) {
      if (std::find(read.extend.disabled_rules.begin(), read.extend.disabled_rules.end(),
                    rule.id) != read.extend.disabled_rules.end())
        continue;
      const auto mine = std::find_if(read.rules.begin(), read.rules.end(),
                                     [&](const Rule& other) { return other.id == rule.id; });
      if (mine != read.rules.end()) {
        overlay(rule, std::move(*mine), set_);
        read.rules.erase(mine);
      }
      all.push_back(std::move(rule));
    }
    append(all, std::move(read.rules));
    read.rules = std::move(all);
    append(read.allowlists, std::move(base.allowlists));
  }

  const Resolve& resolve_;
  RuleSet& set_;
  bool uses_own_pack_ = false;
};

// After extending: a rule that still looks for nothing is refused, save one that only adjusts a
// rule which gitleaks' default pack has and ours has not.
Result<void> check_not_empty(ReadFile& read, bool uses_own_pack, RuleSet& set) {
  for (auto rule = read.rules.begin(); rule != read.rules.end();) {
    if (!rule->regex.empty() || !rule->path.empty()) {
      ++rule;
      continue;
    }
    if (!uses_own_pack)
      return base::fail(ErrorKind::invalid, ErrorOrigin::configuration,
                        "{}:{}:1: the rule {} has neither regex nor path, it would find nothing",
                        rule->file, rule->line, rule->id);
    set.notes.push_back(fmt::format(
        "{}:{}: {} only adjusts a rule of that id, which andon's own pack does not have",
        rule->file, rule->line, rule->id));
    rule = read.rules.erase(rule);
  }
  return {};
}

void add_rules(RuleSet& set, std::vector<Rule> rules) {
  for (auto& rule : rules) {
    const auto same = std::find_if(set.rules.begin(), set.rules.end(),
                                   [&](const Rule& other) { return other.id == rule.id; });
    if (same == set.rules.end()) {
      set.rules.push_back(std::move(rule));
      continue;
    }
    set.notes.push_back(fmt::format("{}:{}: the rule {} stands in {}:{} too; the last one counts",
                                    rule.file, rule.line, rule.id, same->file, same->line));
    *same = std::move(rule);
  }
}

void note_commits(RuleSet& set) {
  std::size_t count = 0;
  for (const auto& allowlist : set.allowlists) count += allowlist.has_commits;
  for (const auto& rule : set.rules)
    for (const auto& allowlist : rule.allowlists) count += allowlist.has_commits;
  if (count > 0)
    set.notes.push_back(fmt::format("{} by commit: not applicable, history is not scanned",
                                    base::counted(count, "allowlist")));
}

Result<void> check_expression(std::string_view pattern, std::string_view what,
                              std::string_view place, int* groups = nullptr) {
  auto regex = base::Regex::create(pattern, {.memory_bytes = base::limits::secret_regex_bytes});
  if (!regex)
    return base::fail(ErrorKind::invalid, ErrorOrigin::configuration,
                      "{}: {} is no regular expression that RE2 takes: {}", place, what,
                      regex.error().message);
  if (groups) *groups = regex->group_count();
  return {};
}

Result<void> check_allowlist(const Allowlist& allowlist) {
  for (const auto& path : allowlist.paths)
    TRY(check_expression(path, "a path of an allowlist", allowlist.place));
  for (const auto& regex : allowlist.regexes)
    TRY(check_expression(regex, "a regex of an allowlist", allowlist.place));
  return {};
}

}  // namespace

const Rule* RuleSet::find(std::string_view id) const {
  for (const auto& rule : rules)
    if (rule.id == id) return &rule;
  return nullptr;
}

Result<RuleSet> own_pack() {
  RuleSet set;
  for (const auto& file : base::embedded_rules()) {
    const std::string_view path = file.path;
    if (!path.starts_with("rules/secrets/") || !path.ends_with(".toml")) continue;
    auto read = TRY(read_rule_file({std::string(path), std::string(file.text())}));
    add_rules(set, std::move(read.rules));
    append(set.allowlists, std::move(read.allowlists));
    append(set.notes, std::move(read.notes));
    append(set.problems, std::move(read.problems));
  }
  return set;
}

Result<RuleSet> read_rules(std::span<const RuleFile> files, const Resolve& resolve) {
  std::set<std::string> extended;
  const Resolve watched = [&](const RuleFile& from, std::string_view path) -> Result<RuleFile> {
    auto file = TRY(resolve(from, path));
    extended.insert(file.name);
    return file;
  };
  RuleSet set;
  std::vector<std::pair<std::string, ReadFile>> read;
  for (const auto& file : files) {
    Loader loader(watched, set);
    auto one = TRY(loader.load(file, 0));
    TRY(check_not_empty(one, loader.uses_own_pack(), set));
    TRY(loader.target(one, file.name));
    read.emplace_back(file.name, std::move(one));
  }
  for (auto& [name, one] : read) {
    if (extended.contains(name)) continue;
    add_rules(set, std::move(one.rules));
    append(set.allowlists, std::move(one.allowlists));
  }
  if (set.rules.size() > base::limits::secret_rules)
    return base::fail(ErrorKind::too_large, ErrorOrigin::configuration,
                      "more than {} secrets rules", base::limits::secret_rules);
  note_commits(set);
  return set;
}

Result<void> validate(const RuleSet& set) {
  for (const auto& rule : set.rules) {
    const auto place = fmt::format("{}:{}:1: the rule {}", rule.file, rule.line, rule.id);
    int groups = 0;
    if (!rule.regex.empty()) {
      TRY(check_expression(rule.regex, "regex", place, &groups));
      if (rule.secret_group > groups)
        return base::fail(ErrorKind::invalid, ErrorOrigin::configuration,
                          "{}: secretGroup is {}, but regex has {}", place, rule.secret_group,
                          base::counted(static_cast<std::uint64_t>(groups), "group"));
    }
    if (!rule.path.empty()) TRY(check_expression(rule.path, "path", place));
    for (const auto& allowlist : rule.allowlists) TRY(check_allowlist(allowlist));
  }
  for (const auto& allowlist : set.allowlists) TRY(check_allowlist(allowlist));
  return {};
}

}  // namespace andon::checks::secrets
