#include "flow/fleet.h"

#include <algorithm>
#include <memory>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "flow/belief.h"
#include "flow/exposure.h"
#include "flow/fleet_rows.h"
#include "flow/governance_facts.h"
#include "flow/governance_source.h"
#include "flow/site.h"
#include "flow/verified.h"
#include "flow/version.h"

namespace andon::flow {
namespace {

using governance::Role;

// Where the fleet is looked at from: what the organisation says, and whose keys count.
struct Place {
  Site site;
  std::optional<governance::Source> own_source;  // PATH is a governance source itself
  std::optional<governance::Trust> trust;
  std::vector<std::string> notes;

  const governance::Source* source() const {
    if (own_source) return &*own_source;
    const auto& governance = site.workspace.judging.governance;
    return governance.empty() ? nullptr : &governance.front().source;
  }
};

bool is_governance_folder(base::Context& context, const std::string& root) {
  const auto status = context.world.files().target_status(root + "/governance.yaml");
  return status && status->kind == base::FileKind::file;
}

base::Result<Place> open_place(base::Context& context, const FleetRequest& request) {
  auto site = TRY(open_site(context, request.path, ""));
  Place place{std::move(site), {}, {}, {}};
  const auto root = place.site.workspace.root();
  place.trust = trust_of(place.site.workspace);
  if (!place.source() && is_governance_folder(context, root)) {
    const auto files = TRY(read_source_folder(context, root));
    place.own_source = TRY(governance::parse_source(files), "reading the governance source {}",
                           base::path_text(root));
    place.trust.reset();
    if (const auto& trust = place.own_source->trust)
      place.trust = TRY(governance::parse_trust(trust->text, trust->path));
  }
  if (!place.source())
    place.notes.push_back(
        "no governance source is named here: owners, plans and components that were never checked "
        "are not known; andon init --governance URL, or run it in the source's own folder");
  if (!place.trust)
    place.notes.push_back(
        "no trust.yaml says whose signatures count: records that were not made here are claimed");
  for (const auto& note : place.site.state.notes()) place.notes.push_back(note);
  return place;
}

// Those of the organisation first, so that no flood of records hides one.
std::vector<std::string> names_of(Place& place, std::vector<std::string> recorded) {
  std::vector<std::string> out;
  std::set<std::string> known;
  if (const auto* source = place.source())
    for (const auto& product : source->products)
      for (const auto& component : product.components)
        if (known.insert(component.id).second) out.push_back(component.id);
  for (auto& name : recorded)
    if (known.insert(name).second) out.push_back(std::move(name));
  if (out.size() <= base::limits::fleet_components) return out;
  place.notes.push_back(fmt::format("{} more components are left out: at most {} are shown",
                                    out.size() - base::limits::fleet_components,
                                    base::limits::fleet_components));
  out.resize(base::limits::fleet_components);
  return out;
}

struct Checked {
  store::LatestRuns runs;  // `full`: the latest that counts, else the latest there is
  bool is_counted = false;
};

struct Member {
  KnownComponent known;
  std::vector<Checked> checks;
  std::vector<store::KnownEvent> openings;  // in order of time
  std::optional<store::KnownEvent> gate;    // the latest
  std::unique_ptr<Belief> belief;
};

// The events that still matter for what is open: of each place and artifact those since the last
// that counts, which says alone what stood then (open_releases). Years of openings cost little so.
std::vector<store::KnownEvent> last_words(const std::vector<store::KnownEvent>& events,
                                          const Counts& counts) {
  std::vector<store::KnownEvent> out;
  std::set<std::string> settled;
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    const auto digest = event->body["digest"].text_or();
    const auto what = digest.empty() ? event->body["release"]["tree"].text_or() : digest;
    const auto key = fmt::format("{}\n{}", event->body["environment"].text_or(), what);
    if (settled.contains(key)) continue;
    out.push_back(*event);
    if (counts(*event)) settled.insert(key);
  }
  std::ranges::reverse(out);
  return out;
}

class Gatherer {
 public:
  Gatherer(base::Context& context, Place& place)
      : context_(context),
        place_(place),
        store_(place.site.state.store()),
        verified_(context, place.site.state),
        // Clocks of two machines differ a little; what is dated later than that is nobody's.
        until_{place.site.now.ms + base::limits::policy_clock_tolerance_ms} {}

