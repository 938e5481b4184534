#include "checks/secrets/kept_rules.h"

#include <bit>

namespace andon::checks::secrets {

namespace {

// Writer and Reader go through the same fields, named once in `fields`.
class Writer {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
  }
  void field(const std::string& text) {
    number(text.size());
    out += text;
  }
  void field(bool value) { number(value ? 1 : 0); }
  void field(double value) { number(std::bit_cast<std::uint64_t>(value)); }
  void field(std::int64_t value) { number(std::bit_cast<std::uint64_t>(value)); }
  void field(std::uint32_t value) { number(value); }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void field(Enum value) {
    number(static_cast<std::uint64_t>(value));
  }
  void field(const std::optional<std::int64_t>& value) {
    field(value.has_value());
    if (value) field(*value);
  }
  template <class T>
  void field(const std::vector<T>& all);
  std::string out;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    is_broken_ = true;
    return 0;
  }
  // Every element takes a byte at least.
  std::size_t size() {
    const auto count = number();
    if (count <= rest_.size()) return static_cast<std::size_t>(count);
    is_broken_ = true;
    return 0;
  }
  void field(std::string& text) {
    const auto count = size();
    text = rest_.substr(0, count);
    rest_.remove_prefix(count);
  }
  void field(bool& value) { value = number() != 0; }
  void field(double& value) { value = std::bit_cast<double>(number()); }
  void field(std::int64_t& value) { value = std::bit_cast<std::int64_t>(number()); }
  void field(std::uint32_t& value) { value = static_cast<std::uint32_t>(number()); }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void field(Enum& value) {
    value = static_cast<Enum>(number());
  }
  void field(std::optional<std::int64_t>& value) {
    bool is_there = false;
    field(is_there);
    if (is_there) field(value.emplace());
  }
  template <class T>
  void field(std::vector<T>& all);
  bool is_whole() const { return !is_broken_ && rest_.empty(); }
  bool is_broken() const { return is_broken_; }

 private:
  std::string_view rest_;
  bool is_broken_ = false;
};

template <class Way, class One>
void fields(Way& way, One& one) {
  using Plain = std::remove_const_t<One>;
  const auto all = [&](auto&... each) { (way.field(each), ...); };
  if constexpr (std::is_same_v<Plain, std::string>) {
    all(one);
  } else if constexpr (std::is_same_v<Plain, Allowlist>) {
    all(one.condition, one.target, one.has_commits, one.paths, one.regexes, one.stopwords,
        one.place);
  } else if constexpr (std::is_same_v<Plain, Required>) {
    all(one.rule, one.within_lines, one.within_columns);
  } else if constexpr (std::is_same_v<Plain, model::Problem>) {
    all(one.path, one.text, one.is_harmless);
  } else if constexpr (std::is_same_v<Plain, Rule>) {
    all(one.id, one.description, one.regex, one.path, one.entropy, one.secret_group, one.keywords,
        one.tags, one.allowlists, one.required, one.is_reported, one.severity, one.confidence,
        one.weaknesses, one.references, one.fix, one.file, one.line);
  } else {
    static_assert(std::is_same_v<Plain, RuleSet>);
    all(one.rules, one.allowlists, one.notes, one.problems);
  }
}

template <class T>
void Writer::field(const std::vector<T>& all) {
  number(all.size());
  for (const auto& one : all) fields(*this, one);
}

template <class T>
void Reader::field(std::vector<T>& all) {
  const auto count = size();
  all.reserve(count);
  for (std::size_t i = 0; i < count && !is_broken(); ++i) fields(*this, all.emplace_back());
}

}  // namespace

std::string encode_rules(const RuleSet& set) {
  Writer writer;
  fields(writer, set);
  return std::move(writer.out);
}

std::optional<RuleSet> decode_rules(std::string_view bytes) {
  Reader reader(bytes);
  RuleSet set;
  fields(reader, set);
  if (!reader.is_whole()) return std::nullopt;
  return set;
}

}  // namespace andon::checks::secrets
