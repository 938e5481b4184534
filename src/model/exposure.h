// What happened to releases outside of their source: openings, calls of the cord, trades at the
// gate, artifacts, product releases, break-glass. Each is the body of one record, made once and
// never changed; what stands today is the sum of them (flow/exposure.h). People are account names.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/value.h"
#include "model/release.h"

namespace andon::model {

enum class OpeningAction { opened, closed };
std::span<const std::string_view> words(OpeningAction);

// A digest was opened to an exposure in an environment, or closed there.
struct OpeningBody {
  OpeningAction action = OpeningAction::opened;
  std::string environment;
  std::string level;
  std::string audience;  // "" everyone that the level reaches
  std::string digest;    // "sha256:..." of the artifact
  std::string product;
  Release release;  // component and tree, as far as an artifact record or the work tree tells
  base::Instant at;
  std::optional<base::Instant> until;
  std::string decision;  // digest of the gate's decision record; "" opened without a grant
  std::string actor;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("action", self.action, "opened or closed");
    visit("environment", self.environment, "where");
    visit("level", self.level, "how far");
    visit("audience", self.audience, "to whom, when less than the level reaches");
    visit("digest", self.digest, "sha256 of the artifact");
    visit("product", self.product, "the product it belongs to");
    visit("release", self.release, "the source it was built from");
    visit("at", self.at, "when");
    visit("until", self.until, "end of the grant");
    visit("decision", self.decision, "the gate's decision record it rests on");
    visit("actor", self.actor, "who or what did it");
  }
};

enum class CallAction { pulled, resumed };
std::span<const std::string_view> words(CallAction);

// The cord was pulled for a target, or the line released again.
struct CallBody {
  std::string call;  // id, the same in both records
  CallAction action = CallAction::pulled;
  std::string target;  // "product:shop", "component:shop-web", "environment:prod"
  std::string reason;
  std::string owner;  // who answers for solving it
  std::string rung;   // team, champion, advocate, security_team: where it begins
  base::Instant at;
  std::optional<base::Instant> due;  // when it climbs to the next rung
  std::string actor;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("call", self.call, "the call's id");
    visit("action", self.action, "pulled or resumed");
    visit("target", self.target, "product:ID, component:ID or environment:ID");
    visit("reason", self.reason, "why");
    visit("owner", self.owner, "who answers for solving it");
    visit("rung", self.rung, "the rung where it begins");
    visit("at", self.at, "when");
    visit("due", self.due, "when it climbs to the next rung");
    visit("actor", self.actor, "who did it");
  }
};

enum class Choice { fix, plan, waive };
std::span<const std::string_view> words(Choice);

// What somebody chose to do about an item that the gate missed.
struct TradeBody {
  std::string item;  // "rule" or "rule/element"
  Choice choice = Choice::fix;
  std::string owner;
  std::string environment;
  std::string level;
  Release release;
  base::Instant at;
  std::string actor;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("item", self.item, "rule, or rule/element");
    visit("choice", self.choice, "fix, plan or waive");
    visit("owner", self.owner, "who does it");
    visit("environment", self.environment, "the gate's environment");
    visit("level", self.level, "the level that missed it");
    visit("release", self.release, "of which release");
    visit("at", self.at, "when");
    visit("actor", self.actor, "who chose");
  }
};

struct Artifact {
  std::string name;
  std::string digest;  // "sha256:<64 hex>"
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("name", self.name, "file name or image name");
    visit("digest", self.digest, "sha256");
  }
};

// Artifacts that were built from one source tree.
struct ArtifactBody {
  Release release;
  std::vector<Artifact> artifacts;
  base::Instant at;
  std::string actor;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("release", self.release, "the source");
    visit("artifacts", self.artifacts, "what was built from it");
    visit("at", self.at, "when");
    visit("actor", self.actor, "who or what recorded it");
  }
};

}  // namespace andon::model
