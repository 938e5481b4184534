// Wildcards with git's meaning, quirks included: they were found by comparing with git itself
// (ignore_test.cpp). Stars back up only as far as they can help, and what was tried is remembered:
// "**/" many times over would take for ever, as it does in git.
#include <cstdint>
#include <unordered_map>

#include "base/limits.h"
#include "tree/ignore.h"

namespace andon::tree {
namespace {

using Byte = unsigned char;

bool is_lower(Byte c) { return c >= 'a' && c <= 'z'; }
bool is_upper(Byte c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(Byte c) { return c >= '0' && c <= '9'; }
bool is_letter(Byte c) { return is_lower(c) || is_upper(c); }
Byte lower(Byte c) { return is_upper(c) ? static_cast<Byte>(c - 'A' + 'a') : c; }
Byte upper(Byte c) { return is_lower(c) ? static_cast<Byte>(c - 'a' + 'A') : c; }
bool is_printed(Byte c) { return c >= 33 && c <= 126; }

// ASCII as in the C locale; nothing when there is no class of that name.
enum class InClass { no, yes, unknown };
InClass in_class(std::string_view name, Byte c, LetterCase letter_case) {
  const auto answer = [](bool is_in) { return is_in ? InClass::yes : InClass::no; };
  if (name == "alnum") return answer(is_letter(c) || is_digit(c));
  if (name == "alpha") return answer(is_letter(c));
  if (name == "blank") return answer(c == ' ' || c == '\t');
  if (name == "cntrl") return answer(c < 32 || c == 127);
  if (name == "digit") return answer(is_digit(c));
  if (name == "graph") return answer(is_printed(c));
  if (name == "lower") return answer(is_lower(c));
  if (name == "print") return answer(c == ' ' || is_printed(c));
  if (name == "punct") return answer(is_printed(c) && !is_letter(c) && !is_digit(c));
  if (name == "space") return answer(c == ' ' || (c >= '\t' && c <= '\r'));
  if (name == "upper")
    return answer(is_upper(c) || (letter_case == LetterCase::is_folded && is_lower(c)));
  if (name == "xdigit") return answer(is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'));
  return InClass::unknown;
}

enum class Outcome { match, no_match, hopeless, hopeless_in_part };

class Matcher {
 public:
  Matcher(std::string_view text, Wild wild, LetterCase letter_case)
      : text_(text), wild_(wild), letter_case_(letter_case) {}

  // `pattern` is always an end of the whole one.
  Outcome match(std::string_view pattern, std::size_t at);

 private:
  Outcome tried(std::string_view pattern, std::size_t at);
  Byte text_at(std::size_t at) const {
    const auto c = static_cast<Byte>(text_[at]);
    return letter_case_ == LetterCase::is_folded ? lower(c) : c;
  }
  Byte folded(char c) const {
    const auto byte = static_cast<Byte>(c);
    return letter_case_ == LetterCase::is_folded ? lower(byte) : byte;
  }
  Outcome match_star(std::string_view pattern, std::size_t star, std::size_t at);
  // Moves `i` to the closing bracket.
  Outcome match_set(std::string_view pattern, std::size_t& i, Byte c) const;
  bool is_in_range(Byte c, Byte first, Byte last) const {
    if (c >= first && c <= last) return true;
    return letter_case_ == LetterCase::is_folded && upper(c) >= first && upper(c) <= last;
  }

  std::string_view text_;
  Wild wild_;
  LetterCase letter_case_;
  std::size_t steps_ = 0;
  std::unordered_map<std::uint64_t, Outcome> known_;  // by length of the pattern's end and place
};

Outcome Matcher::match(std::string_view pattern, std::size_t at) {
  constexpr std::size_t remembering_from = 1'000;  // hardly any pattern comes that far
  if (++steps_ > base::limits::wildcard_steps) return Outcome::hopeless;
  if (steps_ < remembering_from) return tried(pattern, at);
  const auto key = static_cast<std::uint64_t>(pattern.size()) << 32 | at;
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const auto outcome = tried(pattern, at);
  known_.emplace(key, outcome);
  return outcome;
}

Outcome Matcher::tried(std::string_view pattern, std::size_t at) {
  for (std::size_t i = 0; i < pattern.size(); ++i, ++at) {
    if (pattern[i] == '*') return match_star(pattern, i, at);
    if (at >= text_.size()) return Outcome::hopeless;
    const Byte c = text_at(at);
    switch (pattern[i]) {
      case '\\':
        if (++i == pattern.size()) return Outcome::no_match;  // matches nothing at the end
        if (folded(pattern[i]) != c) return Outcome::no_match;
        break;
      case '?':
        if (wild_ == Wild::path && c == '/') return Outcome::no_match;
        break;
      case '[': {
        const Outcome outcome = match_set(pattern, i, c);
        if (outcome != Outcome::match) return outcome;
        break;
      }
      default:
        if (folded(pattern[i]) != c) return Outcome::no_match;
    }
  }
  return at == text_.size() ? Outcome::match : Outcome::no_match;
}

Outcome Matcher::match_star(std::string_view pattern, std::size_t star, std::size_t at) {
  std::size_t rest = star + 1;
  bool is_crossing = wild_ == Wild::plain;  // may match a slash
  if (rest < pattern.size() && pattern[rest] == '*') {
    while (rest < pattern.size() && pattern[rest] == '*') ++rest;
    const bool begins_part = star == 0 || pattern[star - 1] == '/';
    const bool ends_part =
        rest == pattern.size() || pattern[rest] == '/' || pattern.substr(rest).starts_with("\\/");
    if (wild_ == Wild::path && begins_part && ends_part) {
      // "**/" is also no folder at all.
      if (rest < pattern.size() && pattern[rest] == '/' &&
          match(pattern.substr(rest + 1), at) == Outcome::match)
        return Outcome::match;
      is_crossing = true;
    }
  }
  if (rest == pattern.size()) {
    if (!is_crossing && text_.find('/', at) != std::string_view::npos)
      return Outcome::hopeless_in_part;
    return Outcome::match;
  }
  const std::string_view tail = pattern.substr(rest);
  if (!is_crossing && tail.front() == '/') {
    const std::size_t slash = text_.find('/', at);
    if (slash == std::string_view::npos) return Outcome::hopeless;
    return match(tail, slash);
  }
  for (; at < text_.size(); ++at) {
    const Outcome outcome = match(tail, at);
    if (outcome != Outcome::no_match) {
      if (!is_crossing || outcome != Outcome::hopeless_in_part) return outcome;
    } else if (!is_crossing && text_[at] == '/') {
      return Outcome::hopeless_in_part;
    }
  }
  return Outcome::hopeless;
}

Outcome Matcher::match_set(std::string_view pattern, std::size_t& i, Byte c) const {
  ++i;
  const auto at_end = [&] { return i >= pattern.size(); };
  if (at_end()) return Outcome::hopeless;
  const bool is_negated = pattern[i] == '!' || pattern[i] == '^';
  if (is_negated) ++i;
  bool is_found = false;
  int previous = 0;  // the byte that a range may begin with
  for (bool is_first = true;; is_first = false, ++i) {
    if (at_end()) return Outcome::hopeless;
    if (pattern[i] == ']' && !is_first) break;
    auto member = static_cast<Byte>(pattern[i]);
    if (pattern[i] == '\\') {
      if (++i; at_end()) return Outcome::hopeless;
      member = static_cast<Byte>(pattern[i]);
    } else if (pattern[i] == '-' && previous != 0 && i + 1 < pattern.size() &&
               pattern[i + 1] != ']') {
      ++i;
      if (pattern[i] == '\\' && (++i, at_end())) return Outcome::hopeless;
      is_found |= is_in_range(c, static_cast<Byte>(previous), static_cast<Byte>(pattern[i]));
      previous = 0;
      continue;
    } else if (pattern[i] == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
      const std::size_t close = pattern.find(']', i + 2);
      if (close == std::string_view::npos) return Outcome::hopeless;
      if (close > i + 2 && pattern[close - 1] == ':') {
        const InClass answer = in_class(pattern.substr(i + 2, close - i - 3), c, letter_case_);
        if (answer == InClass::unknown) return Outcome::hopeless;
        is_found |= answer == InClass::yes;
        i = close;
        previous = 0;
        continue;
      }
    }
    is_found |= c == member;
    previous = member;
  }
  if (is_found == is_negated || (wild_ == Wild::path && c == '/')) return Outcome::no_match;
  return Outcome::match;
}

}  // namespace

bool wild_match(std::string_view pattern, std::string_view text, Wild wild,
                LetterCase letter_case) {
  return Matcher(text, wild, letter_case).match(pattern, 0) == Outcome::match;
}

}  // namespace andon::tree
