#include "flow/upcoming.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "flow/ahead.h"
#include "flow/dated.h"
#include "flow/exposure.h"
#include "flow/gate_history.h"
#include "flow/gate_weighing.h"
#include "flow/governance_facts.h"
#include "flow/governance_owners.h"
#include "flow/governance_source.h"
#include "flow/judging.h"
#include "flow/site.h"
#include "model/gate_record.h"
#include "policy/levels.h"

namespace andon::flow {
namespace {

using base::limits::upcoming_days;
using base::limits::upcoming_moments;
using base::limits::upcoming_silent_changes;

base::Result<std::vector<GateQuestion>> questions_of(const Workspace& workspace,
                                                     const model::Organisation& organisation,
                                                     const std::string& environment) {
  std::vector<GateQuestion> out;
  if (environment.empty() && !workspace.judging.governance.empty())
    for (const auto& each : workspace.judging.governance.front().source.environments) {
      const auto& products = each.products;
      const bool is_its = products.empty() ||
                          (organisation.product &&
                           std::ranges::find(products, organisation.product->id) != products.end());
      if (is_its) out.push_back(TRY(gate_question(workspace, organisation, each.id, "")));
    }
  if (out.empty()) out.push_back(TRY(gate_question(workspace, organisation, environment, "")));
  return out;
}

// What the records tell of this component.
struct Recorded {
  std::vector<StoppedLine> stopped;
  std::vector<BrokenGlass> glasses;
  std::vector<OpenRelease> open;
  std::vector<model::GateEntry> grants;
};

base::Result<Recorded> recorded(const GateHistory& history, const Believed& believed,
                                const model::Release& release,
                                const model::Organisation& organisation,
                                std::span<const GateQuestion> questions, base::Instant now) {
  Recorded out;
  const auto counts = believed.by(governance::Role::operations);
  const auto product = organisation.product ? organisation.product->id : std::string();
  out.stopped = stopped_lines(history.calls, counts, now);
  std::erase_if(out.stopped, [&](const StoppedLine& line) {
    return std::ranges::none_of(questions, [&](const GateQuestion& question) {
      return stops(line, {product, release.component, question.environment});
    });
  });
  out.glasses = broken_glasses(history.glasses, counts, now);
  std::erase_if(out.glasses, [&](const BrokenGlass& glass) {
    return glass.glass.release.component != release.component;
  });
  out.open = open_releases(history.openings, counts);
  std::erase_if(out.open, [&](const OpenRelease& open) {
    return open.opening.release.component != release.component;
  });
  for (const auto& event : TRY(earlier_answers(history, release.component))) {
    auto entry = model::gate_entry_from(event.body);
    if (!entry || !believed(event, governance::Role::pipeline)) continue;
    // The gate's last yes says until when what runs may run.
    for (auto& open : out.open)
      if (entry->is_met && open.opening.environment == entry->environment &&
          open.opening.release.tree == entry->tree)
        open.opening.until = entry->until;
    if (entry->tree == release.tree) out.grants.push_back(std::move(*entry));
  }
  return out;
}

// Everything of one day's look ahead.
class Teller {
 public:
  Teller(base::Context& context, Seen& seen, const UpcomingRequest& request)
      : context_(context), seen_(seen), request_(request) {}

  base::Result<model::UpcomingReport> tell() {
    const auto now = seen_.now;
    report_.engine = engine_version();
    report_.made_at = now;
    report_.until = {now.ms + request_.days * base::day_ms};
    report_.release = seen_.workspace.tree.release();
    report_.release.component = component_id(seen_.workspace);
    organisation_ = organisation_facts(context_, seen_.workspace, "", now);
    if (organisation_.product) report_.product = organisation_.product->id;
    history_ = TRY(gate_history(context_, *seen_.kept.state, report_.release.component));
    questions_ = TRY(questions_of(seen_.workspace, organisation_, request_.environment));
    const auto release = judged_release(seen_.workspace);
    if (!release) note("what these dates do to the levels is not told: " + release.error().text());
    std::optional<Ahead> ahead;
    if (release) {
      ahead.emplace(TRY(Ahead::begin(context_, seen_, history_, questions_)));
      for (const auto& answer : ahead->answers())
        report_.granted.push_back(
            {answer.report.environment, answer.report.asked, answer.report.granted});
    }
    group(TRY(events(ahead ? ahead->answers() : std::vector<Ahead::Answer>(), now)));
    if (ahead) TRY(weigh_moments(*ahead));
    std::ranges::stable_sort(report_.moments, {}, &model::UpcomingMoment::at);
    for (const auto& text : seen_.looked.notes) note(text);
    return std::move(report_);
  }

 private:
  void note(std::string text) {
    if (std::ranges::find(report_.notes, text) == report_.notes.end())
      report_.notes.push_back(std::move(text));
  }

