#include "cel/engine/signature.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>

#include "cel/engine/functions.h"

namespace andon::cel {
namespace {

struct Name {
  std::string_view name;
  TypeKind kind;
};

constexpr Name names[] = {{"int", TypeKind::integer},
                          {"uint", TypeKind::unsigned_integer},
                          {"double", TypeKind::number},
                          {"string", TypeKind::string},
                          {"bytes", TypeKind::bytes},
                          {"bool", TypeKind::boolean},
                          {"timestamp", TypeKind::timestamp},
                          {"duration", TypeKind::duration},
                          {"dyn", TypeKind::dyn},
                          {"null", TypeKind::null},
                          {"list", TypeKind::list},
                          {"map", TypeKind::map},
                          {"type", TypeKind::type},
                          {"optional", TypeKind::abstract}};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::vector<Overload> all() {
    std::vector<Overload> out;
    do {
      out.push_back(one());
    } while (take(" | "));
    ASSERT(rest_.empty());
    return out;
  }

 private:
  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  Overload one() {
    Overload out;
    out.is_member = take(".");
    ASSERT(take("("));
    if (take("number*) number")) {
      out.takes_any_numbers = true;
      return out;
    }
    out.parameters = types();
    ASSERT(take(" "));
    out.result = type();
    return out;
  }

  // What stands before the closing parenthesis, which goes too.
  std::vector<Type> types() {
    std::vector<Type> out;
    while (!take(")")) {
      out.push_back(type());
      (void)take(", ");
    }
    return out;
  }

  Type type() {
    std::size_t size = 0;
    while (size < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[size]))) ++size;
    const auto word = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (size == 1) return Type::parameter(std::string(word));
    const auto found = std::ranges::find(names, word, &Name::name);
    ASSERT(found != std::end(names));
    Type out = found->kind == TypeKind::abstract ? Type::optional({}) : Type{found->kind};
    if (take("(")) out.parameters = types();
    return out;
  }

  std::string_view rest_;
};

struct Operator {
  std::string_view name;
  std::string_view signatures;
};

constexpr std::string_view ordered =
    "(bool, bool) bool | (int, int) bool | (uint, uint) bool | (double, double) bool | "
    "(int, uint) bool | (int, double) bool | (uint, int) bool | (uint, double) bool | "
    "(double, int) bool | (double, uint) bool | (string, string) bool | (bytes, bytes) bool | "
    "(timestamp, timestamp) bool | (duration, duration) bool";
constexpr std::string_view multiplied =
    "(int, int) int | (uint, uint) uint | (double, double) double";

constexpr Operator operators[] = {
    {"==", "(A, A) bool"},
    {"!=", "(A, A) bool"},
    {"<", ordered},
    {"<=", ordered},
    {">", ordered},
    {">=", ordered},
    {"in", "(A, list(A)) bool | (A, map(A, B)) bool"},
    {"+",
     "(int, int) int | (uint, uint) uint | (double, double) double | (string, string) string | "
     "(bytes, bytes) bytes | (list(A), list(A)) list(A) | (timestamp, duration) timestamp | "
     "(duration, timestamp) timestamp | (duration, duration) duration"},
    {"-",
     "(int, int) int | (uint, uint) uint | (double, double) double | "
     "(timestamp, timestamp) duration | (timestamp, duration) timestamp | "
     "(duration, duration) duration"},
    {"*", multiplied},
    {"/", multiplied},
    {"%", "(int, int) int | (uint, uint) uint"},
    {"!", "(bool) bool"},
    {"-x", "(int) int | (double) double"},
    {"[]",
     "(list(A), int) A | (map(A, B), A) B | (optional(list(A)), int) optional(A) | "
     "(optional(map(A, B)), A) optional(B)"},
    {"[?]",
     "(list(A), int) optional(A) | (map(A, B), A) optional(B) | "
     "(optional(list(A)), int) optional(A) | (optional(map(A, B)), A) optional(B)"},
    {"?:", "(bool, A, A) A"},
};

}  // namespace

std::vector<Overload> read_signatures(std::string_view signatures) {
  return Reader(signatures).all();
}

std::span<const Overload> operator_overloads(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, std::vector<Overload>> out;
    for (const auto& row : operators) out.emplace(row.name, read_signatures(row.signatures));
    return out;
  }();
  const auto found = table.find(name);
  ASSERT(found != table.end());
  return found->second;
}

std::span<const Overload> function_overloads(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, std::vector<Overload>> out;
    for (const auto* function : all_functions())
      out.emplace(function->name, read_signatures(function->signatures));
    return out;
  }();
  const auto found = table.find(name);
  return found == table.end() ? std::span<const Overload>() : found->second;
}

}  // namespace andon::cel
