// `andon status`: what is open where, and what opened without a grant.
#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "base/text.h"
#include "flow/governance_source.h"
#include "flow/opening.h"
#include "flow/site.h"
#include "model/gate_record.h"

namespace andon::flow {
namespace {

// The lowest among the components that are exposed; none where one has no grant (domain.md 1,
// "release").
std::string product_level(const model::ProductReleaseBody& release, const Workspace& workspace,
                          std::span<const store::KnownEvent> gates, const Counts& counts) {
  if (workspace.judging.governance.empty()) return "unknown: no governance source";
  const auto& source = workspace.judging.governance.front().source;
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  std::string level = "none", by;
  for (const auto& part : release.components) {
    const auto* component = source.component(part.component);
    if (component != nullptr && !component->is_exposed) continue;
    std::string granted = "none";
    for (const auto& event : gates)
      if (event.component == part.component && event.body["tree"].text_or() == part.tree &&
          counts(event))
        granted = event.body["granted"].text_or("none");
    const auto* found = source.level(granted);
    const auto rank = found ? found->rank : -1;
    if (rank >= lowest) continue;
    lowest = rank;
    level = granted;
    by = part.component;
  }
  return by.empty() ? level : level + ", the level of " + by;
}

}  // namespace

base::Result<Status> status(base::Context& context, const std::string& path) {
  auto site = TRY(open_site(context, path, ""));
  auto& store = site.state.store();
  const Believed believed(context, site.state, site.workspace);
  const auto operations = believed.by(governance::Role::operations);
  const auto gates = TRY(store.events("gate", ""));
  std::map<std::pair<std::string, std::string>, model::GateEntry> answers;  // component, digest
  for (const auto& event : gates)
    if (believed(event, governance::Role::pipeline))
      if (auto entry = model::gate_entry_from(event.body))
        answers.emplace(std::pair(event.component, event.digest), std::move(*entry));
  Status out;
  for (const auto& open : open_releases(TRY(store.events("opening", "")), operations)) {
    const auto& body = open.opening;
    const auto named = answers.find({body.release.component, body.decision});
    const auto* gate = named == answers.end() ? nullptr : &named->second;
    out.open.push_back({body.environment, body.level, body.product, body.release.component,
                        body.digest, body.release.tree, base::to_text(body.at),
                        body.until ? base::to_text(*body.until) : std::string(), body.actor,
                        std::string(standing_of(body, open.is_held, gate, site.now))});
  }
  std::ranges::stable_sort(out.open, {}, [](const StatusRow& row) {
    return std::tie(row.product, row.environment, row.component);
  });
  for (const auto& line : stopped_lines(TRY(store.events("call", "")), operations, site.now))
    out.signals.push_back(fmt::format(
        "LINE STOPPED {} since {}: {} (rung {}, {})", line.call.target, base::to_text(line.call.at),
        line.call.reason, line.rung, line.call.owner.empty() ? "nobody" : line.call.owner));
  for (const auto& glass :
       broken_glasses(TRY(store.events("break_glass", "")), operations, site.now))
    if (glass.is_standing || glass.is_review_due)
      out.signals.push_back(fmt::format("GLASS BROKEN {} {} by {}: {}{}", glass.glass.environment,
                                        glass.glass.level, glass.glass.actor, glass.glass.reason,
                                        glass.is_review_due ? "; its review is due" : ""));
  std::map<std::string, model::ProductReleaseBody> latest;
  for (const auto& event : TRY(store.events("product_release", "")))
    if (auto body = model::product_release_body_from(event.body); body && operations(event))
      latest[body->product] = *body;
  for (const auto& [product, release] : latest)
    out.products.push_back(fmt::format(
        "{} {}: {}", product, release.name,
        product_level(release, site.workspace, gates, believed.by(governance::Role::pipeline))));
  return out;
}

std::string status_text(const Status& status) {
  std::string out;
  for (const auto& signal : status.signals) out += signal + "\n";
  if (!status.signals.empty()) out += "\n";
  if (status.open.empty()) out += "nothing is open, as far as the records here tell\n";
  std::string environment;
  for (const auto& row : status.open) {
    const auto head = (row.product.empty() ? "" : row.product + " ") + row.environment;
    if (head != environment) out += fmt::format("{} ({})\n", head, row.level);
    environment = head;
    out += fmt::format(
        "  {:<16} {} {} since {}{}\n",
        row.standing == "granted" ? row.standing : base::upper_ascii(row.standing), row.component,
        row.digest.empty() ? "tree " + row.tree.substr(0, 12) : row.digest.substr(0, 19),
        row.opened_at, row.until.empty() ? "" : " until " + row.until);
  }
  if (!status.products.empty()) out += "\nProduct releases\n";
  for (const auto& product : status.products) out += "  " + product + "\n";
  return out;
}

base::Value status_value(const Status& status) {
  base::Value out{base::Map{}};
  auto& open = out.set("open", base::List{});
  for (const auto& row : status.open)
    open.push(base::Map{{"environment", row.environment},
                        {"level", row.level},
                        {"product", row.product},
                        {"component", row.component},
                        {"digest", row.digest},
                        {"tree", row.tree},
                        {"opened_at", row.opened_at},
                        {"until", row.until},
                        {"actor", row.actor},
                        {"standing", row.standing}});
  auto& signals = out.set("signals", base::List{});
  for (const auto& signal : status.signals) signals.push(signal);
  auto& products = out.set("products", base::List{});
  for (const auto& product : status.products) products.push(product);
  return out;
}

}  // namespace andon::flow
