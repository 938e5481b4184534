// The four presets of levels; lowest first.
#include "governance/source.h"

namespace andon::governance {
namespace {

model::Level level(std::string id, std::string title, std::string audience) {
  model::Level out;
  out.id = std::move(id);
  out.title = std::move(title);
  out.audience = std::move(audience);
  return out;
}

std::vector<model::Level> four_levels() {
  std::vector<model::Level> out;
  out.push_back(level("test", "Test", "team"));
  out.push_back(level("internal", "Internal use", "organisation"));
  out.push_back(level("pilot", "Pilot with selected users", "selected"));
  out.push_back(level("general", "General use", "everyone"));
  for (auto& each : out) {
    each.has_real_data = each.id != "test";
    each.is_public = each.id == "pilot" || each.id == "general";
  }
  return out;
}

}  // namespace

std::span<const std::string_view> level_presets() {
  static constexpr std::array<std::string_view, 4> all{"service", "internal_tool", "library",
                                                       "installed_product"};
  return all;
}

std::vector<model::Level> preset_levels(std::string_view preset) {
  std::vector<model::Level> out;
  if (preset == "service" || preset == "installed_product") {
    out = four_levels();
    // What stands on customers' machines cannot be taken back.
    if (preset == "installed_product")
      for (auto& each : out) each.is_reversible = !each.is_public;
  } else if (preset == "internal_tool") {
    out.push_back(level("test", "Test", "team"));
    out.push_back(level("general", "General use in the organisation", "organisation"));
    out.back().has_real_data = true;
  } else if (preset == "library") {
    out.push_back(level("snapshot", "Snapshot", "team"));
    out.push_back(level("candidate", "Release candidate", "selected"));
    out.push_back(level("release", "Release", "everyone"));
    // A published version stays with those who fetched it.
    for (auto& each : out) {
      each.is_public = each.id != "snapshot";
      each.is_reversible = each.id == "snapshot";
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i].rank = static_cast<std::int64_t>(i);
  return out;
}

}  // namespace andon::governance
