#include "checks/secrets/rule_reader.h"

#include <map>

#include "base/text.h"
#include "base/toml.h"

namespace andon::checks::secrets {

namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;
using base::Value;

// Filters of betterleaks: without them a rule finds more, never less.
constexpr std::string_view filters[] = {"prefilter", "filter", "validate", "specificity"};
constexpr std::string_view rule_keys[] = {
    "id",         "description", "regex",     "path",       "secretGroup", "entropy",
    "keywords",   "tags",        "allowlist", "allowlists", "required",    "skipReport",
    "confidence", "severity",    "cwe",       "fix",        "references",  "matches",
    "misses",     "prefilter",   "filter",    "validate",   "specificity"};
constexpr std::string_view file_keys[] = {
    "title",     "description", "minVersion", "extend", "rules",
    "allowlist", "allowlists",  "prefilter",  "filter", "betterleaksMinVersion"};

bool is_filter(std::string_view key) {
  return std::find(std::begin(filters), std::end(filters), key) != std::end(filters);
}

// The mark that keeps whole examples out of the repository.
std::string unmarked(std::string text) {
  constexpr std::string_view mark = "\u27E8\u27E9";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
    text.erase(at, mark.size());
  return text;
}

class Reader {
 public:
  Reader(const RuleFile& file, ReadFile& out) : file_(file), out_(out) {}

  Result<void> read(const Value& document) {
    const Value* rules = nullptr;
    const Value* old_list = nullptr;
    const Value* lists = nullptr;
    for (const auto& [name, value] : *document.map()) {
      const auto key = base::lower_ascii(name);
      if (key == "rules")
        rules = &value;
      else if (key == "allowlist")
        old_list = &value;
      else if (key == "allowlists")
        lists = &value;
      else if (key == "extend")
        TRY(read_extend(value));
      else if (is_filter(key) || key == "betterleaksminversion")
        left_out("file", name);
      else if (key != "title" && key != "description" && key != "minversion")
        return unknown(value, name, file_keys);
    }
    if (rules) {
      if (!rules->is_list()) return wrong(*rules, "rules", "a list of tables ([[rules]])");
      for (const auto& rule : *rules->list()) TRY(read_rule(rule));
    }
    auto read = TRY(read_lists(document, old_list, lists, "allowlist"));
    for (auto& [list, targets] : read) {
      if (targets.empty())
        out_.allowlists.push_back(std::move(list));
      else
        for (auto& id : targets) out_.targeted.emplace_back(std::move(id), list);
    }
    name_left_out();
    return {};
  }

 private:
  using Targeted = std::pair<Allowlist, std::vector<std::string>>;

  template <class... Arguments>
  std::unexpected<base::Error> refuse(const Value& at, fmt::format_string<Arguments...> format,
                                      Arguments&&... arguments) {
    return base::fail(ErrorKind::invalid, ErrorOrigin::configuration, "{}:{}:{}: {}", file_.name,
                      std::max(at.line, 1u), std::max(at.column, 1u),
                      fmt::format(format, std::forward<Arguments>(arguments)...));
  }
  std::unexpected<base::Error> wrong(const Value& at, std::string_view key,
                                     std::string_view wanted) {
    return refuse(at, "{} must be {}, not a {}", key, wanted, at.kind_name());
  }
  std::unexpected<base::Error> unknown(const Value& at, std::string_view key,
                                       std::span<const std::string_view> known) {
    const auto near = base::nearest(key, known);
    return refuse(at, "unknown key '{}'{}", key,
                  near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near));
  }

  Result<void> text(const Value& value, std::string_view key, std::string& out) {
    if (!value.is_string()) return wrong(value, key, "a string");
    out = *value.string();
    return {};
  }

  // A list of strings; one string is a list too, as in gitleaks ("a,b" is two).
  Result<void> texts(const Value& value, std::string_view key, std::vector<std::string>& out) {
    if (value.is_string()) {
      for (const auto part : base::split(*value.string(), ',')) out.emplace_back(part);
      return {};
    }
    if (!value.is_list()) return wrong(value, key, "a list of strings");
    for (const auto& item : *value.list()) TRY(text(item, key, out.emplace_back()));
    return {};
  }

  Result<std::int64_t> whole(const Value& value, std::string_view key) {
    if (!value.is_integer() || *value.integer() < 0)
      return wrong(value, key, "a whole number that is not negative");
    return *value.integer();
  }

