#include "governance/source.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "base/yaml.h"
#include "governance/parts/grammars.h"
#include "governance/waivers.h"

namespace andon::governance {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

constexpr std::array<std::string_view, 3> top_files{"governance.yaml", "levels.yaml", "trust.yaml"};
constexpr std::array<std::string_view, 5> folders{"organisation/", "packs/", "waivers/", "plans/",
                                                  "answers/"};
constexpr std::array<std::string_view, 6> organisation_files{
    "organisation/people.yaml",       "organisation/teams.yaml", "organisation/suppliers.yaml",
    "organisation/environments.yaml", "organisation/tools.yaml", "organisation/security.yaml"};

std::unexpected<base::Error> refused(const std::string& file, std::string_view why) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration, "{}:1:1: {}", file,
                    why);
}

// "plans/x.yaml" is x.
std::string stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

// Files of the folder itself: "plans/x.yaml", not "plans/more/x.yaml".
bool is_right_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && path.find('/', folder.size()) == std::string_view::npos;
}

class Reader {
 public:
  SourceReading out;

  Result<void> read(const SourceFile& file) {
    const auto& path = file.path;
    if (file.text.size() > base::limits::configuration_bytes)
      return refused(path, fmt::format("more than {} bytes", base::limits::configuration_bytes));
    if (path.ends_with(".sig")) {
      out.source.signatures.push_back(file);
      return {};
    }
    if (!path.ends_with(".yaml")) return refused(path, "call it .yaml: other files are not read");
    if (path == "trust.yaml") {
      out.source.trust = file;
      return {};
    }
    if (is_right_below(path, "packs/")) {
      out.source.packs.push_back(file);
      return {};
    }
    if (is_right_below(path, "waivers/")) {
      out.source.waivers.push_back(TRY(parse_waiver(file.text, path, WaiverPlace::governance)));
      return {};
    }
    auto root = base::yaml::parse(file.text, path);
    if (!root)
      return std::unexpected(std::move(root).error().from(base::ErrorOrigin::configuration));
    return read_root(*root, path);
  }

 private:
  Result<void> read_root(const Value& root, const std::string& path) {
    if (path == "governance.yaml") return read_marker(root, path);
    if (path == "levels.yaml") return read_levels(root, path);
    if (is_right_below(path, "plans/")) return read_own_file(root, path, out.source.plans);
    if (is_right_below(path, "answers/")) return read_own_file(root, path, out.source.answers);
    if (is_right_below(path, "organisation/products/")) return read_product(root, path);
    if (path == "organisation/people.yaml") return read_people(root, path);
    if (path == "organisation/teams.yaml") return read_list(root, path, "teams", out.source.teams);
    if (path == "organisation/suppliers.yaml")
      return read_list(root, path, "suppliers", out.source.suppliers);
    if (path == "organisation/environments.yaml")
      return read_list(root, path, "environments", out.source.environments);
    if (path == "organisation/tools.yaml") return read_list(root, path, "tools", out.source.tools);
    if (path == "organisation/security.yaml") return read_security(root, path);
    const auto near = base::nearest(path, organisation_files);
    return refused(path, near.empty() ? "no file of a governance source stands here"
                                      : fmt::format("unknown file, did you mean {}?", near));
  }

  Result<void> read_marker(const Value& root, const std::string& path) {
    static constexpr std::array<std::string_view, 3> known{"governance", "title", "tiers"};
    static constexpr std::array<std::string_view, 1> versions{"v1"};
    TRY(strict::known_keys(root, path, known));
    (void)TRY(strict::required(root, path, "governance"));
    (void)TRY(strict::word(root, path, "governance", versions, 0));
    out.source.title = TRY(strict::text(root, path, "title"));
    if (const auto* tiers = strict::entry(root, "tiers")) {
      auto words = TRY(strict::texts(root, path, "tiers"));
      const std::set<std::string_view> different(words.begin(), words.end());
      if (words.empty() || different.size() != words.size())
        return strict::complaint(path, *tiers, "\"tiers\" wants different words, lowest first");
      out.source.tiers = std::move(words);
    }
    return {};
  }

  Result<void> read_people(const Value& root, const std::string& path) {
    static constexpr std::array<std::string_view, 1> known{"people"};
    TRY(strict::known_keys(root, path, known));
    const auto* people = strict::entry(root, "people");
    if (!people) return {};
    if (!people->is_map()) return strict::complaint(path, *people, "\"people\" wants a map");
    std::vector<Person> read;
    for (const auto& [account, value] : *people->map()) {
      Person person;
      person.account = account;
      if (const auto wrong = shape_words(Shape::account, account); !wrong.empty())
        return strict::complaint(path, value,
                                 fmt::format("\"{}\": {}", base::printable(account), wrong));
      if (!value.is_null()) TRY(read_noun(value, path, person));
      person.file = path;
      person.line = value.line;
      read.push_back(std::move(person));
    }
    out.source.people = std::move(read);
    return {};
  }

  template <class T>
  Result<void> read_list(const Value& root, const std::string& path, std::string_view key,
                         std::vector<T>& into) {
    const std::array<std::string_view, 1> known{key};
    TRY(strict::known_keys(root, path, known));
    const auto* list = TRY(strict::required(root, path, key));
    if (!list->is_list())
      return strict::complaint(path, *list, fmt::format("\"{}\" wants a list", key));
    // The whole file or nothing of it.
    std::vector<T> nouns;
    for (const auto& item : *list->list()) TRY(read_noun(item, path, nouns.emplace_back()));
    into = std::move(nouns);
    return {};
  }

  template <class T>
  Result<void> read_own_file(const Value& root, const std::string& path, std::vector<T>& into) {
    T noun;
    TRY(read_noun(root, path, noun));
    noun.id = stem_of(path);
    into.push_back(std::move(noun));
    return {};
  }

