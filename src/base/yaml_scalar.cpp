#include "base/document/yaml_scalar.h"

#include <charconv>
#include <limits>

#include "base/json.h"

namespace andon::base::yaml {

namespace {

template <std::size_t Count>
bool is_one_of(std::string_view text, const std::array<std::string_view, Count>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 4> null_words{"null", "Null", "NULL", "~"};
constexpr std::array<std::string_view, 3> true_words{"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> false_words{"false", "False", "FALSE"};
constexpr std::array<std::string_view, 3> infinity_words{".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> nan_words{".nan", ".NaN", ".NAN"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

std::string_view without_sign(std::string_view text) {
  return !text.empty() && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view text) {
  text = without_sign(text);
  const auto whole = digits(text);
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const auto fraction = digits(text.substr(1));
    if (whole + fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  } else if (whole == 0) {
    return false;
  }
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text = without_sign(text.substr(1));
  return !text.empty() && digits(text) == text.size();
}

std::optional<Value> boolean_of(std::string_view text) {
  if (is_one_of(text, true_words)) return Value(true);
  if (is_one_of(text, false_words)) return Value(false);
  return std::nullopt;
}

double double_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc::result_out_of_range) {
    // Over or under: the exponent's sign tells.
    const bool is_tiny = text.find("e-") != text.npos || text.find("E-") != text.npos;
    number = is_tiny ? 0 : std::numeric_limits<double>::infinity();
    return text.starts_with('-') ? -number : number;
  }
  return number;
}

std::optional<Value> radix_of(std::string_view text, int radix) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number, radix);
  if (text.empty() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (read.ec != std::errc{}) return std::nullopt;
  return Value(static_cast<unsigned long>(number));
}

std::optional<Value> integer_of(std::string_view text) {
  if (text.starts_with("0x")) return radix_of(text.substr(2), 16);
  if (text.starts_with("0o")) return radix_of(text.substr(2), 8);
  const auto figures = without_sign(text);
  if (figures.empty() || digits(figures) != figures.size()) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{}) return Value(double_of(text));
  return Value(number);
}

std::optional<Value> float_of(std::string_view text) {
  if (is_float(text)) return Value(double_of(text));
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (is_one_of(without_sign(text), infinity_words))
    return Value(text.starts_with('-') ? -infinity : infinity);
  if (is_one_of(text, nan_words)) return Value(std::numeric_limits<double>::quiet_NaN());
  return std::nullopt;
}

bool is_null(std::string_view text) { return text.empty() || is_one_of(text, null_words); }

// Words that YAML 1.1 reads as booleans, whatever their case.
bool is_old_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 6> words{"y", "n", "yes", "no", "on", "off"};
  if (text.size() > 3) return false;
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return is_one_of(std::string_view(lower), words);
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

// A narrow class on purpose: what begins with a letter, '_' or '/' and holds nothing that any
// reader takes for syntax. Numbers, dates, "1:30", "- x", "a: b", "a #b" fall out and get quotes.
bool is_safe_plain(std::string_view text) {
  if (text.empty() || is_digit(text[0])) return false;
  if (!is_word_character(text[0]) && text[0] != '_' && text[0] != '/') return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_word_character(c)) continue;
    if (std::string_view("_-./+@()*=,;$^~<>?!|").find(c) != std::string_view::npos) continue;
    if (c == ' ' && text[i + 1] != '#') continue;
    if (c == ':' && text[i + 1] != ' ') continue;
    return false;
  }
  return plain_scalar(text).is_string() && !is_old_boolean(text);
}

}  // namespace

Value plain_scalar(std::string_view text) {
  if (is_null(text)) return {};
  if (auto boolean = boolean_of(text)) return *boolean;
  const char first = text[0];
  if (!is_digit(first) && first != '-' && first != '+' && first != '.') return Value(text);
  if (auto integer = integer_of(text)) return *integer;
  if (auto number = float_of(text)) return *number;
  return Value(text);
}

std::optional<Value> tagged_scalar(std::string_view tag, std::string_view text) {
  constexpr std::string_view core = "tag:yaml.org,2002:";
  if (tag == "!") return Value(text);
  if (!tag.starts_with(core)) return std::nullopt;
  tag.remove_prefix(core.size());
  if (tag == "str") return Value(text);
  if (tag == "bool") return boolean_of(text);
  if (tag == "int") return integer_of(text);
  if (tag == "float") return float_of(text);
  if (tag == "null" && is_null(text)) return Value();
  return std::nullopt;
}

std::string quoted_where_needed(std::string_view text) {
  if (is_safe_plain(text)) return std::string(text);
  // A JSON string is a YAML double-quoted scalar (YAML 1.2 clause 1.3), but for DEL, the C1 control
  // characters and the byte order mark, which YAML does not print as they are, and the line and
  // paragraph separators, which YAML 1.1 takes for line breaks.
  std::string json;
  json::append_quoted(json, text);
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto byte = static_cast<unsigned char>(json[i]);
    const auto second = i + 1 < json.size() ? static_cast<unsigned char>(json[i + 1]) : 0u;
    if (byte == 0x7F) {
      out += "\\x7f";
    } else if (byte == 0xC2 && second < 0xA0) {
      out += fmt::format("\\x{:02x}", second);
      ++i;
    } else if (byte == 0xE2 && (json.compare(i, 3, "\xe2\x80\xa8") == 0 ||
                                json.compare(i, 3, "\xe2\x80\xa9") == 0)) {
      out += json[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (byte == 0xEF && json.compare(i, 3, "\xef\xbb\xbf") == 0) {
      out += "\\uFEFF";
      i += 2;
    } else {
      out += json[i];
    }
  }
  return out;
}

}  // namespace andon::base::yaml
