#include "cel/engine/parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/limits.h"
#include "base/text.h"

namespace andon::cel {
namespace {

// langdef.md: RESERVED words are no identifiers, but may be the name of a field.
constexpr std::array<std::string_view, 17> reserved{
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

bool is_reserved(std::string_view name) {
  return std::ranges::find(reserved, name) != reserved.end();
}

bool is_keyword(std::string_view name) {
  return name == "true" || name == "false" || name == "null" || name == "in";
}

}  // namespace

base::Result<SyntaxTree> parse(std::string_view source) {
  if (source.size() > base::limits::cel_source_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::configuration,
                      "1:1: the expression has more than {} bytes", base::limits::cel_source_bytes);
  if (!base::is_utf8(source)) return syntax_error(source, 0, "the expression is not UTF-8");
  return Parser(source).run();
}

base::Result<SyntaxTree> Parser::run() {
  TRY(advance());
  tree_.root = TRY(expression());
  if (token_.word != Word::end) return unexpected_word("the end of the expression");
  return std::move(tree_);
}

base::Result<void> Parser::advance() {
  last_end_ = token_.end;
  token_ = TRY(lexer_.next());
  return {};
}

base::Result<bool> Parser::accept(std::string_view symbol) {
  if (!token_.is(symbol)) return false;
  TRY(advance());
  return true;
}

base::Result<void> Parser::expect(std::string_view symbol, std::string_view where) {
  if (!token_.is(symbol)) return unexpected_word(fmt::format("'{}' {}", symbol, where));
  return advance();
}

std::unexpected<base::Error> Parser::unexpected_word(std::string_view wanted) const {
  const std::string found =
      token_.word == Word::end ? "the end" : fmt::format("'{}'", base::shortened(token_.text, 40));
  return syntax_error(tree_.source, token_.begin,
                      fmt::format("expected {}, found {}", wanted, found));
}

Parser::Parsed Parser::add(Syntax node) {
  for (const auto child : node.children)
    node.height = std::max(node.height, tree_.nodes[child].height + 1);
  if (node.end == 0) node.end = last_end_;
  if (node.height > base::limits::cel_depth)
    return syntax_error(tree_.source, node.begin,
                        fmt::format("nested deeper than {}", base::limits::cel_depth));
  tree_.nodes.push_back(std::move(node));
  return static_cast<std::uint32_t>(tree_.nodes.size() - 1);
}

Parser::Parsed Parser::expression() {
  if (++depth_ > base::limits::cel_depth)
    return syntax_error(tree_.source, token_.begin,
                        fmt::format("nested deeper than {}", base::limits::cel_depth));
  const auto condition = TRY(any_of());
  if (!token_.is("?")) {
    --depth_;
    return condition;
  }
  Syntax node{
      .form = Form::conditional, .begin = tree_.nodes[condition].begin, .place = token_.begin};
  TRY(advance());
  const auto then = TRY(any_of());
  TRY(expect(":", "of a condition ? then : otherwise"));
  const auto otherwise = TRY(expression());
  node.children = {condition, then, otherwise};
  --depth_;
  return add(std::move(node));
}

// a && b && c is one node with three children, so that long chains stay shallow.
Parser::Parsed Parser::joined(Form form, std::string_view symbol, Parsed (Parser::*operand)()) {
  const auto first = TRY((this->*operand)());
  if (!token_.is(symbol)) return first;
  Syntax node{.form = form, .begin = tree_.nodes[first].begin, .place = token_.begin};
  node.name = symbol;
  node.children.push_back(first);
  while (TRY(accept(symbol))) node.children.push_back(TRY((this->*operand)()));
  return add(std::move(node));
}

Parser::Parsed Parser::any_of() { return joined(Form::any_of, "||", &Parser::all_of); }
Parser::Parsed Parser::all_of() { return joined(Form::all_of, "&&", &Parser::relation); }

Parser::Parsed Parser::operation(std::string_view name, std::uint32_t place, std::uint32_t left,
                                 std::uint32_t right) {
  Syntax node{.form = Form::binary, .begin = tree_.nodes[left].begin, .place = place};
  node.name = name;
  node.children = {left, right};
  return add(std::move(node));
}

Parser::Parsed Parser::relation() {
  static constexpr std::array<std::string_view, 6> symbols{"==", "!=", "<=", ">=", "<", ">"};
  auto left = TRY(sum());
  while (true) {
    std::string_view name;
    if (token_.word == Word::identifier && token_.text == "in") name = "in";
    for (const auto symbol : symbols)
      if (token_.is(symbol)) name = symbol;
    if (name.empty()) return left;
    const auto place = token_.begin;
    TRY(advance());
    const auto right = TRY(sum());
    left = TRY(operation(name, place, left, right));
  }
}

Parser::Parsed Parser::sum() {
  auto left = TRY(product());
  while (token_.is("+") || token_.is("-")) {
    const Token symbol = token_;
    TRY(advance());
    const auto right = TRY(product());
    left = TRY(operation(symbol.text, symbol.begin, left, right));
  }
  return left;
}

Parser::Parsed Parser::product() {
  auto left = TRY(unary());
  while (token_.is("*") || token_.is("/") || token_.is("%")) {
    const Token symbol = token_;
    TRY(advance());
    const auto right = TRY(unary());
    left = TRY(operation(symbol.text, symbol.begin, left, right));
  }
  return left;
}

// "!!x" and "--x" undo themselves, as the grammar has it; "-1" is one literal, so that the least
// integer can be written.
Parser::Parsed Parser::unary() {
  if (!token_.is("!") && !token_.is("-")) return member();
  const Token symbol = token_;
  std::size_t count = 0;
  while (token_.is(symbol.text)) {
    ++count;
    TRY(advance());
  }
  const bool is_number = token_.word == Word::integer || token_.word == Word::number;
  if (symbol.text == "-" && is_number) {
    const Token number = token_;
    TRY(advance());
    const auto value = TRY(number_literal(number, true));
    tree_.nodes[value].begin = symbol.begin;
    const auto operand = TRY(member_tail(value));
    if (count % 2 == 1) return operand;
    Syntax again{.form = Form::unary, .begin = symbol.begin, .place = symbol.begin};
    again.name = "-";
    again.children = {operand};
    return add(std::move(again));
  }
  const auto operand = TRY(member());
  Syntax node{.form = Form::unary, .begin = symbol.begin, .place = symbol.begin};
  node.name = symbol.text;
  node.children = {operand};
  auto out = TRY(add(node));
  if (count % 2 == 1) return out;
  node.children = {out};
  return add(std::move(node));
}

Parser::Parsed Parser::member() { return member_tail(TRY(primary())); }

Parser::Parsed Parser::member_tail(std::uint32_t target) {
  while (true) {
    if (token_.is(".")) {
      target = TRY(selected(target));
    } else if (token_.is("[")) {
      Syntax node{.form = Form::index, .begin = tree_.nodes[target].begin, .place = token_.begin};
      TRY(advance());
      if (TRY(accept("?"))) node.form = Form::optional_index;
      const auto key = TRY(expression());
      TRY(expect("]", "after an index"));
      node.children = {target, key};
      target = TRY(add(std::move(node)));
    } else if (token_.is("{") && is_type_name(target)) {
      target = TRY(message(target));
    } else {
      return target;
    }
  }
}

Parser::Parsed Parser::selected(std::uint32_t target) {
  TRY(advance());
  const bool is_optional = TRY(accept("?"));
  const bool is_name = token_.word == Word::identifier && !is_keyword(token_.text);
  if (!is_name && token_.word != Word::quoted_identifier) return unexpected_word("a field's name");
  const bool is_quoted = token_.word == Word::quoted_identifier;
  Syntax node{.form = Form::select, .begin = tree_.nodes[target].begin, .place = token_.begin};
  node.name = token_.text;
  node.children = {target};
  TRY(advance());
  if (is_optional) {
    node.form = Form::optional_select;
  } else if (!is_quoted && token_.is("(")) {
    node.form = Form::member_call;
    TRY(arguments(node));
  }
  return add(std::move(node));
}

base::Result<void> Parser::arguments(Syntax& call) {
  TRY(advance());
  if (TRY(accept(")"))) return {};
  do {
    call.children.push_back(TRY(expression()));
  } while (TRY(accept(",")));
  return expect(")", "after the arguments");
}

bool Parser::is_type_name(std::uint32_t index) const {
  const Syntax* node = &tree_.nodes[index];
  while (node->form == Form::select) node = &tree_.nodes[node->children[0]];
  return node->form == Form::identifier;
}

Parser::Parsed Parser::message(std::uint32_t type_name) {
  Syntax node{.form = Form::message, .begin = tree_.nodes[type_name].begin, .place = token_.begin};
  node.name = tree_.source.substr(node.begin, tree_.nodes[type_name].end - node.begin);
  TRY(advance());
  while (!token_.is("}")) {
    if (token_.word != Word::identifier && token_.word != Word::quoted_identifier)
      return unexpected_word("a field's name or '}'");
    TRY(advance());
    TRY(expect(":", "after a field's name"));
    node.children.push_back(TRY(expression()));
    if (!TRY(accept(","))) break;
  }
  TRY(expect("}", "after the fields"));
  return add(std::move(node));
}

Parser::Parsed Parser::primary() {
  if (token_.is("(")) {
    TRY(advance());
    const auto inside = TRY(expression());
    TRY(expect(")", "that closes the parenthesis"));
    return inside;
  }
  if (token_.is("[")) return list();
  if (token_.is("{")) return map();
  if (token_.is(".")) {
    TRY(advance());
    return named(true);
  }
  if (token_.word == Word::identifier && !is_keyword(token_.text)) return named(false);
  return literal();
}

Parser::Parsed Parser::named(bool is_absolute) {
  if (token_.word != Word::identifier || is_keyword(token_.text)) return unexpected_word("a name");
  if (is_reserved(token_.text))
    return syntax_error(tree_.source, token_.begin,
                        fmt::format("'{}' is a reserved word", token_.text));
  Syntax node{.form = Form::identifier,
              .is_absolute = is_absolute,
              .begin = token_.begin,
              .place = token_.begin};
  node.name = token_.text;
  TRY(advance());
  if (token_.is("(")) {
    node.form = Form::call;
    TRY(arguments(node));
  }
  return add(std::move(node));
}

// ?value: nothing when it is none.
Parser::Parsed Parser::optional_entry(std::uint32_t place, std::uint32_t value) {
  Syntax node{.form = Form::optional_entry, .begin = place, .place = place};
  node.name = "?";
  node.children = {value};
  return add(std::move(node));
}

Parser::Parsed Parser::entry() {
  const auto place = token_.begin;
  if (!TRY(accept("?"))) return expression();
  const auto value = TRY(expression());
  return optional_entry(place, value);
}

Parser::Parsed Parser::list() {
  Syntax node{.form = Form::list, .begin = token_.begin, .place = token_.begin};
  TRY(advance());
  while (!token_.is("]")) {
    node.children.push_back(TRY(entry()));
    if (!TRY(accept(","))) break;
  }
  TRY(expect("]", "that closes the list"));
  return add(std::move(node));
}

Parser::Parsed Parser::map() {
  Syntax node{.form = Form::map, .begin = token_.begin, .place = token_.begin};
  TRY(advance());
  while (!token_.is("}")) {
    const auto place = token_.begin;
    const bool is_optional = TRY(accept("?"));
    node.children.push_back(TRY(expression()));
    TRY(expect(":", "after a key"));
    const auto value = TRY(expression());
    node.children.push_back(is_optional ? TRY(optional_entry(place, value)) : value);
    if (!TRY(accept(","))) break;
  }
  TRY(expect("}", "that closes the map"));
  return add(std::move(node));
}

Parser::Parsed Parser::number_literal(const Token& token, bool is_negative) {
  Syntax node{.begin = token.begin, .end = token.end, .place = token.begin};
  const auto bad = [&] {
    return syntax_error(tree_.source, token.begin,
                        fmt::format("{} is out of range", base::shortened(token.text, 40)));
  };
  std::string digits((is_negative ? "-" : "") + std::string(token.text));
  if (token.word == Word::number) {
    double value = 0;
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, value);
    // Beyond the range of a double the value is the infinity or zero that it rounds to.
    if (read.ec == std::errc::result_out_of_range) value = std::strtod(digits.c_str(), nullptr);
    node.value = Value::number(value);
    return add(std::move(node));
  }
  const bool is_hexadecimal = token.text.size() > 1 && (token.text[1] | 0x20) == 'x';
  if (is_hexadecimal) digits.erase(is_negative ? 1 : 0, 2);
  const int base = is_hexadecimal ? 16 : 10;
  if (token.word == Word::unsigned_integer) {
    std::uint64_t value = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value, base).ec !=
        std::errc{})
      return bad();
    node.value = Value::unsigned_integer(value);
  } else {
    std::int64_t value = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value, base).ec !=
        std::errc{})
      return bad();
    node.value = Value::integer(value);
  }
  return add(std::move(node));
}

Parser::Parsed Parser::literal() {
  Syntax node{.begin = token_.begin, .end = token_.end, .place = token_.begin};
  switch (token_.word) {
    case Word::integer:
    case Word::unsigned_integer:
    case Word::number: {
      const Token number = token_;
      TRY(advance());
      return number_literal(number, false);
    }
    case Word::string:
      node.value = Value::string(tree_.texts.emplace_back(std::move(token_.decoded)));
      break;
    case Word::bytes:
      node.value = Value::bytes(tree_.texts.emplace_back(std::move(token_.decoded)));
      break;
    case Word::identifier:
      if (token_.text == "in") return unexpected_word("a value");
      if (token_.text != "null") node.value = Value::boolean(token_.text == "true");
      break;
    default:
      return unexpected_word("a value");
  }
  TRY(advance());
  return add(std::move(node));
}

}  // namespace andon::cel
