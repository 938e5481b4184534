#include "cel/type.h"

namespace andon::cel {

std::string describe(const Type& type) {
  const auto with = [&type](std::string_view name) {
    std::string out(name);
    for (std::size_t i = 0; i < type.parameters.size(); ++i)
      out += (i == 0 ? "(" : ", ") + describe(type.parameters[i]);
    return type.parameters.empty() ? out : out + ")";
  };
  switch (type.kind) {
    case TypeKind::dyn:
      return "dyn";
    case TypeKind::null:
      return "null";
    case TypeKind::boolean:
      return "bool";
    case TypeKind::integer:
      return "int";
    case TypeKind::unsigned_integer:
      return "uint";
    case TypeKind::number:
      return "double";
    case TypeKind::string:
      return "string";
    case TypeKind::bytes:
      return "bytes";
    case TypeKind::timestamp:
      return "timestamp";
    case TypeKind::duration:
      return "duration";
    case TypeKind::list:
      return with("list");
    case TypeKind::map:
      return with("map");
    case TypeKind::type:
      return with("type");
    case TypeKind::nullable:
      return describe(type.parameters[0]) + " or null";
    case TypeKind::record:
    case TypeKind::abstract:
    case TypeKind::parameter:
      return with(type.name);
  }
  return {};
}

}  // namespace andon::cel