  Result<void> read_product(const Value& root, const std::string& path) {
    static constexpr std::array<std::string_view, 1> extra{"product"};
    model::Product product;
    TRY(read_noun_with(root, path, product, extra));
    const auto* id = TRY(strict::required(root, path, "product"));
    product.id = TRY(strict::text(root, path, "product"));
    TRY(check_text(*id, path, "product", {"product", Need::must, Shape::id}));
    if (product.id != stem_of(path))
      return strict::complaint(
          path, *id,
          fmt::format("the file of {} is organisation/products/{}.yaml", product.id, product.id));
    for (auto& component : product.components) component.product = product.id;
    out.source.products.push_back(std::move(product));
    return {};
  }

  Result<void> read_security(const Value& root, const std::string& path) {
    static constexpr std::array<std::string_view, 2> known{"advocates", "security_team"};
    TRY(strict::known_keys(root, path, known));
    const FieldRule account{"", Need::may, Shape::account};
    for (const auto key : known) {
      const auto* found = strict::entry(root, key);
      if (!found) continue;
      auto accounts = TRY(strict::texts(root, path, key));
      for (const auto& each : accounts)
        if (const auto wrong = shape_words(account.shape, each); !wrong.empty())
          return strict::complaint(path, *found, fmt::format("\"{}\": {}", key, wrong));
      (key == "advocates" ? out.source.advocates : out.source.security_team) = std::move(accounts);
    }
    return {};
  }

  Result<void> read_levels(const Value& root, const std::string& path) {
    static constexpr std::array<std::string_view, 2> known{"preset", "levels"};
    TRY(strict::known_keys(root, path, known));
    const auto* list = strict::entry(root, "levels");
    const auto* preset = strict::entry(root, "preset");
    if ((list == nullptr) == (preset == nullptr))
      return strict::complaint(path, root, "one of preset and levels is wanted");
    if (preset) {
      out.source.preset =
          level_presets()[TRY(strict::word(root, path, "preset", level_presets(), 0))];
      out.source.levels = preset_levels(out.source.preset);
      for (auto& level : out.source.levels) {
        level.file = path;
        level.line = preset->line;
      }
      return {};
    }
    TRY(read_list(root, path, "levels", out.source.levels));
    if (out.source.levels.empty())
      return strict::complaint(path, *list, "at least one level is wanted, lowest first");
    for (std::size_t i = 0; i < out.source.levels.size(); ++i)
      out.source.levels[i].rank = static_cast<std::int64_t>(i);
    return {};
  }
};

template <class T>
const T* with_id(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &T::id);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Person* Source::person(std::string_view account) const {
  const auto found = std::ranges::find(people, account, &Person::account);
  return found == people.end() ? nullptr : &*found;
}
const model::Team* Source::team(std::string_view id) const { return with_id(teams, id); }
const model::Product* Source::product(std::string_view id) const { return with_id(products, id); }
const model::Component* Source::component(std::string_view id) const {
  for (const auto& product : products)
    if (const auto* found = with_id(product.components, id)) return found;
  return nullptr;
}
const model::Environment* Source::environment(std::string_view id) const {
  return with_id(environments, id);
}
const model::Level* Source::level(std::string_view id) const { return with_id(levels, id); }

bool has_one_person(const Source& source) {
  std::set<std::string_view> accounts(source.advocates.begin(), source.advocates.end());
  accounts.insert(source.security_team.begin(), source.security_team.end());
  for (const auto& person : source.people) accounts.insert(person.account);
  for (const auto& team : source.teams) {
    accounts.insert(team.members.begin(), team.members.end());
    accounts.insert({team.champion, team.lead});
  }
  for (const auto& product : source.products) {
    const auto& all = product.responsibilities;
    accounts.insert({all.product, all.development_architecture, all.component_development,
                     all.operations, all.quality_and_testing});
  }
  for (const auto& tool : source.tools) accounts.insert({tool.owner, tool.deputy});
  accounts.erase("");
  return accounts.size() <= 1;
}

bool is_source_path(std::string_view path) {
  if (std::ranges::find(top_files, path) != top_files.end()) return true;
  const bool is_kept = path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".sig");
  return is_kept && std::ranges::any_of(
                        folders, [&](std::string_view folder) { return path.starts_with(folder); });
}

SourceReading read_source(std::span<const SourceFile> files) {
  Reader reader;
  bool has_marker = false;
  std::set<std::string_view> seen;
  for (const auto& file : files) {
    if (!is_source_path(file.path)) continue;
    has_marker = has_marker || file.path == "governance.yaml";
    if (!seen.insert(file.path).second) {
      reader.out.problems.push_back(refused(file.path, "it stands there twice").error());
      continue;
    }
    if (auto read = reader.read(file); !read) reader.out.problems.push_back(read.error());
  }
  auto& source = reader.out.source;
  if (!has_marker)
    reader.out.problems.push_back(
        refused("governance.yaml", "it is missing: this is no governance source").error());
  if (source.levels.empty()) {
    source.preset = "service";
    source.levels = preset_levels(source.preset);
  }
  for (auto& product : source.products) {
    const auto tier = std::ranges::find(source.tiers, product.tier);
    if (tier != source.tiers.end()) product.tier_rank = tier - source.tiers.begin();
  }
  return std::move(reader.out);
}

Result<Source> parse_source(std::span<const SourceFile> files) {
  auto reading = read_source(files);
  if (reading.problems.empty()) return std::move(reading.source);
  auto error = std::move(reading.problems.front());
  if (reading.problems.size() > 1)
    error.message +=
        fmt::format(" (and {} more: andon governance lint)", reading.problems.size() - 1);
  return std::unexpected(std::move(error));
}

}  // namespace andon::governance
