// Parts of a policy document, each read strictly: what is wrong is named with file:line:column.
#pragma once
#include <algorithm>
#include <string_view>

#include "base/strict.h"
#include "model/shape.h"
#include "policy/policy.h"

namespace andon::policy {

// An effective policy (policy/pack.h) states where each of its rules comes from.
enum class Document { written, effective };

base::Result<Rule> read_rule(const base::Value& from, std::string_view file, Document document,
                             const Stage& preset);
// What a pack says of an inherited rule: its keys, each of its kind.
base::Result<RuleChange> read_change(const base::Value& from, std::string_view file);
base::Result<Parameter> read_parameter(std::string_view name, const base::Value& from,
                                       std::string_view file);
base::Result<Stage> read_stage(const base::Value& from, std::string_view file);
// The keys "lifecycle" and "rollout" of a rule or a document; nothing where neither stands.
base::Result<std::optional<Rise>> read_rise(const base::Value& from, std::string_view file,
                                            Lifecycle preset);
// A date is the beginning of that day in UTC, or an instant.
base::Result<base::Instant> read_beginning(const base::Value& from, std::string_view file,
                                           std::string_view key);
base::Result<const base::List*> list_of(const base::Value& from, std::string_view file,
                                        std::string_view key);

base::Result<void> check_kind(const Parameter& parameter, const base::Value& value,
                              std::string_view file);
bool is_tightening(const Parameter& parameter, const base::Value& value);

// What a path of a rule's conditions names (cel/outline.h); null pointer where it names nothing.
const model::Shape* shape_of_path(Each each, std::string_view path);

// Constants of the condition that are none of the words of what they are compared with.
std::vector<Suspicion> suspicions_of(const Rule& rule);

bool is_id(std::string_view text);

template <class Range, class Item>
bool has(const Range& range, const Item& item) {
  return std::ranges::find(range, item) != std::ranges::end(range);
}

template <class Enum>
std::string word_of(Enum value) {
  return std::string(words(value)[static_cast<std::size_t>(value)]);
}

}  // namespace andon::policy
