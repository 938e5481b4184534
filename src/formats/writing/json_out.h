// JsonOut: JSON written as it comes, two-space indent, nothing held but the open brackets.
#pragma once
#include <string_view>
#include <vector>

#include "base/value.h"
#include "formats/writing/output.h"

namespace andon::formats {

class JsonOut {
 public:
  explicit JsonOut(base::ByteSink& sink) : out_(sink) {}

  void begin_map() { begin('{'); }
  void end_map() { end('}'); }
  void begin_list() { begin('['); }
  void end_list() { end(']'); }
  void key(std::string_view name);
  void begin_map(std::string_view name) { key(name), begin_map(); }
  void begin_list(std::string_view name) { key(name), begin_list(); }
  void value(const base::Value& value);
  void entry(std::string_view name, const base::Value& content) { key(name), value(content); }
  // Left out when the text is empty.
  void entry_if(std::string_view name, std::string_view text) {
    if (!text.empty()) entry(name, text);
  }
  // Ends the document with a newline.
  base::Result<void> finish();

 private:
  void begin(char bracket);
  void end(char bracket);
  void before_value();
  void new_line();

  Output out_;
  std::vector<bool> has_entries_;  // of each open bracket
  bool is_after_key_ = false;
};

}  // namespace andon::formats
