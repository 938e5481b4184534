#include "checks/secrets/decode.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "checks/secrets/runs.h"

namespace andon::checks::secrets {

namespace {

constexpr std::size_t shortest_hex = 32;
constexpr std::size_t none = std::string_view::npos;

struct Tables {
  std::array<signed char, 256> hex{};  // -1: no digit
  std::array<signed char, 256> standard{}, url{};
  std::array<unsigned char, 256> either{};  // of both alphabets; 0 for others
};

constexpr Tables make_tables() {
  Tables t;
  t.hex.fill(-1);
  t.standard.fill(-1);
  t.url.fill(-1);
  const auto set = [&](unsigned char c, int value) {
    t.standard[c] = t.url[c] = static_cast<signed char>(value);
  };
  for (int i = 0; i < 26; ++i) {
    set(static_cast<unsigned char>('A' + i), i);
    set(static_cast<unsigned char>('a' + i), 26 + i);
  }
  for (int i = 0; i < 10; ++i) {
    set(static_cast<unsigned char>('0' + i), 52 + i);
    t.hex[static_cast<std::size_t>('0' + i)] = static_cast<signed char>(i);
  }
  for (int i = 0; i < 6; ++i) {
    t.hex[static_cast<std::size_t>('a' + i)] = static_cast<signed char>(10 + i);
    t.hex[static_cast<std::size_t>('A' + i)] = static_cast<signed char>(10 + i);
  }
  t.standard['+'] = 62;
  t.standard['/'] = 63;
  t.url['-'] = 62;
  t.url['_'] = 63;
  for (std::size_t i = 0; i < 256; ++i)
    t.either[i] = static_cast<unsigned char>(
        std::max({t.standard[i], t.url[i], static_cast<signed char>(0)}));
  return t;
}
constexpr Tables tables = make_tables();

int hex_of(char c) { return tables.hex[static_cast<unsigned char>(c)]; }
bool is_printable(unsigned char c) { return c > 0x08 && c < 0x7f; }

// Percent: from the first %XX of a line to its last.
std::size_t next_percent(std::string_view text, std::size_t from) {
  while (from < text.size()) {
    const auto* found =
        static_cast<const char*>(std::memchr(text.data() + from, '%', text.size() - from));
    if (!found) return none;
    const auto at = static_cast<std::size_t>(found - text.data());
    if (at + 2 < text.size() && hex_of(text[at + 1]) >= 0 && hex_of(text[at + 2]) >= 0) return at;
    from = at + 1;
  }
  return none;
}

std::size_t percent_end(std::string_view text, std::size_t begin) {
  auto line_end = text.find('\n', begin);
  if (line_end == none) line_end = text.size();
  for (std::size_t i = line_end; i-- > begin + 3;)
    if (text[i] == '%' && i + 2 < line_end && hex_of(text[i + 1]) >= 0 && hex_of(text[i + 2]) >= 0)
      return i + 3;
  return begin + 3;
}

bool decode_percent(std::string_view in, std::string& out) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] == '%' && i + 2 < in.size() && hex_of(in[i + 1]) >= 0 && hex_of(in[i + 2]) >= 0) {
      const auto byte = static_cast<unsigned char>(hex_of(in[i + 1]) << 4 | hex_of(in[i + 2]));
      if (!is_printable(byte)) return false;
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += in[i];
    }
  }
  return true;
}

bool four_hex(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return false;
  for (std::size_t i = 0; i < 4; ++i)
    if (hex_of(text[at + i]) < 0) return false;
  return true;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }

// Length of one "\uXXXX", "\\uXXXX"; 0 when there is none.
std::size_t escape_length(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '\\') return 0;
  const std::size_t slashes = at + 1 < text.size() && text[at + 1] == '\\' ? 2 : 1;
  const std::size_t letter = at + slashes;
  if (letter >= text.size() || (text[letter] != 'u' && text[letter] != 'U')) return 0;
  return four_hex(text, letter + 1) ? slashes + 5 : 0;
}

