// The macros as loops, and the trace that tells which element decided.
#include <algorithm>

#include "base/limits.h"
#include "base/result.h"
#include "base/text.h"
#include "cel/engine/machine.h"

namespace andon::cel {

// Keys of facts come sorted, so that the order of a file never shows.
Value Machine::sorted_keys(const Value& map) {
  const auto keys = arena_.values(map.size());
  spend(map.size());
  for (std::size_t i = 0; i < map.size(); ++i) keys[i] = map.entry(i).key;
  if (map.borrowed_map()) std::ranges::sort(keys, {}, [](const Value& key) { return key.text(); });
  return Value::list(keys);
}

Value Machine::sorted_entries(const Value& map) {
  const auto entries = arena_.entries(map.size());
  spend(map.size() * 2);
  for (std::size_t i = 0; i < map.size(); ++i) entries[i] = map.entry(i);
  if (map.borrowed_map())
    std::ranges::sort(entries, {}, [](const MapEntry& entry) { return entry.key.text(); });
  return Value::map(entries);
}

Value Machine::loop(const Node& node) {
  const Value range = run(node.a);
  if (range.is(Kind::failure)) return range;
  if (!range.is_container()) return no_overload(node, range);
  Value items = range;
  if (range.is(Kind::map)) items = node.variables == 1 ? sorted_keys(range) : sorted_entries(range);
  switch (node.op) {
    case Op::exists:
    case Op::all:
      return any_or_all(node, items);
    case Op::exists_one:
      return exactly_one(node, items);
    case Op::transform_map:
      return collected_map(node, items);
    default:
      return collected(node, items);
  }
}

void Machine::take_step(const Node& node, const Value& range, std::size_t i) {
  if (node.variables == 1) [[likely]] {
    locals_[node.slot] = range.item(i);
  } else if (range.is(Kind::map)) {
    const MapEntry entry = range.entry(i);
    locals_[node.slot] = entry.key;
    locals_[node.slot + 1] = entry.value;
  } else {
    locals_[node.slot] = Value::integer(static_cast<std::int64_t>(i));
    locals_[node.slot + 1] = range.item(i);
  }
}

Value Machine::any_or_all(const Node& node, const Value& range) {
  const bool deciding = node.op == Op::exists;
  Value failed;
  for (std::size_t i = 0; i < range.size() && !is_exhausted(); ++i) {
    const std::size_t traced = trace_ ? trace_->size() : 0;
    take_step(node, range, i);
    const Value value = condition(node.b);
    const bool is_boolean = value.is(Kind::boolean);
    const bool is_decided = is_boolean && value.as_boolean() == deciding;
    if (trace_) note_element(traced, i, is_decided || !is_boolean);
    if (is_decided) return value;
    if (is_boolean) continue;
    const Value failure = value.is(Kind::failure) ? value : no_overload(node, value);
    if (!failed.is(Kind::failure) || (failure.failure().kind == FailureKind::unknown &&
                                      failed.failure().kind != FailureKind::unknown))
      failed = failure;
  }
  return failed.is(Kind::failure) ? failed : Value::boolean(!deciding);
}

Value Machine::exactly_one(const Node& node, const Value& range) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < range.size() && !is_exhausted(); ++i) {
    const std::size_t traced = trace_ ? trace_->size() : 0;
    take_step(node, range, i);
    const Value value = condition(node.b);
    if (trace_) note_element(traced, i, !value.is_false());
    if (value.is(Kind::failure)) return value;
    if (!value.is(Kind::boolean)) return no_overload(node, value);
    count += value.as_boolean() ? 1 : 0;
  }
  return Value::boolean(count == 1);
}

// The condition of a macro that may have none: a boolean or a failure.
Value Machine::is_kept(const Node& node) {
  if (node.b == no_node) return Value::boolean(true);
  const Value kept = condition(node.b);
  return kept.is(Kind::boolean) || kept.is(Kind::failure) ? kept : no_overload(node, kept);
}

Value Machine::collected(const Node& node, const Value& range) {
  // A value takes three words, so a step of the budget stands for each.
  spend(range.size() * 3);
  if (is_exhausted()) return fail(node, FailureKind::out_of_budget, "too large");
  const auto out = arena_.values(range.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < range.size() && !is_exhausted(); ++i) {
    const std::size_t traced = trace_ ? trace_->size() : 0;
    take_step(node, range, i);
    const Value kept = is_kept(node);
    if (kept.is(Kind::failure)) return kept;
    if (kept.as_boolean()) {
      out[count] = node.op == Op::filter ? range.item(i) : run(node.c);
      if (out[count].is(Kind::failure)) return out[count];
      ++count;
    }
    if (trace_) note_element(traced, i, node.op == Op::filter && kept.as_boolean());
  }
  return Value::list(out.first(count));
}

Value Machine::collected_map(const Node& node, const Value& range) {
  spend(range.size() * 6);
  if (is_exhausted()) return fail(node, FailureKind::out_of_budget, "too large");
  const auto out = arena_.entries(range.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < range.size() && !is_exhausted(); ++i) {
    const std::size_t traced = trace_ ? trace_->size() : 0;
    take_step(node, range, i);
    const Value key = locals_[node.slot];
    const Value kept = is_kept(node);
    if (kept.is(Kind::failure)) return kept;
    if (kept.as_boolean()) {
      const Value value = run(node.c);
      if (value.is(Kind::failure)) return value;
      out[count++] = {key, value};
    }
    if (trace_) note_element(traced, i, false);
  }
  return Value::map(out.first(count));
}

// The expression sees a failure only where it uses the name.
Value Machine::bind(const Node& node) {
  locals_[node.slot] = run(node.a);
  return run(node.b);
}

namespace {

// What a reader wants to see: what was looked up and compared, not how it was put together.
bool is_telling(const Node& node, const Value& value) {
  if (value.is_container()) return false;
  switch (node.op) {
    case Op::constant:
    case Op::not_:
    case Op::all_of:
    case Op::any_of:
    case Op::conditional:
    case Op::list:
    case Op::map:
      return false;
    default:
      return true;
  }
}

base::Value traced_value(const Value& value) {
  constexpr std::size_t shown_bytes = 200;
  switch (value.kind()) {
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
      return to_facts(value);
    case Kind::string:
      return base::shortened(base::printable(value.text()), shown_bytes);
    default:
      return describe(value);
  }
}

}  // namespace

void Machine::note(const Node& node, const Value& value) {
  if (!is_telling(node, value) || trace_->size() >= base::limits::cel_trace_entries) return;
  base::Map entry;
  entry.reserve(2);
  entry.emplace_back("expression", base::printable(program_.text(node)));
  entry.emplace_back(value.is(Kind::failure) ? "failure" : "value", traced_value(value));
  const auto is_same = [&](const base::Value& other) { return *other.map() == entry; };
  if (std::ranges::none_of(*trace_, is_same)) trace_->push_back(std::move(entry));
}

void Machine::note_element(std::size_t from, std::size_t element, bool is_kept) {
  if (!is_kept) {
    trace_->resize(std::min(from, trace_->size()));
    return;
  }
  for (std::size_t i = from; i < trace_->size(); ++i)
    if (!(*trace_)[i].find("element")) (*trace_)[i].set("element", static_cast<long long>(element));
}

}  // namespace andon::cel
