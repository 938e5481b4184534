#include "cel/outline.h"

#include <algorithm>
#include <array>

#include "cel/engine/program.h"

namespace andon::cel {
namespace {

// "" is a path that cannot be told from the text.
class Walk {
 public:
  explicit Walk(const SyntaxTree& tree) : tree_(tree) {}

  std::string path(std::uint32_t index) {
    const Syntax& node = at(index);
    switch (node.form) {
      case Form::identifier: {
        const auto local = std::find_if(scope_.rbegin(), scope_.rend(), [&](const auto& entry) {
          return entry.first == node.name && !node.is_absolute;
        });
        return local == scope_.rend() ? std::string(node.name) : local->second;
      }
      case Form::select:
        return selected(node, /*is_test=*/false);
      case Form::index: {
        auto target = path(node.children[0]);
        path(node.children[1]);
        const bool is_list = at(node.children[1]).value.is(Kind::integer);
        return target.empty() || !is_list ? std::string() : target + "[]";
      }
      case Form::member_call:
        return member_call(node);
      case Form::call:
        if (node.name == "has" && node.children.size() == 1 &&
            at(node.children[0]).form == Form::select) {
          selected(at(node.children[0]), /*is_test=*/true);
          return {};
        }
        break;
      case Form::binary:
        binary(node);
        return {};
      default:
        break;
    }
    for (const auto child : node.children) path(child);
    return {};
  }

  Outline out;

 private:
  const Syntax& at(std::uint32_t index) const { return tree_.nodes[index]; }

  std::string selected(const Syntax& node, bool is_test) {
    const auto target = path(node.children[0]);
    if (target.empty()) return {};
    auto whole = target + "." + std::string(node.name);
    out.selected.push_back({whole, node.place, is_test});
    return whole;
  }

  std::string member_call(const Syntax& node) {
    constexpr std::array<std::string_view, 5> macros{"all", "exists", "exists_one", "map",
                                                     "filter"};
    const auto target = path(node.children[0]);
    const bool is_macro = node.children.size() >= 3 &&
                          std::ranges::find(macros, node.name) != macros.end() &&
                          at(node.children[1]).form == Form::identifier;
    if (!is_macro) {
      for (std::size_t i = 1; i < node.children.size(); ++i) path(node.children[i]);
      return {};
    }
    scope_.emplace_back(at(node.children[1]).name, target.empty() ? "" : target + "[]");
    for (std::size_t i = 2; i < node.children.size(); ++i) path(node.children[i]);
    scope_.pop_back();
    return node.name == "filter" ? target : std::string();
  }

  void binary(const Syntax& node) {
    const auto left = path(node.children[0]);
    const auto right = path(node.children[1]);
    const Syntax& first = at(node.children[0]);
    const Syntax& second = at(node.children[1]);
    if (node.name == "==" || node.name == "!=") {
      compare(left, second);
      compare(right, first);
    } else if (node.name == "in") {
      if (second.form == Form::list)
        for (const auto item : second.children) compare(left, at(item));
      else if (!right.empty())
        compare(right + "[]", first);
    }
  }

  void compare(const std::string& path, const Syntax& constant) {
    if (path.empty() || constant.form != Form::literal || !constant.value.is(Kind::string)) return;
    out.compared.push_back({path, std::string(constant.value.text()), constant.begin});
  }

  const SyntaxTree& tree_;
  std::vector<std::pair<std::string_view, std::string>> scope_;
};

}  // namespace

Outline outline(const Expression& expression) {
  Walk walk(expression.program().tree);
  walk.path(expression.program().tree.root);
  return std::move(walk.out);
}

SourcePlace source_place(std::string_view source, std::uint32_t offset) {
  SourcePlace out;
  for (const char c : source.substr(0, offset)) {
    if (c == '\n') {
      ++out.line;
      out.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++out.column;
    }
  }
  return out;
}

}  // namespace andon::cel