// Length of one "U+XXXX" with the space after it; 0 when there is none.
std::size_t point_length(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "U+" || !four_hex(text, at + 2)) return 0;
  if (at + 6 == text.size()) return 6;
  return is_space(text[at + 6]) ? 7 : 0;
}

std::size_t next_escape(std::string_view text, std::size_t from) {
  while (from < text.size()) {
    const auto* found =
        static_cast<const char*>(std::memchr(text.data() + from, '\\', text.size() - from));
    if (!found) return none;
    const auto at = static_cast<std::size_t>(found - text.data());
    if (escape_length(text, at) > 0) return at;
    from = at + 1;
  }
  return none;
}

std::size_t next_point(std::string_view text, std::size_t from) {
  for (auto at = text.find("U+", from); at != none; at = text.find("U+", at + 1))
    if (point_length(text, at) > 0) return at;
  return none;
}

// The end of the sequence; the characters beyond ASCII become DEL, as in Text.
std::size_t decode_unicode(std::string_view text, std::size_t begin, std::string& out) {
  const bool is_escape = text[begin] == '\\';
  std::size_t at = begin;
  while (at < text.size()) {
    const auto length = is_escape ? escape_length(text, at) : point_length(text, at);
    if (length == 0) break;
    const auto digits = is_escape ? at + length - 4 : at + 2;
    unsigned code = 0;
    for (std::size_t i = 0; i < 4; ++i)
      code = code << 4 | static_cast<unsigned>(hex_of(text[digits + i]));
    out += code < 0x80 ? static_cast<char>(code) : '\x7f';
    at += length;
  }
  return at;
}

bool decode_hex(std::string_view in, std::string& out) {
  if (in.size() % 2 != 0 ||
      std::none_of(in.begin(), in.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return false;
  for (std::size_t i = 0; i < in.size(); i += 2) {
    const auto byte = static_cast<unsigned char>(hex_of(in[i]) << 4 | hex_of(in[i + 1]));
    if (!is_printable(byte)) return false;
    out += static_cast<char>(byte);
  }
  return true;
}

// Go's decoder: the standard alphabet with padding, else the url alphabet without. Bits beyond the
// last whole byte are not looked at.
bool decode_base64_with(std::string_view in, const std::array<signed char, 256>& alphabet,
                        std::string& out) {
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : in) {
    const int value = alphabet[static_cast<unsigned char>(c)];
    if (value < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count % 4 == 0) {
      for (int shift = 16; shift >= 0; shift -= 8) {
        const auto byte = static_cast<unsigned char>(bits >> shift);
        if (!is_printable(byte)) return false;
        out += static_cast<char>(byte);
      }
      bits = 0;
    }
  }
  const int rest = count % 4;
  if (rest == 1) return false;
  for (int i = 0; i + 1 < rest; ++i) {
    const auto byte = static_cast<unsigned char>(bits >> (rest * 6 - 8 * (i + 1)));
    if (!is_printable(byte)) return false;
    out += static_cast<char>(byte);
  }
  return true;
}

bool decode_base64(std::string_view in, std::string& out) {
  const auto padding = in.size() - std::min(in.find('='), in.size());
  const auto body = in.substr(0, in.size() - padding);
  const bool is_standard = in.size() % 4 == 0;
  if (is_standard && decode_base64_with(body, tables.standard, out)) return !out.empty();
  out.clear();
  if (padding == 0 && decode_base64_with(body, tables.url, out)) return !out.empty();
  out.clear();
  return false;
}

// The class that gitleaks asks one of, so that long words in code are not tried.
bool is_likely_base64(std::string_view in) {
  return std::any_of(in.begin(), in.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '-' || c == '_';
  });
}

// The first six bytes tell names in code from values, nearly always.
bool may_be_base64(std::string_view in) {
  for (std::size_t i = 0; i < 8; i += 4) {
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 4; ++j)
      bits = bits << 6 | tables.either[static_cast<unsigned char>(in[i + j])];
    for (const int shift : {16, 8, 0})
      if (!is_printable(static_cast<unsigned char>(bits >> shift))) return false;
  }
  return is_likely_base64(in);
}

