#include "checks/secrets/text.h"

#include <algorithm>
#include <cstring>

namespace andon::checks::secrets {

namespace {

constexpr char folded_character = '\x7f';
constexpr char vertical_tab = '\v';

// Go's \s leaves out the vertical tab, Vectorscan's has it; as DEL it is \S to both.
bool is_plain(std::string_view bytes) {
  std::size_t i = 0;
  std::uint64_t high = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, 8);
    high |= word;
  }
  for (; i < bytes.size(); ++i) high |= static_cast<unsigned char>(bytes[i]);
  if (high & 0x8080808080808080u) return false;
  return std::memchr(bytes.data(), vertical_tab, bytes.size()) == nullptr;
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

constexpr char32_t replacement = 0xFFFD;

}  // namespace

// The well-formed sequences of RFC 3629, section 4.
std::size_t utf8_length(std::string_view bytes, std::size_t place) {
  const auto at = [&](std::size_t i) -> unsigned {
    return place + i < bytes.size() ? static_cast<unsigned char>(bytes[place + i]) : 0u;
  };
  const auto is_tail = [](unsigned byte) { return (byte & 0xC0) == 0x80; };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return is_tail(at(1)) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && at(1) < 0xA0) return 0;
    if (first == 0xED && at(1) > 0x9F) return 0;
    return is_tail(at(1)) && is_tail(at(2)) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && at(1) < 0x90) return 0;
    if (first == 0xF4 && at(1) > 0x8F) return 0;
    return is_tail(at(1)) && is_tail(at(2)) && is_tail(at(3)) ? 4 : 0;
  }
  return 0;
}

Text::Text(std::string_view bytes) : bytes_(bytes) {
  if (bytes.size() >= 2 && bytes.substr(0, 2) == "\xFF\xFE")
    encoding_ = Encoding::utf16_little;
  else if (bytes.size() >= 2 && bytes.substr(0, 2) == "\xFE\xFF")
    encoding_ = Encoding::utf16_big;
  if (encoding_ != Encoding::bytes)
    fold_utf16();
  else if (!is_plain(bytes))
    fold_utf8();
}

void Text::fold_utf8() {
  is_folded_ = true;
  storage_.resize(bytes_.size());
  std::size_t out = 0;
  for (std::size_t i = 0; i < bytes_.size();) {
    const char c = bytes_[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      storage_[out++] = c == vertical_tab ? folded_character : c;
      ++i;
      continue;
    }
    const auto length = std::max<std::size_t>(utf8_length(bytes_, i), 1);
    storage_[out++] = folded_character;
    i += length;
    if (length > 1) steps_.push_back({out, i - out});
  }
  storage_.resize(out);
}

// One byte a code unit: a pair of surrogates counts as two characters.
void Text::fold_utf16() {
  is_folded_ = true;
  const std::size_t units = (bytes_.size() - 2) / 2;
  storage_.resize(units);
  const std::size_t low = encoding_ == Encoding::utf16_little ? 0 : 1;
  for (std::size_t i = 0; i < units; ++i) {
    const char c = bytes_[2 + 2 * i + low];
    const bool is_ascii = bytes_[2 + 2 * i + 1 - low] == 0 && static_cast<unsigned char>(c) < 0x80;
    storage_[i] = is_ascii && c != vertical_tab ? c : folded_character;
  }
}

std::size_t Text::original(std::size_t place) const {
  if (encoding_ != Encoding::bytes) return std::min(2 + 2 * place, bytes_.size());
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), place,
                       [](std::size_t p, const Step& step) { return p < step.folded; });
  return after == steps_.begin() ? place : place + std::prev(after)->shift;
}

std::size_t Text::folded_place(std::size_t place) const {
  if (encoding_ != Encoding::bytes) return place;
  const auto after = std::upper_bound(
      steps_.begin(), steps_.end(), place,
      [](std::size_t p, const Step& step) { return p < step.folded + step.shift; });
  if (after == steps_.begin()) return place;
  return place - std::prev(after)->shift;
}

std::string Text::same_places() const {
  if (encoding_ != Encoding::bytes) return storage_;
  std::string out(bytes_);
  for (std::size_t i = 0; i < out.size();) {
    const auto length = utf8_length(bytes_, i);
    if (length == 0) out[i] = folded_character;
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string Text::exact(std::size_t begin, std::size_t end) const {
  if (!is_folded_) return std::string(bytes_.substr(begin, end - begin));
  std::string out;
  if (encoding_ != Encoding::bytes) {
    const std::size_t low = encoding_ == Encoding::utf16_little ? 0 : 1;
    const auto unit = [&](std::size_t i) -> char32_t {
      const auto l = static_cast<unsigned char>(bytes_[2 + 2 * i + low]);
      return static_cast<char32_t>(l | static_cast<unsigned char>(bytes_[3 + 2 * i - low]) << 8);
    };
    for (std::size_t i = begin; i < end; ++i) {
      char32_t c = unit(i);
      if (c >= 0xD800 && c < 0xDC00 && i + 1 < end && unit(i + 1) >= 0xDC00 && unit(i + 1) < 0xE000)
        c = 0x10000 + ((c - 0xD800) << 10) + (unit(++i) - 0xDC00);
      append_utf8(out, c >= 0xD800 && c < 0xE000 ? replacement : c);
    }
    return out;
  }
  const std::size_t last = original(end);
  for (std::size_t i = original(begin); i < last;) {
    const auto length = utf8_length(bytes_, i);
    if (length == 0) {
      append_utf8(out, replacement);
      ++i;
    } else {
      out.append(bytes_.substr(i, length));
      i += length;
    }
  }
  return out;
}

}  // namespace andon::checks::secrets
