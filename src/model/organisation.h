// The organisation as policy sees it: products, teams, environments, levels and what is missing or
// contradicts itself. Accounts only: display names stand in people.yaml and nowhere else.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/level.h"
#include "model/plan.h"

namespace andon::model {

struct Team {
  std::string id, title;
  std::vector<std::string> members;
  std::string champion, lead, contact;
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the team's id");
    visit("title", self.title, "its name for people");
    visit("members", self.members, "accounts");
    visit("champion", self.champion, "account of the member who answers security questions");
    visit("lead", self.lead, "account of who leads it");
    visit("contact", self.contact, "where to reach the team: an address, a channel");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

// The five responsibilities of a product, by account.
struct Responsibilities {
  std::string product, development_architecture, component_development, operations,
      quality_and_testing;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("product", self.product, "answers for the product");
    visit("development_architecture", self.development_architecture, "for its architecture");
    visit("component_development", self.component_development, "for its components");
    visit("operations", self.operations, "for its operation");
    visit("quality_and_testing", self.quality_and_testing, "for its quality and testing");
  }
};

struct Component {
  std::string id, product, team, repository, path;
  bool is_exposed = true;
  std::vector<std::string> suppliers;
  std::string pack, file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the component's id, as andon.yaml states it");
    visit("product", self.product, "id of its product");
    visit("team", self.team, "id of the team that builds it");
    visit("repository", self.repository, "its git remote");
    visit("path", self.path, "folder of the repository, when it is not the whole");
    visit("exposed", self.is_exposed, "false: its level does not lower the product's");
    visit("suppliers", self.suppliers, "ids of outside parties that answer for parts of it");
    visit("pack", self.pack, "id of the pack that judges it, else chosen by what applies");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

struct Product {
  std::string id, title, tier;
  std::int64_t tier_rank = -1;
  Responsibilities responsibilities;
  std::vector<Component> components;
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the product's id");
    visit("title", self.title, "its name for people");
    visit("tier", self.tier, "its risk tier");
    visit("tier_rank", self.tier_rank, "place of the tier in the list of tiers, 0 the lowest");
    visit("responsibilities", self.responsibilities, "who answers for what, by account");
    visit("components", self.components, "what it consists of");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

struct Supplier {
  std::string id, title, grade, contact;
  std::vector<std::string> duties;
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the supplier's id");
    visit("title", self.title, "its name for people");
    visit("grade", self.grade, "how far it is trusted, A the best");
    visit("duties", self.duties, "what it has promised");
    visit("contact", self.contact, "where to reach it");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

struct ToolCare {
  std::string id, owner, deputy;
  std::optional<base::Instant> renewal;
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the tool's name");
    visit("owner", self.owner, "account of who answers for it");
    visit("deputy", self.deputy, "account of who does when the owner is away");
    visit("renewal", self.renewal, "when its contract, licence or rules must be renewed");
    visit("file", self.file, "where it stands");
    visit("line", self.line, "line of it");
  }
};

}  // namespace andon::model