  base::Result<void> gather() {
    const auto names = names_of(place_, TRY(store_.components()));
    members_.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      members_[i].known.component = names[i];
      index_.emplace(names[i], i);
    }
    TRY(read());
    context_.pool.for_each(members_.size(), context_.stop,
                           [&](std::size_t i, std::size_t) { believe(members_[i]); });
    if (context_.stop.stop_requested())
      return base::fail(base::ErrorKind::unavailable, base::ErrorOrigin::machine, "stopped");
    for (auto& member : members_) {
      TRY(look_back(member));
      settle_checks(member);
      TRY(find_gates(member));
    }
    return {};
  }

  base::Result<void> read_signals(FleetFacts& facts) {
    const Counts counts = [&](const store::KnownEvent& event) { return may_operate(event); };
    for (auto& line : stopped_lines(TRY(store_.events("call", "")), counts, place_.site.now))
      facts.stopped.push_back(std::move(line.call));
    for (const auto& [glass, record, by, is_reviewed, ends, is_standing, is_due] :
         broken_glasses(TRY(store_.events("break_glass", "")), counts, place_.site.now))
      if (is_due)
        facts.reviews.push_back({glass.release.component, glass.glass, glass.actor, ends});
    return {};
  }

  void keep_verified() { verified_.keep(); }
  const std::vector<Member>& members() const { return members_; }

 private:
  const governance::Trust* trust() const { return place_.trust ? &*place_.trust : nullptr; }

  Member* member(std::string_view component) {
    const auto found = index_.find(component);
    return found == index_.end() ? nullptr : &members_[found->second];
  }

  base::Result<void> read() {
    for (auto& runs : TRY(store_.latest_runs(until_)))
      if (auto* of = member(runs.last.release.component))
        of->checks.push_back({std::move(runs), false});
    for (auto& event : TRY(store_.events("opening", ""))) {
      auto* of = member(event.body["release"]["component"].text_or());
      if (!of) of = member(event.component);
      if (of) of->openings.push_back(std::move(event));
    }
    for (auto& event : TRY(store_.last_events("gate", until_)))
      if (auto* of = member(event.component)) of->gate = std::move(event);
    return {};
  }

  static bool is_believed(Belief& belief, const store::KnownRun& run) {
    if (run.kind == "import") return belief(run.digest, {Role::importer, Role::pipeline});
    return belief(run.digest, {Role::pipeline});
  }

  // On any thread: reads signatures, asks no database.
  void believe(Member& of) {
    of.belief = std::make_unique<Belief>(verified_, trust(),
                                         governance::Use{{}, of.known.component, place_.site.now});
    for (auto& check : of.checks)
      check.is_counted = check.runs.full && is_believed(*of.belief, *check.runs.full);
    if (of.gate) settle_gate(of, *of.gate);
    // A record that speaks of another component than its own counts for neither.
    const Counts counts = [&](const store::KnownEvent& event) {
      return event.component == of.known.component && speaks_of_its_component(event) &&
             (*of.belief)(event.digest, {Role::operations});
    };
    for (auto& open : open_releases(last_words(of.openings, counts), counts))
      of.known.openings.push_back({std::move(open.opening), open.is_held, std::nullopt});
  }

  static void settle_gate(Member& of, const store::KnownEvent& event) {
    auto entry = model::gate_entry_from(event.body);
    if (!entry) return;
    of.known.gate = KnownGate{std::move(*entry), (*of.belief)(event.digest, {Role::pipeline})};
    of.gate = event;
  }

  // A newer record that does not count hides none that does (law 11).
  base::Result<void> look_back(Member& of) {
    for (auto& check : of.checks) {
      if (!check.runs.full || check.is_counted || !may_count(of)) continue;
      const auto runs = TRY(
          store_.runs(of.known.component, check.runs.full->check, base::limits::fleet_runs_back));
      for (const auto& run : runs) {
        if (run.started > until_ || !store::is_full(run) || !vouched_.contains(run.digest) ||
            !is_believed(*of.belief, run))
          continue;
        check.runs.full = run;
        check.is_counted = true;
        break;
      }
    }
    if (!of.known.gate || of.known.gate->is_counted || !may_count(of)) return {};
    const auto gates = TRY(
        store_.latest_events(of.known.component, "gate", until_, base::limits::fleet_runs_back));
    for (const auto& event : gates) {
      if (!vouched_.contains(event.digest) || !(*of.belief)(event.digest, {Role::pipeline}))
        continue;
      settle_gate(of, event);
      break;
    }
    return {};
  }

