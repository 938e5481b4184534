#include "flow/fleet_rows.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "flow/exposure.h"
#include "governance/source.h"
#include "governance/waivers.h"
#include "model/fleet.h"
#include "model/glob.h"

namespace andon::flow {
namespace {

using model::FleetFlag;
using Counts5 = std::array<std::uint64_t, 5>;  // by severity

std::vector<model::SeverityCount> severity_counts(const Counts5& counts) {
  std::vector<model::SeverityCount> out;
  for (auto i = counts.size(); i-- > 0;)
    if (counts[i] > 0)
      out.push_back({std::string(model::word(static_cast<model::Severity>(i))), counts[i]});
  return out;
}

class RowMaker {
 public:
  RowMaker(const KnownComponent& known, const FleetFacts& facts) : known_(known), facts_(facts) {
    row_.component = known.component;
    if (facts_.source) component_ = facts_.source->component(known.component);
  }

  model::FleetRow make() {
    owners();
    checks();
    gate();
    openings();
    stops_here();
    measures();
    waivers();
    reviews();
    std::ranges::sort(row_.overdue, {}, [](const model::FleetDue& due) {
      return std::tie(due.due.ms, due.kind, due.id);
    });
    flags();
    return std::move(row_);
  }

 private:
  bool is_here(const std::string& account) const {
    if (account.empty()) return false;
    const auto* person = facts_.source->person(account);
    return !person || !person->left || facts_.now < *person->left;
  }
  void owner(const std::string& account) {
    if (is_here(account) && std::ranges::find(row_.owners, account) == row_.owners.end())
      row_.owners.push_back(account);
  }

  // The team's champion and lead; without them who answers for the product's components.
  void owners() {
    if (row_.component == facts_.at_hand) row_.owners = facts_.owners;
    if (!component_) return;
    row_.owners.clear();
    row_.product = component_->product;
    row_.team = component_->team;
    if (const auto* team = facts_.source->team(component_->team)) {
      owner(team->champion);
      owner(team->lead);
      row_.contact = team->contact;
    }
    if (!row_.owners.empty()) return;
    if (const auto* product = facts_.source->product(component_->product)) {
      owner(product->responsibilities.component_development);
      if (row_.owners.empty()) owner(product->responsibilities.product);
    }
  }

  // Waivers are known of the tree that the gate judged, and of no other.
  void without_waived(const std::string& check, const std::string& tree, Counts5& open,
                      std::uint64_t& waived) const {
    if (!known_.gate || !known_.gate->is_counted || tree.empty() || known_.gate->entry.tree != tree)
      return;
    for (const auto& each : known_.gate->entry.waived) {
      if (each.check != check || each.expires <= facts_.now) continue;
      auto& count = open[static_cast<std::size_t>(each.severity)];
      const auto covered = std::min(count, each.count);
      count -= covered;
      waived += covered;
    }
  }

  void checks() {
    Counts5 all{};
    for (const auto& check : known_.checks) {
      model::FleetCheck out;
      out.check = check.check;
      out.last = check.last;
      out.reason = check.reason;
      if (const auto& run = check.full) {
        out.complete_at = run->started;
        out.tree = run->release.tree;
        out.branch = run->release.branch;
        out.is_counted = check.is_counted;
        auto open = run->open_by_severity;
        without_waived(check.check, run->release.tree, open, out.waived);
        out.findings = severity_counts(open);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] += open[i];
        row_.waived += out.waived;
        if (!row_.complete_at || *row_.complete_at < run->started) {
          row_.complete_at = run->started;
          row_.tree = run->release.tree;
          row_.branch = run->release.branch;
        }
      }
      row_.checks.push_back(std::move(out));
    }
    row_.findings = severity_counts(all);
  }

  void gate() {
    if (!known_.gate) return;
    const auto& entry = known_.gate->entry;
    const bool is_ended = entry.until && *entry.until <= facts_.now;
    row_.judged_at = entry.at;
    const std::string level = is_ended || entry.granted.empty() ? "none" : entry.granted;
    if (!known_.gate->is_counted)
      row_.claimed = level;
    else
      row_.level = level;
    if (level != "none") row_.until = entry.until;
  }

  std::string standing(const KnownOpening& opening) const {
    const auto* gate = opening.gate ? &*opening.gate : nullptr;
    return std::string(standing_of(opening.opening, opening.is_held, gate, facts_.now));
  }

  void openings() {
    for (const auto& opening : known_.openings) {
      const auto& body = opening.opening;
      row_.open.push_back({body.environment, body.level, body.digest, body.release.tree, body.at,
                           standing(opening)});
    }
    std::ranges::stable_sort(row_.open, {}, &model::FleetOpening::environment);
  }

  void stops_here() {
    std::vector<std::string> environments{""};
    for (const auto& open : row_.open) environments.push_back(open.environment);
    for (const auto& call : facts_.stopped) {
      const StoppedLine line{call, {}, {}, {}};
      const bool is_its = std::ranges::any_of(environments, [&](const std::string& environment) {
        return stops(line, {row_.product, row_.component, environment});
      });
      if (is_its)
        row_.stopped.push_back(fmt::format("{} since {}: {} ({})", line.call.target,
                                           base::to_text(line.call.at), line.call.reason,
                                           line.call.owner.empty() ? "nobody" : line.call.owner));
    }
  }

