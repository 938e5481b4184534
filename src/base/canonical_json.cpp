#include "base/canonical_json.h"

#include <charconv>
#include <utility>

#include "base/document/json_text.h"
#include "base/limits.h"

namespace andon::base::json {
namespace {

// The one escape that canonical JSON has for it; 0 for a letter that is none.
char escaped(char letter) {
  switch (letter) {
    case '"':
    case '\\':
      return letter;
    case 'b':
      return '\b';
    case 't':
      return '\t';
    case 'n':
      return '\n';
    case 'f':
      return '\f';
    case 'r':
      return '\r';
    default:
      return '\0';
  }
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

bool CanonicalReader::take(char c) {
  if (is_sound_ && next() == c) {
    rest_.remove_prefix(1);
    return true;
  }
  is_sound_ = false;
  return false;
}

bool CanonicalReader::take_word(std::string_view word) {
  if (!count()) return false;
  is_sound_ = rest_.starts_with(word);
  if (is_sound_) rest_.remove_prefix(word.size());
  return is_sound_;
}

bool CanonicalReader::count() {
  is_sound_ = is_sound_ && ++nodes_ <= limits::document_nodes;
  return is_sound_;
}

void CanonicalReader::begin(char c) {
  if (!count() || !take(c)) return;
  open_.emplace_back();
  is_sound_ = open_.size() <= limits::document_depth;
}

// Passes the comma before what comes next; false at the end.
bool CanonicalReader::goes_on(char end) {
  if (!is_sound_ || open_.empty()) {
    is_sound_ = false;
    return false;
  }
  if (next() == end) {
    rest_.remove_prefix(1);
    open_.pop_back();
    return false;
  }
  if (!std::exchange(open_.back().is_empty, false)) return take(',');
  return true;
}

void CanonicalReader::begin_map() { begin('{'); }
void CanonicalReader::begin_list() { begin('['); }
bool CanonicalReader::next_item() { return goes_on(']'); }

bool CanonicalReader::next_key(std::string_view& key) {
  const auto is_first = is_sound_ && !open_.empty() && open_.back().is_empty;
  if (!goes_on('}') || !take('"')) return false;
  const auto plain = plain_bytes(rest_);
  key = rest_.substr(0, plain);
  rest_.remove_prefix(plain);
  auto& before = open_.back().last_key;
  if ((!is_first && before >= key) || key.size() > string_bytes) is_sound_ = false;
  before = key;
  return take('"') && take(':');
}

std::string_view CanonicalReader::text() {
  if (!count() || !take('"')) return {};
  const auto out = plain_or_unescaped();
  if (out.size() > string_bytes) is_sound_ = false;
  return take('"') ? out : std::string_view();
}

std::string_view CanonicalReader::plain_or_unescaped() {
  const auto plain = plain_bytes(rest_);
  const auto first = rest_.substr(0, plain);
  rest_.remove_prefix(plain);
  if (next() == '"') return first;
  unescaped_ = first;
  while (is_sound_ && next() != '"') {
    if (rest_.empty() || unescaped_.size() > string_bytes) {
      is_sound_ = false;
    } else if (next() == '\\') {
      rest_.remove_prefix(1);
      is_sound_ = take_escape();
    } else {
      const auto run = plain_bytes(rest_);
      // What must be escaped, as a line's end, is of one byte and not plain.
      const auto length = run > 0 ? run : well_formed(rest_);
      if (run == 0 && length < 2) is_sound_ = false;
      unescaped_ += rest_.substr(0, length);
      rest_.remove_prefix(length);
    }
  }
  return unescaped_;
}

bool CanonicalReader::take_escape() {
  if (const char c = escaped(next()); c != '\0') {
    unescaped_ += c;
    rest_.remove_prefix(1);
    return true;
  }
  // A control character that has no letter: \u00 and two small digits.
  if (rest_.size() < 5 || !rest_.starts_with("u00")) return false;
  const int high = digit_of(rest_[3]), low = digit_of(rest_[4]);
  const int code = high * 16 + low;
  if (high < 0 || high > 1 || low < 0 || (code >= '\b' && code <= '\r' && code != '\v'))
    return false;
  unescaped_ += static_cast<char>(code);
  rest_.remove_prefix(5);
  return true;
}

std::int64_t CanonicalReader::integer() {
  std::int64_t out = 0;
  if (!count()) return 0;
  const auto digits = rest_.substr(next() == '-' ? 1 : 0);
  const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
  const auto length = static_cast<std::size_t>(read.ptr - rest_.data());
  const bool is_padded = digits.starts_with('0') && length > 1;  // 01, -0
  is_sound_ = read.ec == std::errc{} && !is_padded && out <= exact_integer && out >= -exact_integer;
  if (!is_sound_) return 0;
  rest_.remove_prefix(length);
  return out;  // of a number with a point or an exponent, these are left and nobody takes them
}

bool CanonicalReader::boolean() {
  const bool out = next() == 't';
  return take_word(out ? "true" : "false") && out;
}

void CanonicalReader::null() { take_word("null"); }

Value CanonicalReader::value() {
  switch (next()) {
    case '{':
      return map();
    case '[':
      return list();
    case '"':
      return Value(text());
    case 't':
    case 'f':
      return Value(boolean());
    case 'n':
      null();
      return {};
    default:
      return Value(integer());
  }
}

Value CanonicalReader::map() {
  Map out;
  begin_map();
  for (std::string_view key; next_key(key);) out.emplace_back(key, value());
  return out;
}

Value CanonicalReader::list() {
  List out;
  begin_list();
  while (next_item()) out.push_back(value());
  return out;
}

bool read_canonical(std::string_view text, Value& out) {
  CanonicalReader reader(text);
  out = reader.value();
  return reader.has_ended();
}

}  // namespace andon::base::json