  Result<void> read_extend(const Value& value) {
    if (!value.is_map()) return wrong(value, "extend", "a table ([extend])");
    const Value* place = &value;
    for (const auto& [name, item] : *value.map()) {
      const auto key = base::lower_ascii(name);
      if (key == "path") {
        TRY(text(item, name, out_.extend.path));
        place = &item;
      } else if (key == "usedefault") {
        if (!item.is_bool()) return wrong(item, name, "true or false");
        out_.extend.use_default = *item.boolean();
      } else if (key == "disabledrules") {
        TRY(texts(item, name, out_.extend.disabled_rules));
      } else if (key == "url") {
        out_.problems.push_back(
            {.path = file_.name,
             .text = fmt::format(
                 "{}:{}:{}: extend.url is not fetched; bring the file and name it in extend.path",
                 file_.name, item.line, item.column)});
      } else {
        constexpr std::string_view known[] = {"path", "url", "useDefault", "disabledRules"};
        return unknown(item, name, known);
      }
    }
    if (out_.extend.use_default && !out_.extend.path.empty())
      return refuse(*place, "extend.path and extend.useDefault exclude each other");
    return {};
  }

  // Both keys at once are refused, as gitleaks does.
  Result<std::vector<Targeted>> read_lists(const Value& at, const Value* old_list,
                                           const Value* lists, std::string_view name) {
    std::vector<Targeted> out;
    if (old_list && lists)
      return refuse(*old_list, "the old [{0}] cannot stand beside [[{0}s]]", name);
    if (old_list && old_list->is_list()) std::swap(old_list, lists);
    if (old_list) TRY(read_list(*old_list, name, out));
    if (lists) {
      if (lists->is_map()) {
        TRY(read_list(*lists, name, out));
      } else if (lists->is_list()) {
        for (const auto& list : *lists->list()) TRY(read_list(list, name, out));
      } else {
        return wrong(at, name, "a table");
      }
    }
    return out;
  }

  Result<void> read_list(const Value& value, std::string_view what, std::vector<Targeted>& out) {
    if (!value.is_map()) return wrong(value, what, "a table");
    Allowlist list;
    list.place = fmt::format("{}:{}:{}", file_.name, value.line, value.column);
    std::vector<std::string> commits, targets;
    bool has_unknown = false;
    for (const auto& [name, item] : *value.map()) {
      const auto key = base::lower_ascii(name);
      if (key == "commits")
        TRY(texts(item, name, commits));
      else if (key == "paths")
        TRY(texts(item, name, list.paths));
      else if (key == "regexes")
        TRY(texts(item, name, list.regexes));
      else if (key == "stopwords")
        TRY(texts(item, name, list.stopwords));
      else if (key == "targetrules")
        TRY(texts(item, name, targets));
      else if (key == "condition")
        list.condition = TRY(condition(item));
      else if (key == "regextarget")
        list.target = TRY(target(item));
      else if (key != "description") {
        left_out("allowlist", name);
        has_unknown = true;
      }
    }
    list.has_commits = !commits.empty();
    for (auto& word : list.stopwords) word = base::lower_ascii(word);
    if (!list.has_commits && list.paths.empty() && list.regexes.empty() && list.stopwords.empty())
      return refuse(value, "an {} needs at least one of commits, paths, regexes, stopwords", what);
    // An AND with one condition less would hide more than it was written to.
    if (has_unknown && list.condition == Condition::all) return {};
    out.emplace_back(std::move(list), std::move(targets));
    return {};
  }

  Result<Condition> condition(const Value& value) {
    std::string word;
    TRY(text(value, "condition", word));
    word = base::lower_ascii(word);
    if (word == "and" || word == "&&") return Condition::all;
    if (word.empty() || word == "or" || word == "||") return Condition::any;
    return refuse(value, "unknown condition '{}': AND or OR", word);
  }

  Result<Target> target(const Value& value) {
    std::string word;
    TRY(text(value, "regexTarget", word));
    if (word.empty() || word == "secret") return Target::secret;
    if (word == "match") return Target::match;
    if (word == "line") return Target::line;
    return refuse(value, "unknown regexTarget '{}': secret, match or line", word);
  }

  Result<void> read_rule(const Value& value) {
    if (!value.is_map()) return wrong(value, "rules", "a list of tables ([[rules]])");
    Rule rule;
    rule.file = file_.name;
    rule.line = value.line;
    rule.weaknesses = {};
    const Value* old_list = nullptr;
    const Value* lists = nullptr;
    std::string unknown_key;
    for (const auto& [name, item] : *value.map()) {
      const auto key = base::lower_ascii(name);
      if (key == "allowlist")
        old_list = &item;
      else if (key == "allowlists")
        lists = &item;
      else if (is_filter(key))
        left_out("rule", name);
      else if (!TRY(read_key(rule, key, name, item)) && unknown_key.empty())
        unknown_key = name;
    }
    if (base::trim(rule.id).empty())
      return refuse(value, "a rule without an id{}{}", rule.description.empty() ? "" : ": ",
                    rule.description);
    auto read =
        TRY(read_lists(value, old_list, lists, "rules.allowlist"), "reading the rule {}", rule.id);
    for (auto& [list, targets] : read) rule.allowlists.push_back(std::move(list));
    if (!unknown_key.empty()) {
      refuse_rule(value, rule, unknown_key);
      return {};
    }
    finish(rule);
    out_.rules.push_back(std::move(rule));
    return {};
  }

