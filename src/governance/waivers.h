// Waivers and adopted debt as files: bytes in, checked facts out; and back. Opens no file.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "model/waiver.h"

namespace andon::governance {

inline constexpr int waiver_days = 90;       // where none is given
inline constexpr int self_waiver_days = 30;  // approved by the owner in a one-person project

// .andon/waivers/<id>.yaml. Errors are "file:line:column: ..." (origin configuration): unknown keys
// with the nearest known one, no reason, no extent, no owner, an end before the beginning, approver
// = owner unless label is self and the end is at most self_waiver_days after `created`. Absent:
// expires = created + 90 days; created is required. A bare date ends at 24:00 UTC. It may name
// components (ids or globs); in the governance source also releases (trees).
enum class WaiverPlace { component, governance };
base::Result<model::Waiver> parse_waiver(std::string_view text, const std::string& file,
                                         WaiverPlace place = WaiverPlace::component);
// Whether it speaks of that component's release at all; one of a component always does.
bool concerns(const model::Waiver& waiver, std::string_view component, std::string_view tree);
std::string write_waiver(const model::Waiver& waiver);
// "2026-11-22-github-pat-1a2b3c": a file name that two branches don't both choose.
std::string waiver_id(const model::Waiver& waiver);

// .andon/adopted/<id>.jsonl: a first line {"schema": "andon/adopted/v1", "adopted_at", "count"},
// then one FindingReference a line. A broken line, a wrong count: an error; the file then does not
// count.
base::Result<model::Adoption> parse_adoption(std::string_view text, const std::string& file);
std::string write_adoption(const model::Adoption& adoption);

}  // namespace andon::governance
