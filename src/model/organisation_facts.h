// What the organisation says of one component, as policy facts carry it.
#pragma once
#include "base/result.h"
#include "base/value.h"
#include "model/organisation.h"

namespace andon::model {

// Something that is missing or contradicts itself in what the organisation's files say. The kinds
// are listed in docs/reference/governance.md.
struct Gap {
  std::string kind, text;
  bool is_error = false;  // what `governance lint` refuses; else a warning
  std::string product, component, team;
  std::string file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("kind", self.kind, "which kind of gap, a fixed word");
    visit("text", self.text, "the gap as a sentence");
    visit("is_error", self.is_error, "governance lint refuses it; else it is a warning");
    visit("product", self.product, "id of the product that it is about");
    visit("component", self.component, "id of the component that it is about");
    visit("team", self.team, "id of the team that it is about");
    visit("file", self.file, "where it is seen");
    visit("line", self.line, "line of it");
  }
};

// Which governance source judges, and since when it is locked.
struct GovernanceLock {
  std::string source, ref, commit, tree, digest;
  std::optional<base::Instant> locked_at;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("source", self.source, "its URL or folder; empty: the shipped default serves");
    visit("ref", self.ref, "the branch or tag that is followed");
    visit("commit", self.commit, "the commit that is locked, of a git source");
    visit("tree", self.tree, "its git tree");
    visit("digest", self.digest, "sha256 over the sorted paths and contents that are read");
    visit("locked_at", self.locked_at, "when it was locked");
  }
};

// Who can be asked for help, and the file that says so.
struct Contact {
  std::string who, about, file;
  std::uint32_t line = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("who", self.who, "an account, a team, an address");
    visit("about", self.about, "champion, owner, contact, lead, advocate, security_team");
    visit("file", self.file, "the file that says so");
    visit("line", self.line, "line of it");
  }
};

struct Organisation {
  GovernanceLock governance;
  std::int64_t lock_age_days = 0;
  std::optional<Product> product;
  std::optional<Component> component;
  std::optional<Team> team;
  std::optional<Environment> environment;
  std::vector<Supplier> suppliers;
  std::vector<ToolCare> tools;
  std::vector<std::string> tiers;
  std::vector<Level> levels;
  std::vector<Plan> plans;
  std::vector<Answer> answers;
  std::vector<std::string> advocates, security_team;
  std::vector<Contact> contacts;
  std::vector<Gap> gaps;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("governance", self.governance, "the governance source that judges");
    visit("lock_age_days", self.lock_age_days, "whole days since it was locked");
    visit("product", self.product, "the component's product; null: none is named");
    visit("component", self.component, "what the organisation says of the component");
    visit("team", self.team, "the component's team");
    visit("environment", self.environment, "the environment that is asked for");
    visit("suppliers", self.suppliers, "outside parties that answer for parts of the component");
    visit("tools", self.tools, "who cares for which tool");
    visit("tiers", self.tiers, "risk tiers, lowest first");
    visit("levels", self.levels, "levels, lowest first");
    visit("plans", self.plans, "plans for this component");
    visit("answers", self.answers, "answers about this component");
    visit("advocates", self.advocates, "accounts of the security advocates");
    visit("security_team", self.security_team, "accounts of the security team");
    visit("contacts", self.contacts, "champions, owners and contacts, wherever they are named");
    visit("gaps", self.gaps, "what is missing or contradicts itself");
  }
};

base::Value to_value(const Organisation& organisation);
base::Result<Organisation> organisation_from(const base::Value& value);
base::Value organisation_schema();

}  // namespace andon::model