  void finish(Rule& rule) {
    if (rule.weaknesses.empty()) rule.weaknesses.emplace_back("CWE-798");
    for (auto& word : rule.keywords) word = base::lower_ascii(word);
    for (auto* examples : {&rule.matches, &rule.misses})
      for (auto& example : *examples) example = unmarked(std::move(example));
  }

  void refuse_rule(const Value& at, const Rule& rule, std::string_view key) {
    const auto near = base::nearest(key, rule_keys);
    out_.problems.push_back(
        {.path = file_.name,
         .text = fmt::format(
             "{}:{}:{}: the rule {} is refused: unknown key '{}'{}", file_.name, at.line, at.column,
             rule.id, key,
             near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near))});
  }

  // False when the key is unknown.
  Result<bool> read_key(Rule& rule, std::string_view key, std::string_view name,
                        const Value& item) {
    if (key == "id")
      TRY(text(item, name, rule.id));
    else if (key == "description")
      TRY(text(item, name, rule.description));
    else if (key == "regex")
      TRY(text(item, name, rule.regex));
    else if (key == "path")
      TRY(text(item, name, rule.path));
    else if (key == "fix")
      TRY(text(item, name, rule.fix));
    else if (key == "keywords")
      TRY(texts(item, name, rule.keywords));
    else if (key == "tags")
      TRY(texts(item, name, rule.tags));
    else if (key == "cwe")
      TRY(texts(item, name, rule.weaknesses));
    else if (key == "references")
      TRY(texts(item, name, rule.references));
    else if (key == "matches")
      TRY(texts(item, name, rule.matches));
    else if (key == "misses")
      TRY(texts(item, name, rule.misses));
    else if (key == "secretgroup")
      rule.secret_group = TRY(whole(item, name));
    else if (key == "entropy")
      rule.entropy = TRY(number(item, name));
    else if (key == "required")
      TRY(read_required(rule, item));
    else if (key == "skipreport") {
      if (!item.is_bool()) return wrong(item, name, "true or false");
      rule.is_reported = !*item.boolean();
    } else if (key == "severity") {
      const auto severity = model::severity_of(item.text_or());
      if (!severity) return wrong(item, name, "critical, high, medium, low or info");
      rule.severity = *severity;
    } else if (key == "confidence") {
      const auto confidence = model::confidence_of(item.text_or());
      if (!confidence) return wrong(item, name, "high, medium or low");
      rule.confidence = *confidence;
    } else
      return false;
    return true;
  }

  Result<double> number(const Value& value, std::string_view key) {
    if (value.is_double()) return *value.number();
    if (value.is_integer()) return static_cast<double>(*value.integer());
    return wrong(value, key, "a number");
  }

  Result<void> read_required(Rule& rule, const Value& value) {
    if (!value.is_list()) return wrong(value, "required", "a list of tables ([[rules.required]])");
    for (const auto& item : *value.list()) {
      if (!item.is_map()) return wrong(item, "required", "a table");
      Required required;
      for (const auto& [name, field] : *item.map()) {
        const auto key = base::lower_ascii(name);
        if (key == "id")
          TRY(text(field, name, required.rule));
        else if (key == "withinlines")
          required.within_lines = TRY(whole(field, name));
        else if (key == "withincolumns")
          required.within_columns = TRY(whole(field, name));
        else
          left_out("required", name);
      }
      if (required.rule.empty()) return refuse(item, "{}: a required rule without an id", rule.id);
      required_at_.emplace_back(required.rule, &item);
      rule.required.push_back(std::move(required));
    }
    return {};
  }

  void left_out(std::string_view where, std::string_view key) {
    ++left_out_[fmt::format("{} of a {}", key, where)];
  }
  void name_left_out() {
    for (const auto& [key, count] : left_out_)
      out_.notes.push_back(
          fmt::format("{}: the key {} is left out {}: that can add findings, not lose any",
                      file_.name, key, base::counted(count, "time")));
  }

 public:
  // Required rules must stand in the same file, as gitleaks asks.
  Result<void> check_required() {
    for (const auto& [id, at] : required_at_)
      if (std::none_of(out_.rules.begin(), out_.rules.end(),
                       [&wanted = id](const Rule& rule) { return rule.id == wanted; }))
        return refuse(*at, "the required rule '{}' does not exist", id);
    return {};
  }

 private:
  const RuleFile& file_;
  ReadFile& out_;
  std::map<std::string, std::size_t> left_out_;
  std::vector<std::pair<std::string, const Value*>> required_at_;
};

}  // namespace

Result<ReadFile> read_rule_file(const RuleFile& file) {
  auto parsed = base::toml::parse(file.text, file.name);
  if (!parsed) return std::unexpected(std::move(parsed).error().from(ErrorOrigin::configuration));
  ReadFile out;
  Reader reader(file, out);
  if (!parsed->is_map()) return out;
  TRY(reader.read(*parsed));
  TRY(reader.check_required());
  return out;
}

}  // namespace andon::checks::secrets