// Candidates from left to right, as one leftmost alternation percent | unicode | hex | base64 finds
// them.
struct Place {
  std::size_t begin = 0, end = 0;
  Encoding encoding = Encoding::base64;
};

class Finder {
 public:
  explicit Finder(std::string_view text)
      : text_(text),
        percent_(next_percent(text, 0)),
        escape_(next_escape(text, 0)),
        point_(next_point(text, 0)),
        runs_(text),
        run_(runs_.next(0)) {}

  // Names in code, one in some 100 bytes, are passed over here: what is base64 and does not decode
  // makes no other candidate yield.
  bool next(Place& out) {
    while (find(out)) {
      go_on(out.end);
      if (out.encoding != Encoding::base64 ||
          may_be_base64(text_.substr(out.begin, out.end - out.begin)))
        return true;
    }
    return false;
  }

 private:
  bool find(Place& out) const {
    const auto begin = std::min({percent_, escape_, point_, run_.begin});
    if (begin == none) return false;
    out.begin = begin;
    if (begin == percent_) {
      out.encoding = Encoding::percent;
      out.end = percent_end(text_, begin);
    } else if (begin == escape_ || begin == point_) {
      out.encoding = Encoding::unicode;
      std::string ignored;
      out.end = decode_unicode(text_, begin, ignored);
    } else {
      out.end = begin;
      while (out.end < run_.end && hex_of(text_[out.end]) >= 0) ++out.end;
      out.encoding = Encoding::hex;
      if (out.end - begin < shortest_hex) {
        out.encoding = Encoding::base64;
        out.end = run_.end;
        for (int i = 0; i < 2 && out.end < text_.size() && text_[out.end] == '='; ++i) ++out.end;
      }
    }
    return true;
  }

  void go_on(std::size_t from) {
    if (percent_ < from) percent_ = next_percent(text_, from);
    if (escape_ < from) escape_ = next_escape(text_, from);
    if (point_ < from) point_ = next_point(text_, from);
    if (run_.begin < from) {
      if (run_.end >= from + shortest_run)
        run_.begin = from;
      else
        run_ = runs_.next(std::max(from, run_.end));
    }
  }

  std::string_view text_;
  std::size_t percent_, escape_, point_;
  RunScanner runs_;
  Run run_;
};

bool decode(std::string_view text, const Place& place, std::string& out) {
  const auto in = text.substr(place.begin, place.end - place.begin);
  switch (place.encoding) {
    case Encoding::percent:
      return decode_percent(in, out);
    case Encoding::unicode:
      return decode_unicode(text, place.begin, out) > place.begin;
    case Encoding::hex:
      return decode_hex(in, out);
    case Encoding::base64:
      return decode_base64(in, out);
  }
  return false;
}

}  // namespace

std::string_view name(Encoding encoding) {
  constexpr std::string_view names[] = {"percent", "unicode", "hex", "base64"};
  return names[static_cast<std::size_t>(encoding)];
}

std::vector<Encoded> find_encoded(std::string_view text, std::size_t limit_bytes, bool& is_cut) {
  std::vector<Encoded> out;
  std::size_t decoded_bytes = 0;
  Finder finder(text);
  Place previous, current, following;
  bool has_previous = false;
  std::string value;
  for (bool has_current = finder.next(current); has_current;) {
    const bool has_following = finder.next(following);
    // Of two that touch, the more specific one is decoded now, the other perhaps in the next pass.
    const bool yields =
        (has_previous && previous.end >= current.begin && previous.encoding < current.encoding) ||
        (has_following && current.end >= following.begin && following.encoding < current.encoding);
    value.clear();
    if (!yields && decode(text, current, value)) {
      decoded_bytes += value.size();
      if (decoded_bytes > limit_bytes) {
        is_cut = true;
        return out;
      }
      out.push_back({current.begin, current.end, current.encoding, value});
    }
    has_previous = true;
    previous = current;
    current = following;
    has_current = has_following;
  }
  return out;
}

}  // namespace andon::checks::secrets
