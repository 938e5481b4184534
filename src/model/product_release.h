// A product release: which release of each component goes together; and break-glass, which opens
// without the gate.
#pragma once
#include <string>
#include <vector>

#include "model/exposure.h"

namespace andon::model {

struct ProductReleaseBody {
  std::string product;
  std::string name;  // "2026.11"
  std::vector<Release> components;
  base::Instant at;
  std::string actor;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("product", self.product, "the product");
    visit("name", self.name, "the release's name");
    visit("components", self.components, "the release of each component");
    visit("at", self.at, "when");
    visit("actor", self.actor, "who recorded it");
  }
};

enum class GlassAction { broken, confirmed, reviewed };
std::span<const std::string_view> words(GlassAction);

// Two persons; the second within limits of flow/break_glass.h, else it ends by itself.
struct BreakGlassBody {
  std::string glass;  // id, the same in all its records
  GlassAction action = GlassAction::broken;
  std::string environment;
  std::string level;
  Release release;
  std::string reason;
  base::Instant at;
  std::optional<base::Instant> until;
  std::string actor;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("glass", self.glass, "the id that joins its records");
    visit("action", self.action, "broken, confirmed by a second person, or reviewed");
    visit("environment", self.environment, "where");
    visit("level", self.level, "how far");
    visit("release", self.release, "which release");
    visit("reason", self.reason, "why, or what the review says");
    visit("at", self.at, "when");
    visit("until", self.until, "when it ends");
    visit("actor", self.actor, "who");
  }
};

base::Value to_value(const OpeningBody& body);
base::Result<OpeningBody> opening_body_from(const base::Value& value);
base::Value to_value(const CallBody& body);
base::Result<CallBody> call_body_from(const base::Value& value);
base::Value to_value(const TradeBody& body);
base::Result<TradeBody> trade_body_from(const base::Value& value);
base::Value to_value(const ArtifactBody& body);
base::Result<ArtifactBody> artifact_body_from(const base::Value& value);
base::Value to_value(const ProductReleaseBody& body);
base::Result<ProductReleaseBody> product_release_body_from(const base::Value& value);
base::Value to_value(const BreakGlassBody& body);
base::Result<BreakGlassBody> break_glass_body_from(const base::Value& value);

// JSON Schema of such a body by the record's kind; null for other kinds.
base::Value exposure_body_schema(std::string_view kind);
// opening, call, trade, artifact, product_release, break_glass, gate
std::span<const std::string_view> exposure_kinds();

}  // namespace andon::model
