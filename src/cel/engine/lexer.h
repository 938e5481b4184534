// The words of an expression, one at a time, with their place.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace andon::cel {

enum class Word : std::uint8_t {
  end,
  identifier,
  quoted_identifier,
  integer,
  unsigned_integer,
  number,
  string,
  bytes,
  // Written as themselves; `symbol` of the token tells which.
  symbol
};

struct Token {
  Word word = Word::end;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string_view text;  // as it stands in the source; of a quoted identifier what is inside
  std::string decoded;    // of strings and bytes
  bool is(std::string_view symbol) const { return word == Word::symbol && text == symbol; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}
  base::Result<Token> next();

 private:
  void skip_blanks();
  bool at_string() const;
  base::Result<Token> read_string();
  base::Result<Token> read_number();
  base::Result<Token> read_symbol();
  base::Result<void> read_escape(std::string& out, bool is_bytes);
  base::Result<void> read_code_point(std::string& out, int base, std::size_t digits, bool is_bytes);

  std::string_view source_;
  std::size_t at_ = 0;
};

// "line:column: " of an offset, both from 1, columns in code points.
std::string place_text(std::string_view source, std::size_t offset);
std::unexpected<base::Error> syntax_error(std::string_view source, std::size_t offset,
                                          std::string message);
void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace andon::cel
