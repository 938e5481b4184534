#include "cel/engine/value_json.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "cel/engine/base64.h"
#include "cel/engine/moment.h"

namespace andon::cel {
namespace {

using Read = base::Result<Value>;

std::unexpected<base::Error> unreadable(std::string_view what) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::input,
                    "{} is not in the JSON form of cel.expr.Value", what);
}

template <class T>
base::Result<T> whole_number(const base::Value& value) {
  if (const auto* number = value.integer(); number && std::in_range<T>(*number))
    return static_cast<T>(*number);
  const auto text = value.text_or();
  T out{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || text.empty())
    return unreadable("a number");
  return out;
}

base::Result<double> number(const base::Value& value) {
  if (const auto* found = value.number()) return *found;
  if (const auto* found = value.integer()) return static_cast<double>(*found);
  if (value.text_or() == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (value.text_or() == "Infinity") return std::numeric_limits<double>::infinity();
  if (value.text_or() == "-Infinity") return -std::numeric_limits<double>::infinity();
  return unreadable("a double");
}

Read read(const base::Value& value, Arena& arena);

Read read_list(const base::Value& value, Arena& arena) {
  const auto* values = value["values"].list();
  if (!values) return Value::list({});
  const auto items = arena.values(values->size());
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = TRY(read((*values)[i], arena));
  return Value::list(items);
}

Read read_map(const base::Value& value, Arena& arena) {
  const auto* listed = value["entries"].list();
  if (!listed) return Value::map({});
  const auto entries = arena.entries(listed->size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i].key = TRY(read((*listed)[i]["key"], arena));
    entries[i].value = TRY(read((*listed)[i]["value"], arena));
  }
  return Value::map(entries);
}

Read read_object(const base::Value& value) {
  const auto type = value["@type"].text_or();
  const auto text = value["value"].text_or();
  if (type.ends_with("google.protobuf.Timestamp"))
    if (const auto moment = parse_timestamp(text)) return Value::timestamp(*moment);
  if (type.ends_with("google.protobuf.Duration"))
    if (const auto moment = parse_duration(text)) return Value::duration(*moment);
  return unreadable(type);
}

// {"int64Value":"1"}, or that inside {"value": ...} as in cel.expr.ExprValue.
Read read(const base::Value& value, Arena& arena) {
  const auto* map = value.map();
  if (!map || map->size() != 1) return unreadable("a value");
  const auto& [kind, inside] = map->front();
  if (kind == "value") return read(inside, arena);
  if (kind == "nullValue") return Value();
  if (kind == "boolValue" && inside.is_bool()) return Value::boolean(*inside.boolean());
  if (kind == "int64Value") return Value::integer(TRY(whole_number<std::int64_t>(inside)));
  if (kind == "uint64Value")
    return Value::unsigned_integer(TRY(whole_number<std::uint64_t>(inside)));
  if (kind == "doubleValue") return Value::number(TRY(number(inside)));
  if (kind == "stringValue" && inside.is_string()) return Value::string(inside.text_or());
  if (kind == "bytesValue") {
    const auto decoded = from_base64(inside.text_or());
    if (!decoded) return unreadable("bytesValue");
    return Value::bytes(arena.copy(*decoded));
  }
  if (kind == "listValue") return read_list(inside, arena);
  if (kind == "mapValue") return read_map(inside, arena);
  if (kind == "typeValue") return Value::type(inside.text_or());
  if (kind == "objectValue") return read_object(inside);
  return unreadable(kind);
}

base::Value one(std::string_view kind, base::Value inside) {
  base::Value out{base::Map{}};
  out.set(kind, std::move(inside));
  return out;
}

base::Value object(std::string_view type, std::string text) {
  base::Value out{base::Map{}};
  out.set("@type", fmt::format("type.googleapis.com/google.protobuf.{}", type));
  out.set("value", std::move(text));
  return one("objectValue", std::move(out));
}

base::Value number_value(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  return value;
}

base::Value written(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return one("nullValue", {});
    case Kind::boolean:
      return one("boolValue", value.as_boolean());
    case Kind::integer:
      return one("int64Value", fmt::format("{}", value.as_integer()));
    case Kind::unsigned_integer:
      return one("uint64Value", fmt::format("{}", value.as_unsigned()));
    case Kind::number:
      return one("doubleValue", number_value(value.as_number()));
    case Kind::string:
      return one("stringValue", value.text());
    case Kind::bytes:
      return one("bytesValue", to_base64(value.text()));
    case Kind::type:
      return one("typeValue", value.text());
    case Kind::timestamp:
      return object("Timestamp", timestamp_text(value.moment()));
    case Kind::duration:
      return object("Duration", duration_text(value.moment()));
    case Kind::optional:  // cel.expr.Value has no form for it: what it holds, or null
      return value.size() == 0 ? one("nullValue", {}) : written(value.item(0));
    case Kind::failure:
      return {};
    case Kind::list: {
      base::Value values{base::List{}};
      for (std::size_t i = 0; i < value.size(); ++i) values.push(written(value.item(i)));
      return one("listValue", one("values", std::move(values)));
    }
    case Kind::map:
      break;
  }
  base::Value entries{base::List{}};
  for (std::size_t i = 0; i < value.size(); ++i) {
    const MapEntry entry = value.entry(i);
    base::Value item{base::Map{}};
    item.set("key", written(entry.key));
    item.set("value", written(entry.value));
    entries.push(std::move(item));
  }
  return one("mapValue", one("entries", std::move(entries)));
}

}  // namespace

base::Result<Value> read_value(const base::Value& json, Arena& arena) { return read(json, arena); }
base::Value write_value(const Value& value) { return written(value); }

}  // namespace andon::cel
