#include "formats/writing/json_out.h"

#include "base/json.h"

namespace andon::formats {

void JsonOut::key(std::string_view name) {
  before_value();
  base::json::append_quoted(out_.buffer(), name);
  out_.put(": ");
  is_after_key_ = true;
}

void JsonOut::value(const base::Value& value) {
  if (const auto* map = value.map()) {
    begin('{');
    for (const auto& [name, entry] : *map) this->entry(name, entry);
    end('}');
  } else if (const auto* list = value.list()) {
    begin('[');
    for (const auto& item : *list) this->value(item);
    end(']');
  } else {
    before_value();
    if (const auto* text = value.string())
      base::json::append_quoted(out_.buffer(), *text);
    else
      out_.buffer() += base::json::write_line(value);
    out_.put("");
  }
}

base::Result<void> JsonOut::finish() {
  ASSERT(has_entries_.empty() && !is_after_key_);
  out_.put("\n");
  return out_.finish();
}

void JsonOut::begin(char bracket) {
  before_value();
  out_.buffer() += bracket;
  has_entries_.push_back(false);
}

void JsonOut::end(char bracket) {
  ASSERT(!has_entries_.empty() && !is_after_key_);
  const bool has_entries = has_entries_.back();
  has_entries_.pop_back();
  if (has_entries) new_line();
  out_.put(std::string_view(&bracket, 1));
}

void JsonOut::before_value() {
  if (is_after_key_) {
    is_after_key_ = false;
    return;
  }
  if (has_entries_.empty()) return;
  if (has_entries_.back()) out_.buffer() += ',';
  has_entries_.back() = true;
  new_line();
}

void JsonOut::new_line() {
  out_.buffer() += '\n';
  out_.buffer().append(2 * has_entries_.size(), ' ');
}

}  // namespace andon::formats
