// Recursive descent over the grammar of the language definition (cel-spec, langdef.md, "Syntax").
#pragma once
#include "cel/engine/lexer.h"
#include "cel/engine/syntax.h"

namespace andon::cel {

class Parser {
 public:
  explicit Parser(std::string_view source) : lexer_(source) { tree_.source = source; }
  base::Result<SyntaxTree> run();

 private:
  using Parsed = base::Result<std::uint32_t>;

  base::Result<void> advance();
  base::Result<bool> accept(std::string_view symbol);
  base::Result<void> expect(std::string_view symbol, std::string_view where);
  std::unexpected<base::Error> unexpected_word(std::string_view wanted) const;
  Parsed add(Syntax node);

  Parsed expression();
  Parsed any_of();
  Parsed all_of();
  Parsed relation();
  Parsed sum();
  Parsed product();
  Parsed unary();
  Parsed member();
  Parsed member_tail(std::uint32_t target);
  Parsed selected(std::uint32_t target);
  Parsed primary();
  Parsed named(bool is_absolute);
  Parsed literal();
  Parsed number_literal(const Token& token, bool is_negative);
  Parsed list();
  Parsed entry();
  Parsed optional_entry(std::uint32_t place, std::uint32_t value);
  Parsed map();
  Parsed message(std::uint32_t type_name);
  Parsed operation(std::string_view name, std::uint32_t place, std::uint32_t left,
                   std::uint32_t right);
  Parsed joined(Form form, std::string_view symbol, Parsed (Parser::*operand)());
  base::Result<void> arguments(Syntax& call);
  bool is_type_name(std::uint32_t node) const;

  Lexer lexer_;
  Token token_;
  std::uint32_t last_end_ = 0;
  std::size_t depth_ = 0;
  SyntaxTree tree_;
};

}  // namespace andon::cel
