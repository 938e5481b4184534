#include "governance/parts/grammar.h"

#include "base/text.h"
#include "governance/parts/grammar_schema.h"

namespace andon::governance {
namespace {

namespace strict = base::strict;
using base::Value;

constexpr std::size_t name_bytes = 200;
constexpr std::string_view id_pattern = "^[A-Za-z0-9_][A-Za-z0-9._/@:+~%-]*$";
constexpr std::string_view glob_pattern = "^[A-Za-z0-9._/@:+~%*?\\[\\]!-]+$";

bool consists_of(std::string_view text, std::string_view marks) {
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string_view shape_words(Shape shape, std::string_view text) {
  switch (shape) {
    case Shape::account:
      if (text.starts_with('@')) return "an account is written without the @";
      [[fallthrough]];
    case Shape::id: {
      const bool is_start = !text.empty() && consists_of(text.substr(0, 1), "_");
      if (!is_start || text.size() > name_bytes || !consists_of(text, "._/@:+~%-"))
        return "a name has letters, digits and . _ / @ : + ~ % - only, begins with a letter or "
               "digit, and has at most 200 bytes";
      return "";
    }
    case Shape::glob:
      if (text.empty() || text.size() > name_bytes || !consists_of(text, "._/@:+~%*?[]!-"))
        return "a name or a pattern of names (* ? [a-z]) is wanted";
      return "";
    default:
      return "";
  }
}

base::Result<base::Instant> read_date(const Value& at, const std::string& file,
                                      std::string_view key, Shape shape) {
  constexpr std::size_t date_bytes = 10;
  auto end = base::parse_end(at.text_or());
  if (!end)
    return strict::complaint(file, at,
                             fmt::format("\"{}\" wants a date (2026-12-31) or an instant", key));
  if (shape == Shape::beginning && at.text_or().size() == date_bytes) end->ms -= base::day_ms;
  return *end;
}

base::Result<void> check_text(const Value& at, const std::string& file, std::string_view key,
                              const FieldRule& rule) {
  const auto text = at.text_or();
  if (rule.need == Need::must && base::trim(text).empty())
    return strict::complaint(file, at, fmt::format("\"{}\" is empty", key));
  if (!base::is_utf8(text) || base::printable(text) != text)
    return strict::complaint(file, at, fmt::format("\"{}\" holds control characters", key));
  if (const auto wrong = shape_words(rule.shape, text); !wrong.empty())
    return strict::complaint(file, at,
                             fmt::format("\"{}\": {}, found \"{}\"", key, wrong,
                                         base::shortened(base::printable(text), 60)));
  if (rule.words.empty() || std::ranges::find(rule.words, text) != rule.words.end()) return {};
  std::string listed;
  for (const auto word : rule.words) listed += (listed.empty() ? "" : ", ") + std::string(word);
  const auto near = base::nearest(text, rule.words);
  return strict::complaint(
      file, at,
      fmt::format("\"{}\" wants one of {}, found \"{}\"{}", key, listed,
                  base::shortened(base::printable(text), 60),
                  near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near)));
}

Value text_schema(const FieldRule& rule) {
  Value out{base::Map{}};
  out.set("type", "string");
  if (rule.need == Need::must) out.set("minLength", 1);
  if (rule.shape == Shape::id || rule.shape == Shape::account) out.set("pattern", id_pattern);
  if (rule.shape == Shape::glob) out.set("pattern", glob_pattern);
  if (rule.shape == Shape::beginning || rule.shape == Shape::end)
    out.set("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}");
  if (!rule.words.empty()) {
    auto& words = out.set("enum", base::List{});
    for (const auto word : rule.words) words.push(word);
  }
  return out;
}

}  // namespace andon::governance
