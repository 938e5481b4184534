// JSON (RFC 8259) in and out; canonical JSON (RFC 8785) for records; streaming for reports.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/value.h"

namespace andon::base::json {

// Strict; duplicate keys, trailing bytes, bad UTF-8, lone surrogates and depth over
// limits::document_depth are errors "name:line:column: ...". Nodes carry no place.
Result<Value> parse(std::string_view text, std::string_view name);

// Two-space indent, keys in the order of the map, ends in a newline.
std::string write(const Value& value);
// One line, no spaces, no newline.
std::string write_line(const Value& value);
// RFC 8785: keys sorted by UTF-16 code units; integers beyond 2^53 become strings; a double is an
// error (kind internal): records hold none.
Result<std::string> canonical(const Value& value);
// Appends the quoted, escaped string; bytes that are not UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);

// Events of a document in order. Returning an error stops the parse with it. Strings are whole.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual Result<void> begin_map() = 0;
  virtual Result<void> key(std::string_view name) = 0;
  virtual Result<void> end_map() = 0;
  virtual Result<void> begin_list() = 0;
  virtual Result<void> end_list() = 0;
  virtual Result<void> string(std::string_view text) = 0;
  virtual Result<void> integer(std::int64_t number) = 0;
  virtual Result<void> number(double number) = 0;
  virtual Result<void> boolean(bool value) = 0;
  virtual Result<void> null() = 0;
};

// Memory: one string of the document at most (limits::text_field_bytes x 16, longer: too_large).
// A document that ends early is invalid with "cut off" in the message; what came before was told.
Result<void> parse_stream(ByteSource& source, Handler& handler, std::string_view name);

}  // namespace andon::base::json
