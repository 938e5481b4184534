// What an organisation's facts look like: product, component, level, environment. `flow` fills them
// from the governance source; each is described once, and the published schema, the docs and the
// static check of rules follow.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace andon::policy {

// The five responsibilities of a product: an account each, "" where nobody is named.
struct Responsibilities {
  std::string product;
  std::string development_architecture;
  std::string component_development;
  std::string operations;
  std::string quality_and_testing;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("product", self.product, "answers for the product");
    visit("development_architecture", self.development_architecture, "answers for the design");
    visit("component_development", self.component_development, "answers for the code");
    visit("operations", self.operations, "answers for running it");
    visit("quality_and_testing", self.quality_and_testing, "answers for quality and testing");
  }
};

struct ProductFacts {
  std::string id;
  std::string title;
  std::string tier;
  std::int64_t tier_rank = 0;
  Responsibilities responsibilities;
  std::vector<std::string> gaps;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the product's id");
    visit("title", self.title, "what people call it");
    visit("tier", self.tier, "risk tier, a word of the organisation");
    visit("tier_rank", self.tier_rank, "place of the tier in the organisation's order, lowest 0");
    visit("responsibilities", self.responsibilities, "accounts that answer; empty where nobody");
    visit("gaps", self.gaps, "what is missing or contradicts: nobody, left, one person for all");
  }
};

struct ComponentFacts {
  std::string id;
  std::string product;
  std::string team;
  std::string champion;
  std::string contact;
  bool is_exposed = true;
  std::vector<std::string> suppliers;
  std::vector<std::string> gaps;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the component's id");
    visit("product", self.product, "the product it belongs to");
    visit("team", self.team, "the team that owns it");
    visit("champion", self.champion, "the team's champion; empty where there is none");
    visit("contact", self.contact, "where security matters are brought");
    visit("is_exposed", self.is_exposed, "counts for the level of the product");
    visit("suppliers", self.suppliers, "ids of suppliers that answer for it");
    visit("gaps", self.gaps, "what is missing or contradicts in its owners");
  }
};

struct LevelFacts {
  std::string id;
  std::string title;
  std::int64_t rank = 0;
  bool real_data = false;
  std::string audience;
  bool reversible = true;
  bool is_public = false;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the level's id");
    visit("title", self.title, "what people call it");
    visit("rank", self.rank, "place in the order of levels, lowest 0");
    visit("real_data", self.real_data, "real data is used there");
    visit("audience", self.audience, "team, organisation, selected or everyone");
    visit("reversible", self.reversible, "what was opened can be taken back");
    visit("public", self.is_public, "reached from outside the organisation");
  }
};

struct EnvironmentFacts {
  std::string id;
  std::string title;
  std::string place;
  std::string network;
  std::string level;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the environment's id");
    visit("title", self.title, "what people call it");
    visit("place", self.place, "on_premise, aws, azure, gcp or a word of the organisation");
    visit("network", self.network, "internal, public or a word of the organisation");
    visit("level", self.level, "the level that it stands for");
  }
};

struct GovernanceFacts {
  std::string source;
  std::string digest;
  bool is_shipped_default = false;
  std::optional<base::Instant> locked_at;
  std::optional<std::int64_t> age_days;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("source", self.source, "where the policies come from");
    visit("digest", self.digest, "digest of what was locked");
    visit("is_shipped_default", self.is_shipped_default, "no governance source: andon's own serve");
    visit("locked_at", self.locked_at, "when it was locked");
    visit("age_days", self.age_days, "whole days since it was locked");
  }
};

}  // namespace andon::policy
