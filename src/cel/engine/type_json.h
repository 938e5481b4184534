// Types and declarations in the JSON form of cel.expr.Type and cel.expr.Decl.
#pragma once
#include "base/value.h"
#include "cel/type.h"

namespace andon::cel {

base::Result<Type> read_type(const base::Value& json);
base::Value write_type(const Type& type);
// Adds one cel.expr.Decl.
base::Result<void> read_declaration(const base::Value& json, Declarations& out);

}  // namespace andon::cel
