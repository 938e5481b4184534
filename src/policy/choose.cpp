#include <algorithm>

#include "model/glob.h"
#include "policy/engine/reading.h"
#include "policy/pack.h"

namespace andon::policy {
namespace {

bool names(const std::vector<std::string>& wanted, std::string_view is) {
  return std::ranges::any_of(wanted, [&](const auto& one) { return model::path_matches(one, is); });
}

// How narrowly the pack speaks of the subject; nothing where it does not.
std::optional<int> specificity(const Policy& pack, const Subject& subject) {
  const auto& extent = pack.extent;
  int out = 0;
  if (!extent.components.empty()) {
    if (!names(extent.components, subject.component)) return std::nullopt;
    out += has(extent.components, subject.component) ? 16 : 8;
  }
  if (!extent.products.empty()) {
    if (!has(extent.products, subject.product)) return std::nullopt;
    out += 4;
  }
  if (!extent.tiers.empty()) {
    if (!has(extent.tiers, subject.tier)) return std::nullopt;
    out += 2;
  }
  if (extent.is_public) {
    if (*extent.is_public != subject.is_public) return std::nullopt;
    out += 1;
  }
  return out;
}

// A pack that another one builds on is not a rival of it.
bool is_above(const Policy& upper, const Policy& lower, std::span<const Policy> packs) {
  const Policy* at = &lower;
  for (std::size_t steps = 0; steps < packs.size() && !at->inherits.empty(); ++steps) {
    if (at->inherits == upper.name) return true;
    const auto next = std::ranges::find(packs, at->inherits, &Policy::name);
    if (next == packs.end()) return false;
    at = &*next;
  }
  return false;
}

}  // namespace

base::Result<const Policy*> choose_pack(std::span<const Policy> packs, const Subject& subject) {
  const Policy* best = nullptr;
  const Policy* rival = nullptr;
  int most = -1;
  for (const auto& pack : packs) {
    const auto here = specificity(pack, subject);
    if (!here || *here < most) continue;
    const bool is_equal = best && *here == most;
    if (is_equal && is_above(pack, *best, packs)) continue;
    rival = is_equal && !is_above(*best, pack, packs) ? best : nullptr;
    best = &pack;
    most = *here;
  }
  if (rival)
    return base::fail(
        base::ErrorKind::conflict, base::ErrorOrigin::configuration,
        "{}:1:1: this pack and {} say equally much of {}: narrow one by \"applies_to\"", best->file,
        rival->file, subject.component);
  return best;
}

}  // namespace andon::policy
