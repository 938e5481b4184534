#include "flow/exposure.h"

#include <algorithm>
#include <array>

#include "model/account.h"
#include "model/gate_record.h"

namespace andon::flow {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

// An artifact is itself; without one the source's tree speaks.
std::string what(const model::OpeningBody& body) {
  return body.digest.empty() ? body.release.tree : body.digest;
}

bool is_same(const model::OpeningBody& a, const model::OpeningBody& b) {
  return a.environment == b.environment && a.release.component == b.release.component &&
         what(a) == what(b);
}

base::Instant after_hours(base::Instant from, std::int64_t hours) {
  return {from.ms + hours * hour_ms};
}

}  // namespace

bool speaks_of_its_component(const store::KnownEvent& event) {
  const auto* release = event.body.find("release");
  return release == nullptr || (*release)["component"].text_or() == event.component;
}

std::vector<OpenRelease> open_releases(Events openings, const Counts& counts) {
  std::vector<OpenRelease> open;
  for (const auto& event : openings) {
    auto body = model::opening_body_from(event.body);
    if (!body) continue;
    const auto same = std::ranges::find_if(
        open, [&](const OpenRelease& other) { return is_same(other.opening, *body); });
    // What runs must not be hidden by a record that anybody could push.
    if (body->action == model::OpeningAction::closed) {
      if (same != open.end() && (counts(event) || !same->is_held)) open.erase(same);
      continue;
    }
    OpenRelease entry{std::move(*body), event.digest, counts(event)};
    if (same == open.end())
      open.push_back(std::move(entry));
    else if (entry.is_held || !same->is_held)
      *same = std::move(entry);
  }
  return open;
}

bool was_open(Events openings, const Counts& counts, std::string_view environment,
              const model::Release& release) {
  return std::ranges::any_of(openings, [&](const store::KnownEvent& event) {
    const auto body = model::opening_body_from(event.body);
    return body && body->action == model::OpeningAction::opened &&
           body->environment == environment && body->release.component == release.component &&
           !release.tree.empty() && body->release.tree == release.tree && counts(event);
  });
}

std::string_view standing_of(const model::OpeningBody& opening, bool is_held,
                             const model::GateEntry* gate, base::Instant now) {
  if (!is_held) return "not believed";
  if (!gate || !gate->is_met || gate->tree != opening.release.tree ||
      gate->environment != opening.environment)
    return "without a grant";
  return gate->until && *gate->until <= now ? "ended" : "granted";
}

std::span<const std::string_view> rungs() {
  static constexpr std::array<std::string_view, 4> all{"team", "champion", "advocate",
                                                       "security_team"};
  return all;
}

namespace {

void place(StoppedLine& line, base::Instant now) {
  const auto all = rungs();
  const auto begins = std::ranges::find(all, line.call.rung);
  auto at = begins == all.end() ? std::size_t{0} : static_cast<std::size_t>(begins - all.begin());
  auto due = line.call.due.value_or(after_hours(line.call.at, rung_hours));
  for (; at + 1 < all.size() && due <= now; ++at) due = after_hours(due, rung_hours);
  line.rung = all[at];
  line.climbs.reset();
  if (at + 1 < all.size()) line.climbs = due;
}

}  // namespace

std::vector<StoppedLine> stopped_lines(Events calls, const Counts& counts, base::Instant now) {
  std::vector<StoppedLine> out;
  for (const auto& event : calls) {
    auto body = model::call_body_from(event.body);
    if (!body) continue;
    const auto same = std::ranges::find_if(
        // By target too: else a forged call with the id of a real one would stand in its place.
        out, [&](const StoppedLine& line) {
          return line.call.call == body->call && line.call.target == body->target;
        });
    if (body->action == model::CallAction::resumed) {
      // Releasing the line loosens, and only what was pulled before it.
      if (same != out.end() && counts(event)) out.erase(same);
    } else if (same == out.end()) {
      StoppedLine line{std::move(*body), event.digest, {}, {}};
      place(line, now);
      out.push_back(std::move(line));
    }
  }
  return out;
}

bool stops(const StoppedLine& line, const Where& where) {
  const auto& target = line.call.target;
  const auto colon = target.find(':');
  if (colon == std::string::npos) return true;  // what it means is not known: it stops
  const auto kind = std::string_view(target).substr(0, colon);
  const auto name = std::string_view(target).substr(colon + 1);
  if (kind == "product") return name == where.product;
  if (kind == "component") return name == where.component;
  if (kind == "environment") return name == where.environment;
  return true;
}

std::optional<model::Release> source_of(Events artifacts, const Counts& counts,
                                        std::string_view digest) {
  std::optional<model::Release> found;
  for (const auto& event : artifacts) {
    auto body = model::artifact_body_from(event.body);
    if (!body || !counts(event)) continue;
    const bool is_named = std::ranges::any_of(
        body->artifacts,
        [&](const model::Artifact& artifact) { return artifact.digest == digest; });
    if (!is_named) continue;
    if (found && (found->tree != body->release.tree || found->component != body->release.component))
      return std::nullopt;
    found = std::move(body->release);
  }
  return found;
}

std::vector<BrokenGlass> broken_glasses(Events events, const Counts& counts, base::Instant now) {
  std::vector<BrokenGlass> out;
  for (const auto& event : events) {
    auto body = model::break_glass_body_from(event.body);
    if (!body || !counts(event)) continue;
    const auto same = std::ranges::find_if(
        out, [&](const BrokenGlass& other) { return other.glass.glass == body->glass; });
    if (body->action == model::GlassAction::broken) {
      if (same != out.end()) continue;
      auto& begun = out.emplace_back();
      begun.glass = std::move(*body);
      begun.record = event.digest;
      continue;
    }
    if (same == out.end() || body->actor.empty() ||
        model::is_same_account(body->actor, same->glass.actor))
      continue;
    const auto limit = after_hours(same->glass.at, glass_confirm_hours);
    if (body->action == model::GlassAction::reviewed)
      same->is_reviewed = true;
    else if (body->at <= limit && body->at >= same->glass.at)
      same->confirmed_by = body->actor;
  }
  for (auto& glass : out) {
    const auto hours = glass.confirmed_by.empty() ? glass_confirm_hours : glass_hours;
    glass.ends = after_hours(glass.glass.at, hours);
    if (glass.glass.until && *glass.glass.until < glass.ends) glass.ends = *glass.glass.until;
    glass.is_standing = glass.glass.at <= now && now < glass.ends;
    glass.is_review_due = now >= glass.ends && !glass.is_reviewed;
  }
  return out;
}

}  // namespace andon::flow
