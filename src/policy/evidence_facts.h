// What people and records bring to a decision: evidence, measures of plans, answers, openings; and
// all that governs a release in one value.
#pragma once
#include <span>
#include <string_view>

#include "policy/organisation_facts.h"

namespace andon::policy {

enum class Standing { claimed, proven };
std::span<const std::string_view> words(Standing);
enum class YesNo { no, yes };
std::span<const std::string_view> words(YesNo);

struct EvidenceFacts {
  std::string id;
  std::string control;
  std::string kind;
  std::string producer;
  std::string digest;
  base::Instant at;
  std::optional<base::Instant> expires;
  bool is_fresh = false;
  Standing standing = Standing::claimed;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the evidence's id");
    visit("control", self.control, "the control it shows, such as penetration-test");
    visit("kind", self.kind, "machine or person");
    visit("producer", self.producer, "who or what made it");
    visit("digest", self.digest, "digest of the record or file");
    visit("at", self.at, "when the control was carried out");
    visit("expires", self.expires, "when it is no longer fresh; null where never");
    visit("is_fresh", self.is_fresh, "not expired at the decision's time");
    visit("standing", self.standing, "proven by a signature, or claimed");
  }
};

struct MeasureFacts {
  std::string id;
  std::string title;
  std::string plan;
  std::string owner;
  base::Instant due;
  bool is_done = false;
  bool is_overdue = false;
  Standing standing = Standing::claimed;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the measure's id");
    visit("title", self.title, "what is to be done");
    visit("plan", self.plan, "the plan it is part of");
    visit("owner", self.owner, "who does it");
    visit("due", self.due, "until when");
    visit("is_done", self.is_done, "the check that proves it passes");
    visit("is_overdue", self.is_overdue, "not done at its date");
    visit("standing", self.standing, "of the plan's approval");
  }
};

// A dated yes or no of a responsibility (answers/<id>.yaml of the governance source).
struct AnswerFacts {
  std::string id;
  std::string question;
  std::string responsibility;
  std::string account;
  YesNo answer = YesNo::no;
  std::string level;
  base::Instant at;
  std::optional<base::Instant> expires;
  bool is_expired = false;
  Standing standing = Standing::claimed;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "the answer's id");
    visit("question", self.question, "what was asked");
    visit("responsibility", self.responsibility, "which of the five answered");
    visit("account", self.account, "who answered");
    visit("answer", self.answer, "yes or no");
    visit("level", self.level, "the level it speaks of; empty for any");
    visit("at", self.at, "when");
    visit("expires", self.expires, "until when it holds; null where for ever");
    visit("is_expired", self.is_expired, "no longer holds at the decision's time");
    visit("standing", self.standing, "proven by a signature, or claimed");
  }
};

struct OpeningFacts {
  std::string environment;
  std::string level;
  std::string audience;
  std::string digest;
  base::Instant opened_at;
  std::optional<base::Instant> closed_at;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("environment", self.environment, "where it was opened");
    visit("level", self.level, "how far");
    visit("audience", self.audience, "to whom");
    visit("digest", self.digest, "the artifact or tree that was opened");
    visit("opened_at", self.opened_at, "since when");
    visit("closed_at", self.closed_at, "until when; null while it is open");
  }
};

// Whatever is not given is missing from the facts: a rule that needs it is undecided (law 1).
struct Governed {
  std::optional<GovernanceFacts> governance;
  std::optional<ProductFacts> product;
  std::optional<EnvironmentFacts> environment;
  std::optional<std::vector<ComponentFacts>> components;
  std::optional<std::vector<LevelFacts>> levels;  // lowest first
  std::optional<std::vector<EvidenceFacts>> evidence;
  std::optional<std::vector<MeasureFacts>> measures;
  std::optional<std::vector<AnswerFacts>> answers;
  std::optional<std::vector<OpeningFacts>> openings;
  std::optional<base::Instant> recorded_until;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("governance", self.governance, "the governance source that judges");
    visit("product", self.product, "the product that the release belongs to");
    visit("environment", self.environment, "where it is to open");
    visit("components", self.components, "the components that the release is made of");
    visit("levels", self.levels, "the levels there are, lowest first");
    visit("all_evidence", self.evidence, "what shows that controls were carried out");
    visit("measures", self.measures, "steps of the plans that hold for the release");
    visit("answers", self.answers, "dated yes or no of responsibilities");
    visit("openings", self.openings, "where this release was opened before");
    visit("recorded_until", self.recorded_until, "latest moment that the records know");
  }
};

}  // namespace andon::policy
