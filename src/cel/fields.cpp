#include "cel/fields.h"

#include "cel/engine/same_text.h"

namespace andon::cel {

const Fields::Column* Fields::column(const Column* parent, std::string_view name) {
  for (const auto& known : columns_)
    if (known.parent == parent && known.name == name) return &known;
  return &columns_.emplace_back(Column{parent, name, parent ? parent->depth + 1 : 1});
}

void Fields::look_up(const Value& element) {
  for (auto& column : columns_) {
    const Value& from = column.parent ? column.parent->value : element;
    const base::Map* map =
        column.parent && !column.parent->is_there ? nullptr : from.borrowed_map();
    column.is_there = false;
    if (map == nullptr) continue;
    if (column.hint >= map->size() || !same_text((*map)[column.hint].first, column.name))
        [[unlikely]] {
      std::size_t i = 0;
      while (i < map->size() && !same_text((*map)[i].first, column.name)) ++i;
      if (i == map->size()) continue;
      column.hint = i;
    }
    column.value = Value::wrap((*map)[column.hint].second);
    column.is_there = true;
  }
}

// Fields stand in different lines of memory, in no order that the machine would guess.
void Fields::expect(const base::Value& next) const {
  const base::Map* map = next.map();
  if (map == nullptr) return;
  for (const auto& column : columns_) {
    if (column.parent || column.hint >= map->size()) continue;
    const auto* entry = &(*map)[column.hint];
    __builtin_prefetch(&entry->first);
    __builtin_prefetch(reinterpret_cast<const char*>(entry + 1) - 1);
  }
}

}  // namespace andon::cel
