#include "cel/engine/format.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "base/text.h"
#include "cel/engine/code_points.h"
#include "cel/engine/lexer.h"
#include "cel/engine/moment.h"

namespace andon::cel {
namespace {

using Text = base::Result<std::string>;

template <class... Values>
std::unexpected<base::Error> wrong(fmt::format_string<Values...> message, Values&&... values) {
  return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration, "{}",
                    fmt::format(message, std::forward<Values>(values)...));
}

std::optional<std::string_view> no_finite_number(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  return std::nullopt;
}

std::string valid_utf8(std::string_view bytes) {
  if (base::is_utf8(bytes)) return std::string(bytes);
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(first_bytes(bytes)))
    append_utf8(out, first_code_point(bytes));
  return out;
}

class Formatter {
 public:
  explicit Formatter(const Call& call) : call_(call), values_(call[1]) {}

  Text run() {
    auto rest = call_[0].text();
    while (!rest.empty()) {
      const auto percent = rest.find('%');
      out_ += rest.substr(0, percent);
      if (percent == rest.npos) break;
      rest.remove_prefix(percent + 1);
      if (rest.starts_with('%')) {
        out_ += '%';
        rest.remove_prefix(1);
      } else {
        rest.remove_prefix(TRY(clause(rest)));
      }
      if (call_.machine.is_exhausted()) return wrong("the string becomes too large");
    }
    return std::move(out_);
  }

 private:
  // Bytes of the clause after its percent sign.
  base::Result<std::size_t> clause(std::string_view rest) {
    std::size_t at = 0;
    int digits = default_digits;
    if (rest.starts_with('.')) {
      digits = 0;
      for (++at; at < rest.size() && rest[at] >= '0' && rest[at] <= '9'; ++at) {
        digits = digits * 10 + (rest[at] - '0');
        if (static_cast<std::size_t>(digits) > base::limits::cel_format_digits)
          return wrong("more than {} digits after the point", base::limits::cel_format_digits);
      }
    }
    if (at >= rest.size()) return wrong("a clause that does not end: '%{}'", rest);
    const char letter = rest[at];
    if (std::string_view("sdfexXbo").find(letter) == std::string_view::npos)
      return wrong("'%{}' is no clause; there are %s %d %f %e %x %X %b %o %%", letter);
    if (next_ >= values_.size())
      return wrong("there is no value {} in a list of {}", next_, values_.size());
    const auto text = TRY(filled(letter, digits, values_.item(next_++)));
    call_.machine.spend(1 + text.size() / 16);
    out_ += text;
    return at + 1;
  }

  Text filled(char letter, int digits, const Value& value) {
    switch (letter) {
      case 's':
        return plain(value);
      case 'd':
        return decimal(value);
      case 'f':
      case 'e':
        return number(letter, digits, value);
      case 'x':
      case 'X':
        return hexadecimal(letter, value);
      default:
        return whole(letter, value);
    }
  }

  static std::unexpected<base::Error> not_taken(char letter, const Value& value) {
    return wrong("'%{}' does not take {}", letter, type_name(value.kind()));
  }

  static Text decimal(const Value& value) {
    if (value.is(Kind::integer)) return fmt::format("{}", value.as_integer());
    if (value.is(Kind::unsigned_integer)) return fmt::format("{}", value.as_unsigned());
    if (value.is(Kind::number))
      if (const auto word = no_finite_number(value.as_number())) return std::string(*word);
    return not_taken('d', value);
  }

  static Text number(char letter, int digits, const Value& value) {
    double number = 0;
    if (value.is(Kind::number))
      number = value.as_number();
    else if (value.is(Kind::integer))
      number = static_cast<double>(value.as_integer());
    else if (value.is(Kind::unsigned_integer))
      number = static_cast<double>(value.as_unsigned());
    else
      return not_taken(letter, value);
    if (const auto word = no_finite_number(number)) return std::string(*word);
    return letter == 'f' ? fmt::format("{:.{}f}", number, digits)
                         : fmt::format("{:.{}e}", number, digits);
  }

  static Text whole(char letter, const Value& value) {
    const bool is_binary = letter == 'b';
    if (is_binary && value.is(Kind::boolean)) return std::string(value.as_boolean() ? "1" : "0");
    if (value.is(Kind::integer))
      return is_binary ? fmt::format("{:b}", value.as_integer())
                       : fmt::format("{:o}", value.as_integer());
    if (value.is(Kind::unsigned_integer))
      return is_binary ? fmt::format("{:b}", value.as_unsigned())
                       : fmt::format("{:o}", value.as_unsigned());
    return not_taken(letter, value);
  }

  static Text hexadecimal(char letter, const Value& value) {
    std::string out;
    if (value.is(Kind::integer)) {
      out = fmt::format("{:x}", value.as_integer());
    } else if (value.is(Kind::unsigned_integer)) {
      out = fmt::format("{:x}", value.as_unsigned());
    } else if (value.is(Kind::string) || value.is(Kind::bytes)) {
      for (const char byte : value.text())
        out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    } else {
      return not_taken(letter, value);
    }
    if (letter == 'X')
      std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
      });
    return out;
  }

  Text plain(const Value& value) {
    call_.machine.spend(1 + (value.is_container() ? 0 : value.size() / 16));
    if (call_.machine.is_exhausted()) return wrong("the string becomes too large");
    switch (value.kind()) {
      case Kind::string:
      case Kind::bytes:
        return valid_utf8(value.text());
      case Kind::number:
        if (const auto word = no_finite_number(value.as_number())) return std::string(*word);
        return fmt::format("{}", value.as_number());
      case Kind::unsigned_integer:
        return fmt::format("{}", value.as_unsigned());
      case Kind::list:
        return plain_list(value);
      case Kind::map:
        return plain_map(value);
      default:
        return describe(value);
    }
  }

  Text plain_list(const Value& list) {
    std::string out = "[";
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out += ", ";
      out += TRY(plain(list.item(i)));
    }
    return out + ']';
  }

  // By the text of the keys, so that the order of a map never shows.
  Text plain_map(const Value& map) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (std::size_t i = 0; i < map.size(); ++i) {
      const MapEntry entry = map.entry(i);
      auto key = TRY(plain(entry.key));
      auto value = TRY(plain(entry.value));
      entries.emplace_back(std::move(key), std::move(value));
    }
    std::ranges::sort(entries);
    std::string out = "{";
    for (const auto& [key, value] : entries)
      out += fmt::format("{}{}: {}", out.size() > 1 ? ", " : "", key, value);
    return out + '}';
  }

  static constexpr int default_digits = 6;
  const Call& call_;
  const Value& values_;
  std::size_t next_ = 0;
  std::string out_;
};

}  // namespace

Text format(const Call& call) { return Formatter(call).run(); }

// Where the one begins often within the other, each place is looked at anew.
void spend_on_search(const Call& call) {
  const std::size_t text = call[0].size(), wanted = call[1].size();
  call.machine.spend(text / 64 + text / 8 * (wanted / 64));
}

}  // namespace andon::cel
