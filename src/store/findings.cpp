#include "store/findings.h"

#include <soci/soci.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "store/components.h"

namespace andon::store {
namespace {

// Columns in the order of the SELECTs below.
struct Columns {
  long long number = 0;
  std::string check, rule, path, context, id;
  long long ordinal = 0;

  NumberedFinding row() const {
    NumberedFinding out;
    out.number = number;
    out.finding = {id, check, rule, path, {context, static_cast<std::uint32_t>(ordinal)}};
    return out;
  }
};

std::string key_of(const model::FindingReference& finding) {
  std::string key = finding.check;
  key += '\n';
  key += finding.identity.context;
  key += '\n';
  key += std::to_string(finding.identity.ordinal);
  for (const auto* part : {&finding.path, &finding.rule, &finding.id}) {
    key += '\n';
    key += *part;
  }
  return key;
}

}  // namespace

model::FindingReference reference_of(const model::Finding& finding) {
  model::FindingReference out;
  out.id = storable(finding.id);
  out.check = storable(finding.check);
  out.rule = storable(finding.rule);
  out.path = storable(finding.path);
  out.identity.context = storable(finding.identity.context);
  out.identity.ordinal = finding.identity.ordinal;
  return out;
}

std::vector<std::int64_t> finding_numbers_or_new(
    soci::session& sql, std::int64_t component,
    const std::vector<model::FindingReference>& wanted) {
  std::vector<std::int64_t> out;
  if (wanted.empty()) return out;
  out.reserve(wanted.size());
  const long long owner = component;
  // Only those at hand: all that a component ever had are many more than one run has.
  std::unordered_map<std::string, std::int64_t> numbers;
  for (const auto& row : findings_like(sql, component, wanted))
    numbers.emplace(key_of(row.finding), row.number);
  Columns at;
  sql << "SELECT COALESCE(MAX(finding), 0) FROM findings WHERE component = :component",
      soci::use(owner), soci::into(at.number);
  soci::statement insert =
      (sql.prepare << "INSERT INTO findings (component, finding, check_name, rule, path, context, "
                      "ordinal, id) VALUES (:component, :finding, :check_name, :rule, :path, "
                      ":context, :ordinal, :id)",
       soci::use(owner), soci::use(at.number), soci::use(at.check), soci::use(at.rule),
       soci::use(at.path), soci::use(at.context), soci::use(at.ordinal), soci::use(at.id));
  for (const auto& finding : wanted) {
    const auto [found, is_new] = numbers.try_emplace(key_of(finding), at.number + 1);
    if (is_new) {
      ++at.number;
      at.check = finding.check;
      at.rule = finding.rule;
      at.path = finding.path;
      at.context = finding.identity.context;
      at.ordinal = finding.identity.ordinal;
      at.id = finding.id;
      insert.execute(true);
    }
    out.push_back(found->second);
  }
  return out;
}

std::vector<NumberedFinding> all_findings(soci::session& sql, std::int64_t component) {
  const long long owner = component;
  Columns at;
  std::vector<NumberedFinding> out;
  soci::statement select =
      (sql.prepare << "SELECT finding, check_name, rule, path, context, ordinal, id FROM findings "
                      "WHERE component = :component ORDER BY finding",
       soci::use(owner), soci::into(at.number), soci::into(at.check), soci::into(at.rule),
       soci::into(at.path), soci::into(at.context), soci::into(at.ordinal), soci::into(at.id));
  select.execute();
  while (select.fetch()) out.push_back(at.row());
  return out;
}

namespace {

// As many as one statement binds.
constexpr std::size_t contexts_each = 500;

void add_like(soci::session& sql, long long owner, const std::string& check,
              std::span<const std::string> contexts, std::vector<NumberedFinding>& out) {
  std::string text =
      "SELECT finding, check_name, rule, path, context, ordinal, id FROM findings WHERE component "
      "= "
      ":component AND check_name = :check_name AND context IN (";
  for (std::size_t i = 0; i < contexts.size(); ++i) text += fmt::format("{}:c{}", i ? "," : "", i);
  text += ")";
  Columns at;
  soci::statement select(sql);
  select.exchange(soci::use(owner));
  select.exchange(soci::use(check));
  for (const auto& context : contexts) select.exchange(soci::use(context));
  select.exchange(soci::into(at.number));
  for (auto* column : {&at.check, &at.rule, &at.path, &at.context})
    select.exchange(soci::into(*column));
  select.exchange(soci::into(at.ordinal));
  select.exchange(soci::into(at.id));
  select.alloc();
  select.prepare(text);
  select.define_and_bind();
  select.execute();
  while (select.fetch()) out.push_back(at.row());
}

}  // namespace

std::vector<NumberedFinding> findings_like(soci::session& sql, std::int64_t component,
                                           std::span<const model::FindingReference> wanted) {
  using Like = std::tuple<std::string, std::string, std::uint32_t>;  // check, context, ordinal
  std::vector<Like> likes;
  likes.reserve(wanted.size());
  for (const auto& each : wanted)
    likes.emplace_back(storable(each.check), storable(each.identity.context),
                       each.identity.ordinal);
  std::ranges::sort(likes);
  std::vector<NumberedFinding> out;
  for (std::size_t begin = 0; begin < likes.size();) {
    std::vector<std::string> contexts;
    const auto check = std::get<0>(likes[begin]);
    for (; begin < likes.size() && std::get<0>(likes[begin]) == check; ++begin) {
      const auto& context = std::get<1>(likes[begin]);
      if (!contexts.empty() && contexts.back() == context) continue;
      if (contexts.size() == contexts_each) break;
      contexts.push_back(context);
    }
    add_like(sql, component, check, contexts, out);
  }
  std::erase_if(out, [&](const NumberedFinding& row) {
    const auto& found = row.finding;
    return !std::ranges::binary_search(
        likes, Like(found.check, found.identity.context, found.identity.ordinal));
  });
  std::ranges::sort(out, {}, &NumberedFinding::number);
  return out;
}

std::vector<FoundRow> findings_by_id(soci::session& sql, std::string_view prefix,
                                     std::size_t limit) {
  const std::string first(prefix);
  const std::string last = first + "g";  // after every hexadecimal digit
  const long long most = static_cast<long long>(limit);
  long long component = 0;
  std::string name;
  Columns at;
  std::vector<FoundRow> out;
  soci::statement select =
      (sql.prepare << "SELECT f.component, c.name, f.finding, f.check_name, f.rule, f.path, "
                      "f.context, f.ordinal, f.id FROM findings f JOIN components c ON "
                      "c.component = f.component WHERE f.id >= :first AND f.id < :last "
                      "ORDER BY f.id, c.name, f.check_name, f.path LIMIT :most",
       soci::use(first), soci::use(last), soci::use(most), soci::into(component), soci::into(name),
       soci::into(at.number), soci::into(at.check), soci::into(at.rule), soci::into(at.path),
       soci::into(at.context), soci::into(at.ordinal), soci::into(at.id));
  select.execute();
  while (select.fetch()) out.push_back({component, name, at.row()});
  return out;
}

}  // namespace andon::store
