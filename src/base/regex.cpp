#include "base/regex.h"

#include <array>
#include <vector>

#include <re2/re2.h>

namespace andon::base {

struct Regex::Compiled {
  Compiled(std::string_view pattern, const RE2::Options& options)
      : expression(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  RE2 expression;
};

namespace {

re2::StringPiece piece(std::string_view text) {
  // A null data() means "no such group" to RE2 and to our callers, so empty text gets an address.
  return text.data() == nullptr ? re2::StringPiece("", 0)
                                : re2::StringPiece(text.data(), text.size());
}

bool match(const RE2& expression, std::string_view text, std::size_t from, std::size_t to,
           RE2::Anchor anchor, std::span<std::string_view> groups) {
  if (from > to || to > text.size()) return false;
  constexpr std::size_t usual_groups = 16;
  std::array<re2::StringPiece, usual_groups> few;
  std::vector<re2::StringPiece> many;
  re2::StringPiece* found = few.data();
  if (groups.size() > usual_groups) {
    many.resize(groups.size());
    found = many.data();
  }
  if (!expression.Match(piece(text), from, to, anchor, found, static_cast<int>(groups.size())))
    return false;
  for (std::size_t i = 0; i < groups.size(); ++i)
    groups[i] = found[i].data() == nullptr ? std::string_view{}
                                           : std::string_view(found[i].data(), found[i].size());
  return true;
}

}  // namespace

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::create(std::string_view pattern) { return create(pattern, Options{}); }

Result<Regex> Regex::create(std::string_view pattern, Options options) {
  RE2::Options re2_options;
  re2_options.set_log_errors(false);
  re2_options.set_max_mem(options.memory_bytes);
  re2_options.set_encoding(options.is_latin1 ? RE2::Options::EncodingLatin1
                                             : RE2::Options::EncodingUTF8);
  auto compiled = std::make_unique<Compiled>(pattern, re2_options);
  if (!compiled->expression.ok()) {
    const bool is_too_large = compiled->expression.error_code() == RE2::ErrorPatternTooLarge;
    return fail(is_too_large ? ErrorKind::too_large : ErrorKind::invalid, ErrorOrigin::input, "{}",
                compiled->expression.error());
  }
  return Regex(std::move(compiled));
}

bool Regex::search(std::string_view text) const { return search(text, 0, {}); }

bool Regex::search(std::string_view text, std::size_t from,
                   std::span<std::string_view> groups) const {
  return match(compiled_->expression, text, from, text.size(), RE2::UNANCHORED, groups);
}

bool Regex::search_within(std::string_view text, std::size_t from, std::size_t to,
                          std::span<std::string_view> groups) const {
  return match(compiled_->expression, text, from, to, RE2::UNANCHORED, groups);
}

bool Regex::match_at(std::string_view text, std::size_t from,
                     std::span<std::string_view> groups) const {
  return match(compiled_->expression, text, from, text.size(), RE2::ANCHOR_START, groups);
}

int Regex::group_count() const { return compiled_->expression.NumberOfCapturingGroups(); }
std::string_view Regex::pattern() const { return compiled_->expression.pattern(); }

}  // namespace andon::base