  // Done is what the last answer of a gate that counts saw proven; where none speaks of it, what
  // was said.
  bool is_done(const std::string& id, const model::Measure& measure) const {
    if (known_.gate && known_.gate->is_counted)
      for (const auto& seen : known_.gate->entry.measures)
        if (seen.id == id) return seen.is_done;
    return measure.done && *measure.done <= facts_.now;
  }

  void measures() {
    if (!facts_.source) return;
    for (const auto& plan : facts_.source->plans) {
      const bool is_named = std::ranges::any_of(plan.components, [&](const std::string& pattern) {
        return model::path_matches(pattern, row_.component);
      });
      const bool is_of_product =
          plan.components.empty() && !row_.product.empty() && plan.product == row_.product;
      if (!is_named && !is_of_product) continue;
      for (const auto& measure : plan.measures) {
        const auto id = plan.id + "/" + measure.id;
        if (measure.due <= facts_.now && !is_done(id, measure))
          row_.overdue.push_back(
              {"measure", id, measure.owner.empty() ? plan.owner : measure.owner, measure.due});
      }
    }
  }

  void waiver(const std::string& id, const std::string& who, base::Instant expires) {
    if (facts_.now < expires) return;
    const bool is_told = std::ranges::any_of(row_.overdue, [&](const model::FleetDue& due) {
      return due.kind == "waiver" && due.id == id;
    });
    if (!is_told) row_.overdue.push_back({"waiver", id, who, expires});
  }

  // Those that ended and covered something when the gate last looked, and those at hand.
  void waivers() {
    if (known_.gate)
      for (const auto& each : known_.gate->entry.waived)
        waiver(each.waiver, each.owner, each.expires);
    if (row_.component == facts_.at_hand)
      for (const auto& each : facts_.waivers) waiver(each.id, each.owner, each.expires);
    if (!facts_.source) return;
    for (const auto& each : facts_.source->waivers)
      if (governance::concerns(each, row_.component, row_.tree))
        waiver("governance/" + each.id, each.owner, each.expires);
  }

  void reviews() {
    for (const auto& review : facts_.reviews)
      if (review.component == row_.component)
        row_.overdue.push_back({"review", review.glass, review.actor, review.ended});
  }

  void flag(FleetFlag flag, bool is_raised) {
    if (is_raised) row_.flags.push_back(flag);
  }

  void flags() {
    const auto is_open = [&](std::string_view standing) {
      return std::ranges::find(row_.open, standing, &model::FleetOpening::standing) !=
             row_.open.end();
    };
    const bool is_checked = !row_.checks.empty();
    const auto oldest = facts_.now.ms - facts_.stale_days * base::day_ms;
    flag(FleetFlag::line_stopped, !row_.stopped.empty());
    flag(FleetFlag::opened_without_grant, is_open("without a grant"));
    flag(FleetFlag::critical,
         !row_.findings.empty() && row_.findings.front().severity == "critical");
    flag(FleetFlag::grant_ended, is_open("ended"));
    flag(FleetFlag::overdue, !row_.overdue.empty());
    flag(FleetFlag::never_checked, !is_checked);
    flag(FleetFlag::stale, is_checked && (!row_.complete_at || row_.complete_at->ms < oldest));
    flag(FleetFlag::incomplete, std::ranges::any_of(row_.checks, [](const auto& check) {
           return check.last == "partial" || check.last == "failed";
         }));
    const bool has_unsigned_gate = known_.gate && !known_.gate->is_counted;
    flag(FleetFlag::unsigned_, has_unsigned_gate || is_open("not believed") ||
                                   std::ranges::any_of(row_.checks, [](const auto& check) {
                                     return check.complete_at && !check.is_counted;
                                   }));
    flag(FleetFlag::not_in_organisation, facts_.source != nullptr && component_ == nullptr);
    flag(FleetFlag::nobody, row_.owners.empty() && row_.contact.empty());
  }

  const KnownComponent& known_;
  const FleetFacts& facts_;
  const model::Component* component_ = nullptr;
  model::FleetRow row_;
};

// 1,000 findings more of a kind never outweigh one of the kind above.
Counts5 worst_first(const model::FleetRow& row) {
  Counts5 out{};
  for (const auto& [severity, count] : row.findings)
    if (const auto known = model::severity_of(severity))
      out[4 - static_cast<std::size_t>(*known)] = count;
  return out;
}

}  // namespace

model::FleetRow row_of(const KnownComponent& known, const FleetFacts& facts) {
  return RowMaker(known, facts).make();
}

void sort_rows(std::vector<model::FleetRow>& rows) {
  // The list of flags itself, and an end after every flag: the worst first, of equal beginnings the
  // longer. Then the findings, more being worse.
  struct Placed {
    std::vector<FleetFlag> flags;
    Counts5 findings;
    std::size_t row = 0;
  };
  std::vector<Placed> order;
  order.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    order.push_back({rows[i].flags, worst_first(rows[i]), i});
    order.back().flags.push_back(static_cast<FleetFlag>(model::words(FleetFlag{}).size()));
  }
  std::ranges::sort(order, [&](const Placed& a, const Placed& b) {
    return std::tie(a.flags, b.findings, rows[a.row].component) <
           std::tie(b.flags, a.findings, rows[b.row].component);
  });
  std::vector<model::FleetRow> sorted;
  sorted.reserve(rows.size());
  for (const auto& placed : order) sorted.push_back(std::move(rows[placed.row]));
  rows = std::move(sorted);
}

}  // namespace andon::flow
