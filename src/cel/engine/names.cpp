#include "cel/engine/names.h"

#include <algorithm>

namespace andon::cel {

std::string qualified_name(const SyntaxTree& tree, const Syntax& syntax) {
  if (syntax.form == Form::identifier) return std::string(syntax.name);
  if (syntax.form != Form::select) return {};
  std::string before = qualified_name(tree, tree.nodes[syntax.children[0]]);
  return before.empty() ? before : before + "." + std::string(syntax.name);
}

std::vector<std::string> candidates(std::string_view container, std::string_view name,
                                    bool is_absolute) {
  std::vector<std::string> out;
  if (is_absolute) container = {};
  while (!container.empty()) {
    out.push_back(fmt::format("{}.{}", container, name));
    const auto dot = container.rfind('.');
    container = dot == std::string_view::npos ? std::string_view{} : container.substr(0, dot);
  }
  out.emplace_back(name);
  return out;
}

const Macro* find_macro(const Syntax& member_call) {
  static constexpr Macro macros[] = {{"all", 2, 1, Op::all},
                                     {"exists", 2, 1, Op::exists},
                                     {"exists_one", 2, 1, Op::exists_one},
                                     {"existsOne", 2, 1, Op::exists_one},
                                     {"map", 2, 1, Op::transform},
                                     {"map", 3, 1, Op::transform},
                                     {"filter", 2, 1, Op::filter},
                                     {"all", 3, 2, Op::all},
                                     {"exists", 3, 2, Op::exists},
                                     {"exists_one", 3, 2, Op::exists_one},
                                     {"existsOne", 3, 2, Op::exists_one},
                                     {"transformList", 3, 2, Op::transform},
                                     {"transformList", 4, 2, Op::transform},
                                     {"transformMap", 3, 2, Op::transform_map},
                                     {"transformMap", 4, 2, Op::transform_map}};
  const auto found = std::ranges::find_if(macros, [&](const Macro& macro) {
    return macro.name == member_call.name && macro.arguments + 1 == member_call.children.size();
  });
  return found == std::end(macros) ? nullptr : found;
}

bool is_optional_macro(const Syntax& member_call) {
  return member_call.children.size() == 3 &&
         (member_call.name == "optMap" || member_call.name == "optFlatMap");
}

bool is_bind(const SyntaxTree& tree, const Syntax& member_call) {
  if (member_call.name != "bind" || member_call.children.size() != 4) return false;
  const Syntax& target = tree.nodes[member_call.children[0]];
  return target.form == Form::identifier && target.name == "cel";
}

Kind kind_named(std::string_view name) {
  for (auto kind = Kind::null; kind != Kind::failure;
       kind = static_cast<Kind>(static_cast<std::uint8_t>(kind) + 1))
    if (type_name(kind) == name) return kind;
  return Kind::failure;
}

}  // namespace andon::cel
