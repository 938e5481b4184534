// Values in the JSON form of cel.expr.Value: {"int64Value":"1"}.
#pragma once
#include "base/result.h"
#include "base/value.h"
#include "cel/engine/arena.h"

namespace andon::cel {

// Also {"value": {...}}, as in cel.expr.ExprValue. Strings of the value borrow from `json`.
base::Result<Value> read_value(const base::Value& json, Arena& arena);
base::Value write_value(const Value& value);

}  // namespace andon::cel
