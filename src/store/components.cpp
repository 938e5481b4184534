#include "store/components.h"

#include <soci/soci.h>

#include <algorithm>

namespace andon::store {

std::string storable(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (const char c : text)
    if (c == '\0')
      out += "\xef\xbf\xbd";
    else
      out += c;
  return out;
}

std::optional<std::int64_t> component_number(soci::session& sql, std::string_view name) {
  const auto text = storable(name);
  long long number = 0;
  sql << "SELECT component FROM components WHERE name = :name", soci::use(text), soci::into(number);
  if (!sql.got_data()) return std::nullopt;
  return number;
}

std::int64_t component_number_or_new(soci::session& sql, std::string_view name) {
  if (const auto known = component_number(sql, name)) return *known;
  const auto text = storable(name);
  long long number = 0;
  sql << "SELECT COALESCE(MAX(component), 0) + 1 FROM components", soci::into(number);
  sql << "INSERT INTO components (component, name) VALUES (:component, :name)", soci::use(number),
      soci::use(text);
  return number;
}

std::vector<std::string> component_names(soci::session& sql) {
  std::vector<std::string> names;
  std::string name;
  soci::statement select = (sql.prepare << "SELECT name FROM components", soci::into(name));
  select.execute();
  while (select.fetch()) names.push_back(name);
  std::ranges::sort(names);
  return names;
}

std::int64_t release_number_or_new(soci::session& sql, std::int64_t component,
                                   const model::Release& release) {
  const long long owner = component;
  const auto tree = storable(release.tree);
  const auto commit = storable(release.commit);
  const auto branch = storable(release.branch);
  const int is_dirty = release.is_dirty ? 1 : 0;
  long long number = 0;
  sql << "SELECT release FROM releases WHERE component = :component AND tree = :tree AND "
         "commit_id = :commit_id AND branch = :branch AND is_dirty = :is_dirty",
      soci::use(owner), soci::use(tree), soci::use(commit), soci::use(branch), soci::use(is_dirty),
      soci::into(number);
  if (sql.got_data()) return number;
  sql << "SELECT COALESCE(MAX(release), 0) + 1 FROM releases WHERE component = :component",
      soci::use(owner), soci::into(number);
  sql << "INSERT INTO releases (component, release, tree, commit_id, branch, is_dirty) VALUES "
         "(:component, :release, :tree, :commit_id, :branch, :is_dirty)",
      soci::use(owner), soci::use(number), soci::use(tree), soci::use(commit), soci::use(branch),
      soci::use(is_dirty);
  return number;
}

std::int64_t count_rows(soci::session& sql, std::string_view table) {
  long long count = 0;
  sql << fmt::format("SELECT COUNT(*) FROM {}", table), soci::into(count);
  return count;
}

}  // namespace andon::store
