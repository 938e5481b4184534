#include "cel/engine/lexer.h"

#include <array>

#include "base/text.h"

namespace andon::cel {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

}  // namespace

std::string place_text(std::string_view source, std::size_t offset) {
  offset = std::min(offset, source.size());
  std::size_t line = 1, line_begin = 0;
  for (std::size_t i = 0; i < offset; ++i)
    if (source[i] == '\n') {
      ++line;
      line_begin = i + 1;
    }
  return fmt::format("{}:{}: ", line,
                     base::code_points(source.substr(line_begin, offset - line_begin)) + 1);
}

std::unexpected<base::Error> syntax_error(std::string_view source, std::size_t offset,
                                          std::string message) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration, "{}{}",
                    place_text(source, offset), message);
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      put(0xE0 | (c >> 12));
    } else {
      put(0xF0 | (c >> 18));
      put(0x80 | ((c >> 12) & 0x3F));
    }
    put(0x80 | ((c >> 6) & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

void Lexer::skip_blanks() {
  while (at_ < source_.size()) {
    if (std::string_view(" \t\r\n\f").find(source_[at_]) != std::string_view::npos) {
      ++at_;
    } else if (source_.substr(at_).starts_with("//")) {
      while (at_ < source_.size() && source_[at_] != '\n') ++at_;
    } else {
      return;
    }
  }
}

// A quote, or up to two prefix letters (r, b in any order and case) and a quote.
bool Lexer::at_string() const {
  for (std::size_t i = at_; i < source_.size() && i < at_ + 3; ++i) {
    if (source_[i] == '"' || source_[i] == '\'') return true;
    if (std::string_view("rRbB").find(source_[i]) == std::string_view::npos) return false;
  }
  return false;
}

base::Result<Token> Lexer::next() {
  skip_blanks();
  Token token;
  token.begin = token.end = static_cast<std::uint32_t>(at_);
  if (at_ >= source_.size()) return token;
  const char c = source_[at_];
  if (at_string()) return read_string();
  if (is_letter(c)) {
    while (at_ < source_.size() && (is_letter(source_[at_]) || is_digit(source_[at_]))) ++at_;
    token.word = Word::identifier;
  } else if (is_digit(c) || (c == '.' && at_ + 1 < source_.size() && is_digit(source_[at_ + 1]))) {
    return read_number();
  } else if (c == '`') {
    const std::size_t close = source_.find('`', at_ + 1);
    if (close == std::string_view::npos || close == at_ + 1)
      return syntax_error(source_, at_, "a name in backquotes that does not end");
    token.word = Word::quoted_identifier;
    token.text = source_.substr(at_ + 1, close - at_ - 1);
    for (const char inside : token.text)
      if (!is_letter(inside) && !is_digit(inside) &&
          std::string_view("_.-/ ").find(inside) == std::string_view::npos)
        return syntax_error(source_, at_, "a name in backquotes may hold letters, digits, _ . - /");
    at_ = close + 1;
    token.end = static_cast<std::uint32_t>(at_);
    return token;
  } else {
    return read_symbol();
  }
  token.end = static_cast<std::uint32_t>(at_);
  token.text = source_.substr(token.begin, token.end - token.begin);
  return token;
}

base::Result<Token> Lexer::read_symbol() {
  static constexpr std::array<std::string_view, 26> symbols{
      "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%",
      "!",  "?",  ":",  "(",  ")",  "[",  "]", "{", "}", ".", ",", "=", ";"};
  for (const auto symbol : symbols) {
    if (!source_.substr(at_).starts_with(symbol)) continue;
    Token token;
    token.word = Word::symbol;
    token.begin = static_cast<std::uint32_t>(at_);
    token.text = source_.substr(at_, symbol.size());
    at_ += symbol.size();
    token.end = static_cast<std::uint32_t>(at_);
    return token;
  }
  std::size_t length = 1;
  while (at_ + length < source_.size() && (source_[at_ + length] & 0xC0) == 0x80) ++length;
  return syntax_error(
      source_, at_,
      fmt::format("'{}' has no meaning here", base::printable(source_.substr(at_, length))));
}

base::Result<Token> Lexer::read_number() {
  Token token;
  token.begin = static_cast<std::uint32_t>(at_);
  token.word = Word::integer;
  const auto digits = [this] {
    while (at_ < source_.size() && is_digit(source_[at_])) ++at_;
  };
  if (source_[at_] == '0' && at_ + 1 < source_.size() && (source_[at_ + 1] | 0x20) == 'x') {
    at_ += 2;
    const std::size_t first = at_;
    while (at_ < source_.size() && digit_value(source_[at_]) < 16) ++at_;
    if (at_ == first) return syntax_error(source_, token.begin, "0x without digits");
  } else {
    digits();
    if (at_ + 1 < source_.size() && source_[at_] == '.' && is_digit(source_[at_ + 1])) {
      token.word = Word::number;
      ++at_;
      digits();
    }
    if (at_ < source_.size() && (source_[at_] | 0x20) == 'e') {
      std::size_t exponent = at_ + 1;
      if (exponent < source_.size() && (source_[exponent] == '+' || source_[exponent] == '-'))
        ++exponent;
      if (exponent < source_.size() && is_digit(source_[exponent])) {
        token.word = Word::number;
        at_ = exponent;
        digits();
      }
    }
  }
  token.text = source_.substr(token.begin, at_ - token.begin);
  if (token.word == Word::integer && at_ < source_.size() && (source_[at_] | 0x20) == 'u') {
    token.word = Word::unsigned_integer;
    ++at_;
  }
  if (at_ < source_.size() && is_letter(source_[at_]))
    return syntax_error(source_, at_, "a letter follows a number");
  token.end = static_cast<std::uint32_t>(at_);
  return token;
}

base::Result<Token> Lexer::read_string() {
  Token token;
  token.word = Word::string;
  token.begin = static_cast<std::uint32_t>(at_);
  bool is_raw = false;
  for (; source_[at_] != '"' && source_[at_] != '\''; ++at_) {
    if ((source_[at_] | 0x20) == 'r')
      is_raw = true;
    else
      token.word = Word::bytes;
  }
  const char quote = source_[at_];
  const bool is_triple = source_.substr(at_).starts_with(std::string(3, quote));
  const std::string closing(is_triple ? 3 : 1, quote);
  at_ += closing.size();
  while (true) {
    if (at_ >= source_.size() || (!is_triple && (source_[at_] == '\n' || source_[at_] == '\r')))
      return syntax_error(source_, token.begin, "a string that does not end");
    if (source_.substr(at_).starts_with(closing)) break;
    if (source_[at_] == '\\' && !is_raw) {
      TRY(read_escape(token.decoded, token.word == Word::bytes));
    } else {
      token.decoded.push_back(source_[at_++]);
    }
  }
  at_ += closing.size();
  token.end = static_cast<std::uint32_t>(at_);
  token.text = source_.substr(token.begin, token.end - token.begin);
  return token;
}

base::Result<void> Lexer::read_escape(std::string& out, bool is_bytes) {
  static constexpr std::string_view letters = "abfnrtv\\?\"'`";
  static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\?\"'`";
  const std::size_t begin = at_++;
  if (at_ >= source_.size()) return syntax_error(source_, begin, "a string that does not end");
  const char c = source_[at_];
  if (const auto known = letters.find(c); known != std::string_view::npos) {
    out.push_back(meanings[known]);
    ++at_;
    return {};
  }
  if (c >= '0' && c <= '3') return read_code_point(out, 8, 3, is_bytes);
  ++at_;
  if (c == 'x' || c == 'X') return read_code_point(out, 16, 2, is_bytes);
  if (c == 'u' && !is_bytes) return read_code_point(out, 16, 4, is_bytes);
  if (c == 'U' && !is_bytes) return read_code_point(out, 16, 8, is_bytes);
  return syntax_error(source_, begin, "an escape that the language does not know");
}

base::Result<void> Lexer::read_code_point(std::string& out, int base, std::size_t digits,
                                          bool is_bytes) {
  const std::size_t begin = at_;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < digits; ++i, ++at_) {
    if (at_ >= source_.size() || digit_value(source_[at_]) >= base)
      return syntax_error(source_, begin, "an escape with too few digits");
    value = value * static_cast<std::uint32_t>(base) +
            static_cast<std::uint32_t>(digit_value(source_[at_]));
  }
  if (is_bytes) {
    out.push_back(static_cast<char>(value));
    return {};
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
    return syntax_error(source_, begin, "an escape that is no Unicode character");
  append_utf8(out, value);
  return {};
}

}  // namespace andon::cel