  static void settle_checks(Member& of) {
    for (const auto& [runs, is_counted] : of.checks) {
      auto& known = of.known.checks.emplace_back();
      known.check = runs.last.check;
      known.last = runs.last.outcome;
      known.reason = runs.last.reason;
      known.is_counted = is_counted;
      if (const auto& full = runs.full)
        known.full = FullRun{full->release, full->started, full->open_by_severity};
    }
  }

  // Whether looking back may find anything: what was made here or is signed by anybody is listed
  // once, when it is first asked for.
  bool may_count(const Member& of) {
    if (!is_vouched_known_) {
      is_vouched_known_ = true;
      vouched_ = verified_.own();
      if (auto listing = place_.site.state.records().list(context_))
        for (const auto& path : listing->signatures)
          vouched_.insert(records::signed_digest_of(path));
    }
    return !verified_.own().empty() || (of.belief->has_keys() && !vouched_.empty());
  }

  base::Result<void> find_gates(Member& of) {
    for (auto& [opening, is_held, gate] : of.known.openings) {
      if (opening.decision.empty()) continue;
      if (of.gate && of.gate->digest == opening.decision) {
        if (of.known.gate && of.known.gate->is_counted) gate = of.known.gate->entry;
        continue;
      }
      const auto event = TRY(store_.event(of.known.component, opening.decision));
      if (!event || event->kind != "gate" || !(*of.belief)(event->digest, {Role::pipeline}))
        continue;
      if (auto entry = model::gate_entry_from(event->body)) gate = std::move(*entry);
    }
    return {};
  }

  // What is said of a component counts by a key for it, whosever record it is in.
  bool may_operate(const store::KnownEvent& event) {
    constexpr std::string_view word = "component:";
    const auto target = event.body["target"].text_or();
    const std::string component(target.starts_with(word) ? target.substr(word.size())
                                                         : std::string_view(event.component));
    if (!speaks_of_its_component(event)) return false;
    if (auto* of = member(component); of && of->belief)
      return (*of->belief)(event.digest, {Role::operations});
    Belief belief(verified_, trust(), {{}, component, place_.site.now});
    return belief(event.digest, {Role::operations});
  }

  base::Context& context_;
  Place& place_;
  store::Store& store_;
  Verified verified_;
  base::Instant until_;
  std::vector<Member> members_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::set<std::string, std::less<>> vouched_;
  bool is_vouched_known_ = false;
};

// What only the component at hand can tell of itself: its own files.
void read_at_hand(base::Context& context, const Place& place, FleetFacts& facts) {
  if (place.own_source) return;
  const auto& workspace = place.site.workspace;
  facts.at_hand = place.site.component;
  facts.waivers = workspace.judging.waivers;
  for (const auto& contact : organisation_facts(context, workspace, "", facts.now).contacts)
    if ((contact.about == "owner" || contact.about == "champion") &&
        std::ranges::find(facts.owners, contact.who) == facts.owners.end())
      facts.owners.push_back(contact.who);
}

}  // namespace

base::Result<model::Fleet> fleet(base::Context& context, const FleetRequest& request) {
  auto place = TRY(open_place(context, request));
  Gatherer gatherer(context, place);
  TRY(gatherer.gather());
  FleetFacts facts;
  facts.now = place.site.now;
  facts.stale_days = request.stale_days;
  facts.source = place.source();
  TRY(gatherer.read_signals(facts));
  gatherer.keep_verified();
  read_at_hand(context, place, facts);
  model::Fleet out;
  out.engine = engine_version();
  out.made_at = facts.now;
  out.stale_days = facts.stale_days;
  for (const auto& member : gatherer.members())
    out.components.push_back(row_of(member.known, facts));
  sort_rows(out.components);
  out.notes = std::move(place.notes);
  return out;
}

base::Result<model::FleetFlag> fleet_flag(std::string_view word) {
  const auto all = words(model::FleetFlag{});
  const auto found = std::ranges::find(all, word);
  if (found != all.end()) return static_cast<model::FleetFlag>(found - all.begin());
  const auto near = base::nearest(word, all);
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                    "{}: no such flag{}; known: {}", base::printable(word),
                    near.empty() ? "" : fmt::format(", did you mean {}?", near),
                    base::join(std::vector<std::string>(all.begin(), all.end()), ", "));
}

std::size_t count_flagged(const model::Fleet& fleet, std::span<const model::FleetFlag> flags) {
  return static_cast<std::size_t>(
      std::ranges::count_if(fleet.components, [&](const model::FleetRow& row) {
        return std::ranges::find_first_of(row.flags, flags) != row.flags.end();
      }));
}

}  // namespace andon::flow