  base::Result<std::vector<DatedEvent>> events(const std::vector<Ahead::Answer>& first,
                                               base::Instant now) {
    const Believed believed(context_, *seen_.kept.state, seen_.workspace, now);
    const auto told =
        TRY(recorded(history_, believed, report_.release, organisation_, questions_, now));
    const auto trust = trust_of(seen_.workspace);
    const auto& governance = seen_.workspace.judging.governance;
    const auto owners = read_owners(context_, seen_.workspace, now);
    const auto merged = weigh(seen_, now);
    std::vector<model::MissingItem> missing;
    for (const auto& answer : first)
      missing.insert(missing.end(), answer.report.items.begin(), answer.report.items.end());
    DatedInput input{organisation_,
                     governance.empty() ? nullptr : &governance.front().source,
                     trust ? &*trust : nullptr,
                     seen_.policy.policy,
                     seen_.workspace.judging.waivers,
                     merged.findings,
                     told.stopped,
                     told.glasses,
                     told.open,
                     told.grants,
                     missing,
                     {},
                     {},
                     report_.release,
                     now};
    const auto* measures = first.empty() ? nullptr : first.front().weighed.facts.find("measures");
    if (measures != nullptr && measures->is_list())
      for (const auto& measure : *measures->list())
        input.done_measures[std::string(measure["id"].text_or())] =
            measure["is_done"].boolean_or(false);
    if (owners.security.expires)
      input.security_text = SecurityTextEnd{owners.security_file, owners.security.expires_line,
                                            *owners.security.expires};
    return dated_events(input);
  }

  // The same also when its date is moved; of what bears one name the second and later are numbered.
  std::string id_of(const model::UpcomingEvent& event) {
    const auto kind = words(event.kind)[static_cast<std::size_t>(event.kind)];
    auto name = fmt::format("{}\n{}\n{}", report_.release.component, kind, event.subject);
    if (const auto count = ++named_[name]; count > 1) name += fmt::format("\n{}", count);
    return crypto::sha256_hex(name).substr(0, 32);
  }

  model::UpcomingMoment& moment_at(base::Instant at) {
    const auto found = std::ranges::find(report_.moments, at, &model::UpcomingMoment::at);
    if (found != report_.moments.end()) return *found;
    auto& out = report_.moments.emplace_back();
    out.at = at;
    out.is_overdue = at <= report_.made_at;
    return out;
  }

  void group(std::vector<DatedEvent> events) {
    for (auto& each : events) {
      if (each.at > report_.until) continue;
      each.event.id = id_of(each.event);
      moment_at(each.at).events.push_back(std::move(each.event));
    }
  }

  base::Result<void> weigh_moments(Ahead& ahead) {
    std::vector<base::Instant> ats;
    for (const auto& moment : report_.moments)
      if (!moment.is_overdue) ats.push_back(moment.at);
    if (ats.size() > upcoming_moments) {
      note(fmt::format("what they do to the levels is told for the first {} moments only",
                       upcoming_moments));
      ats.resize(upcoming_moments);
    }
    for (const auto at : ats) {
      if (context_.stop.stop_requested()) {
        note("stopped: what the later moments do to the levels is not told");
        return {};
      }
      TRY(walk(ahead, {at.ms - 1}));
      auto effects = TRY(ahead.step(at));
      auto& moment = moment_at(at);
      moment.is_weighed = true;
      moment.effects = std::move(effects);
    }
    if (ats.size() < upcoming_moments) TRY(walk(ahead, report_.until));
    return {};
  }

  // On to `until`, over levels that change where nothing has its date: rules that look at an age.
  base::Result<void> walk(Ahead& ahead, base::Instant until) {
    while (auto change = TRY(ahead.walk(until))) {
      if (++silent_ > upcoming_silent_changes) {
        note("levels change more often than is told here");
        (void)TRY(ahead.step(until));
        return {};
      }
      add_silent(std::move(change->effects), change->at);
    }
    return {};
  }

  void add_silent(std::vector<model::LevelEffect> effects, base::Instant at) {
    auto& moment = moment_at(at);
    moment.is_weighed = true;
    for (const auto& effect : effects) {
      if (effect.before == effect.after) continue;
      model::UpcomingEvent event;
      event.kind = model::UpcomingKind::level;
      const auto where = base::join(effect.environments, ", ");
      event.subject = fmt::format("{}/{}", where, effect.after);
      event.text = fmt::format("{}the level changes by the time that has passed: {} -> {}",
                               where.empty() ? "" : where + ": ", effect.before, effect.after);
      if (organisation_.product) {
        const auto& who = organisation_.product->responsibilities.component_development;
        if (!who.empty()) event.owners = {who};
      }
      event.id = id_of(event);
      moment.events.push_back(std::move(event));
    }
    moment.effects = std::move(effects);
  }

  base::Context& context_;
  Seen& seen_;
  const UpcomingRequest& request_;
  model::Organisation organisation_;
  GateHistory history_;
  std::vector<GateQuestion> questions_;
  model::UpcomingReport report_;
  std::map<std::string, std::size_t> named_;  // how often each was told
  std::size_t silent_ = 0;
};

}  // namespace

base::Result<model::UpcomingReport> upcoming(base::Context& context,
                                             const UpcomingRequest& request) {
  if (request.days < 1 || request.days > upcoming_days)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage, "--days {}: from 1 to {}",
                      request.days, upcoming_days);
  auto seen = TRY(see_recorded(context, request.path, request.baseline));
  return Teller(context, seen, request).tell();
}

}  // namespace andon::flow
