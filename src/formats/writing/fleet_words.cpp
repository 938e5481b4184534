#include "formats/writing/fleet_words.h"

#include <algorithm>

#include "base/text.h"
#include "formats/writing/summary.h"

namespace andon::formats {
namespace {

using model::FleetFlag;

constexpr std::size_t reason_bytes = 400;  // others wrote it

std::string spoken(FleetFlag flag) {
  if (flag == FleetFlag::not_in_organisation) return "not in the organisation";
  if (flag == FleetFlag::nobody) return "nobody's";
  auto out = std::string(model::word(flag));
  std::ranges::replace(out, '-', ' ');
  return out;
}

void add(std::string& list, std::string_view item) {
  if (!list.empty()) list += ", ";
  list += item;
}

// What was found rests on a run that does not count: it may be nobody's.
std::string as_claimed(const model::FleetRow& row, std::string findings) {
  const bool is_claimed = std::ranges::any_of(
      row.checks, [](const auto& check) { return check.complete_at && !check.is_counted; });
  return is_claimed ? "claimed: " + findings : findings;
}

// A bare date ends at 24:00: the day that people wrote.
std::string last_day(base::Instant end) { return base::to_date({end.ms - 1}); }

}  // namespace

std::string fleet_sentence(const model::Fleet& fleet) {
  std::size_t asking = 0;
  std::string counts;
  for (const auto& row : fleet.components) asking += !row.flags.empty();
  for (std::size_t i = 0; i < model::words(FleetFlag{}).size(); ++i) {
    const auto flag = static_cast<FleetFlag>(i);
    const auto count = std::ranges::count_if(fleet.components, [&](const model::FleetRow& row) {
      return std::ranges::find(row.flags, flag) != row.flags.end();
    });
    if (count > 0) add(counts, fmt::format("{} {}", count, spoken(flag)));
  }
  auto out = base::counted(fleet.components.size(), "component");
  if (asking == 0) return out + ", none of them asks for anybody";
  return fmt::format("{}, {} of them {} for somebody: {}", out, asking,
                     asking == 1 ? "asks" : "ask", counts);
}

std::string level_cell(const model::FleetRow& row) {
  if (!row.judged_at) return "not judged";
  const bool is_claimed = !row.claimed.empty();
  auto out = is_claimed ? "claimed: " + row.claimed : row.level;
  if (row.until) out += " until " + base::to_date(*row.until);
  return out;
}

std::string run_cell(const model::FleetRow& row) {
  if (!row.complete_at) return "never";
  auto out = base::to_date(*row.complete_at);
  if (!row.branch.empty()) out += " " + row.branch;
  const std::string_view dirty = "worktree:sha256:";
  const auto tree = row.tree.starts_with(dirty) ? "worktree" : row.tree.substr(0, 10);
  return tree.empty() ? out : out + " " + tree;
}

std::string findings_cell(const model::FleetRow& row) {
  if (!row.complete_at) return "not known";
  std::string out;
  for (const auto& [severity, count] : row.findings) add(out, grouped(count) + " " + severity);
  if (row.waived > 0) add(out, grouped(row.waived) + " waived");
  return as_claimed(row, out.empty() ? "none" : out);
}

std::string findings_brief(const model::FleetRow& row) {
  if (!row.complete_at) return "?";
  std::string out;
  for (const auto& [severity, count] : row.findings) {
    const char letter = severity.empty() ? '?' : static_cast<char>(severity[0] - 'a' + 'A');
    out += fmt::format("{}{}{}", out.empty() ? "" : " ", count, letter);
  }
  return as_claimed(row, out.empty() ? "none" : out);
}

std::string open_cell(const model::FleetRow& row) {
  std::string out;
  for (const auto& open : row.open)
    add(out, open.standing == "granted" ? open.environment
                                        : fmt::format("{} ({})", open.environment, open.standing));
  return out.empty() ? "-" : out;
}

std::string owner_cell(const model::FleetRow& row) {
  const auto people = base::join(row.owners, ", ");
  if (row.team.empty()) return people.empty() ? "nobody" : people;
  if (!people.empty()) return fmt::format("{} ({})", row.team, people);
  return row.contact.empty() ? row.team + " (nobody)"
                             : fmt::format("{} ({})", row.team, row.contact);
}

std::string flags_cell(const model::FleetRow& row, const model::Fleet& fleet) {
  std::string out;
  for (const auto flag : row.flags) {
    auto word = spoken(flag);
    if (flag == FleetFlag::overdue) word += fmt::format(": {}", row.overdue.size());
    if (flag == FleetFlag::stale) word += fmt::format(": {} days", fleet.stale_days);
    if (flag == FleetFlag::incomplete) {
      std::string names;
      for (const auto& check : row.checks)
        if (check.last == "partial" || check.last == "failed") add(names, check.check);
      word += ": " + names;
    }
    add(out, word);
  }
  return out;
}

std::vector<std::string> reasons(const model::FleetRow& row) {
  std::vector<std::string> out;
  for (const auto& stop : row.stopped) out.push_back("line stopped: " + stop);
  for (const auto& open : row.open)
    if (open.standing != "granted")
      out.push_back(fmt::format("open in {} since {}: {}", open.environment,
                                base::to_date(open.since), open.standing));
  for (const auto& due : row.overdue)
    out.push_back(fmt::format("{} {} {} {}{}",
                              due.kind == "review" ? "review of broken glass" : due.kind, due.id,
                              due.kind == "waiver" ? "ended" : "was due", last_day(due.due),
                              due.who.empty() ? "" : fmt::format(" ({})", due.who)));
  for (const auto& check : row.checks)
    if (check.last == "partial" || check.last == "failed")
      out.push_back(fmt::format("{} is {}{}{}", check.check, check.last,
                                check.reason.empty() ? "" : ": ", check.reason));
  for (auto& reason : out) reason = base::shortened(reason, reason_bytes);
  return out;
}

}  // namespace andon::formats
