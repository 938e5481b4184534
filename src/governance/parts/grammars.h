// What the fields of each noun of the governance source must look like.
#pragma once
#include "governance/parts/grammar.h"

namespace andon::governance {

inline constexpr std::array<std::string_view, 4> audience_words{"team", "organisation", "selected",
                                                                "everyone"};
inline constexpr std::array<std::string_view, 3> lease_end_words{"freeze", "warn", "drain"};
inline constexpr std::array<std::string_view, 5> responsibility_words{
    "product", "development_architecture", "component_development", "operations",
    "quality_and_testing"};

#define ANDON_GRAMMAR(noun, ...)                                         \
  template <>                                                            \
  struct Grammar<noun> {                                                 \
    static std::span<const FieldRule> rules() {                          \
      static constexpr auto all = std::to_array<FieldRule>(__VA_ARGS__); \
      return all;                                                        \
    }                                                                    \
  };

ANDON_GRAMMAR(Person, {{"account", Need::derived}, {"left", Need::may, Shape::end}})
ANDON_GRAMMAR(model::Team, {{"id", Need::must, Shape::id},
                            {"members", Need::may, Shape::account},
                            {"champion", Need::may, Shape::account},
                            {"lead", Need::may, Shape::account}})
ANDON_GRAMMAR(model::Responsibilities, {{"product", Need::may, Shape::account},
                                        {"development_architecture", Need::may, Shape::account},
                                        {"component_development", Need::may, Shape::account},
                                        {"operations", Need::may, Shape::account},
                                        {"quality_and_testing", Need::may, Shape::account}})
ANDON_GRAMMAR(model::Component, {{"id", Need::must, Shape::id},
                                 {"product", Need::derived},
                                 {"team", Need::may, Shape::id},
                                 {"suppliers", Need::may, Shape::id},
                                 {"pack", Need::may, Shape::id}})
// Its id is the key `product`.
ANDON_GRAMMAR(model::Product, {{"id", Need::derived}, {"tier_rank", Need::derived}})
ANDON_GRAMMAR(model::Supplier, {{"id", Need::must, Shape::id}})
ANDON_GRAMMAR(model::Environment, {{"id", Need::must, Shape::id},
                                   {"level", Need::must, Shape::id},
                                   {"products", Need::may, Shape::id},
                                   {"lease_end", Need::may, Shape::text, lease_end_words}})
ANDON_GRAMMAR(model::ToolCare, {{"id", Need::must, Shape::id},
                                {"owner", Need::must, Shape::account},
                                {"deputy", Need::may, Shape::account},
                                {"renewal", Need::may, Shape::end}})
ANDON_GRAMMAR(model::Level, {{"id", Need::must, Shape::id},
                             {"audience", Need::must, Shape::text, audience_words},
                             {"rank", Need::derived}})
ANDON_GRAMMAR(model::Measure, {{"id", Need::must, Shape::id},
                               {"title", Need::must},
                               {"owner", Need::must, Shape::account},
                               {"due", Need::must, Shape::end},
                               {"check", Need::must},
                               {"done", Need::may, Shape::beginning}})
ANDON_GRAMMAR(model::Plan, {{"id", Need::derived},
                            {"title", Need::must},
                            {"product", Need::may, Shape::id},
                            {"components", Need::may, Shape::glob},
                            {"owner", Need::must, Shape::account},
                            {"approver", Need::must, Shape::account},
                            {"level", Need::must, Shape::id},
                            {"created", Need::must, Shape::beginning},
                            {"expires", Need::must, Shape::end},
                            {"measures", Need::must},
                            {"standing", Need::derived}})
ANDON_GRAMMAR(model::Answer, {{"id", Need::derived},
                              {"question", Need::must, Shape::id},
                              {"product", Need::must, Shape::id},
                              {"component", Need::may, Shape::id},
                              {"release", Need::may, Shape::id},
                              {"level", Need::must, Shape::id},
                              {"responsibility", Need::must, Shape::text, responsibility_words},
                              {"account", Need::must, Shape::account},
                              {"answer", Need::must, Shape::yes_no},
                              {"at", Need::must, Shape::beginning},
                              {"expires", Need::may, Shape::end},
                              {"standing", Need::derived}})
#undef ANDON_GRAMMAR

}  // namespace andon::governance
