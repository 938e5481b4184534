#include "flow/dated.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "flow/exposure.h"
#include "flow/governance_facts.h"
#include "governance/source.h"
#include "governance/trust.h"
#include "model/account.h"
#include "model/finding.h"
#include "model/gate_record.h"
#include "policy/policy.h"

namespace andon::flow {
namespace {

using model::UpcomingKind;

constexpr std::int64_t hour_ms = 3'600'000;

class Dates {
 public:
  explicit Dates(const DatedInput& input) : in_(input), organisation_(input.organisation) {}

  std::vector<DatedEvent> all() {
    waivers();
    plans();
    answers();
    openings();
    grants();
    glasses();
    calls();
    keys();
    tools();
    rules();
    waiting();
    people();
    lock();
    security_text();
    std::ranges::stable_sort(out_, {}, &DatedEvent::at);
    return std::move(out_);
  }

 private:
  bool is_past(base::Instant at) const { return at <= in_.now; }
  // "ends" ahead, "ended" once it is past.
  std::string_view ends(base::Instant at) const { return is_past(at) ? "ended" : "ends"; }

  model::UpcomingEvent& add(base::Instant at, UpcomingKind kind, std::string subject,
                            std::string text) {
    auto& out = out_.emplace_back();
    out.at = at;
    out.event.kind = kind;
    out.event.subject = std::move(subject);
    out.event.text = std::move(text);
    return out.event;
  }

  std::vector<std::string> named(std::initializer_list<std::string_view> accounts) const {
    std::vector<std::string> out;
    for (const auto account : accounts)
      if (!account.empty() && std::ranges::find(out, account) == out.end())
        out.emplace_back(account);
    return out;
  }

  std::string operations() const {
    return organisation_.product ? organisation_.product->responsibilities.operations
                                 : std::string();
  }
  std::string development() const {
    if (organisation_.product &&
        !organisation_.product->responsibilities.component_development.empty())
      return organisation_.product->responsibilities.component_development;
    return organisation_.team ? organisation_.team->lead : std::string();
  }

  // One that has ended and covers nothing that is open asks for nothing.
  void waivers() {
    for (const auto& waiver : in_.waivers) {
      const auto count = static_cast<std::uint64_t>(
          std::ranges::count_if(in_.findings, [&](const model::Finding& finding) {
            return finding.waiver == waiver.id && finding.state != model::FindingState::fixed;
          }));
      if (is_past(waiver.expires) && count == 0) continue;
      auto& event =
          add(waiver.expires, UpcomingKind::waiver, waiver.id,
              fmt::format("waiver {} {}, it covers {}: {}", waiver.id, ends(waiver.expires),
                          base::counted(count, "finding"), waiver.reason));
      event.owners = named({waiver.owner});
      event.to_do = "mend what it covers, or have it decided anew";
      event.place = waiver.file;
    }
    policy_waivers();
  }

  // Those that loosen the policy cover no finding.
  void policy_waivers() {
    if (in_.source == nullptr) return;
    for (const auto& waiver : in_.source->waivers) {
      const auto id = "governance/" + waiver.id;
      const bool is_listed = std::ranges::any_of(
          in_.waivers, [&](const model::Waiver& each) { return each.id == id; });
      if (is_listed || !waiver.rule.starts_with("policy:") || is_past(waiver.expires)) continue;
      auto& event = add(waiver.expires, UpcomingKind::waiver, id,
                        fmt::format("waiver {} ends, {} is as the layer above states it: {}", id,
                                    waiver.rule.substr(7), waiver.reason));
      event.owners = named({waiver.owner});
      event.to_do = "meet the rule as it was, or have it decided anew";
      event.place = "governance:" + waiver.file;
    }
  }

  bool is_done(const model::Plan& plan, const model::Measure& measure) const {
    const auto known = in_.done_measures.find(plan.id + "/" + measure.id);
    return known != in_.done_measures.end() ? known->second : measure.done.has_value();
  }

  void plans() {
    for (const auto& plan : organisation_.plans) {
      std::uint64_t open = 0;
      for (const auto& measure : plan.measures) open += !is_done(plan, measure);
      if (!is_past(plan.expires) || open > 0) {
        auto& event = add(plan.expires, UpcomingKind::plan, plan.id,
                          fmt::format("plan {} {} with {} open: {}", plan.id, ends(plan.expires),
                                      base::counted(open, "measure"), plan.title));
        event.owners = named({plan.owner});
        event.to_do = "carry its measures out before, or have it renewed";
        event.place = "governance:" + plan.file;
      }
      if (is_past(plan.expires)) continue;
      for (const auto& measure : plan.measures) {
        if (is_done(plan, measure)) continue;
        auto& event = add(measure.due, UpcomingKind::measure, plan.id + "/" + measure.id,
                          fmt::format("measure {} of plan {} {} due: {}", measure.id, plan.id,
                                      is_past(measure.due) ? "was" : "is", measure.title));
        event.owners = named({measure.owner, plan.owner});
        event.to_do = measure.check.empty() ? "carry it out"
                                            : "carry it out; what proves it: " + measure.check;
        event.place = "governance:" + plan.file;
      }
    }
  }

  // What was answered anew no longer matters.
  bool is_superseded(const model::Answer& answer) const {
    return std::ranges::any_of(organisation_.answers, [&](const model::Answer& other) {
      return other.question == answer.question && other.level == answer.level &&
             other.responsibility == answer.responsibility && other.release == answer.release &&
             other.component == answer.component && other.at > answer.at;
    });
  }

  void answers() {
    for (const auto& answer : organisation_.answers) {
      if (!answer.expires || is_superseded(answer)) continue;
      if (!answer.release.empty() && answer.release != in_.release.tree) continue;
      auto& event =
          add(*answer.expires, UpcomingKind::answer, answer.id,
              fmt::format("answer {} ({} of {}) {}: {}", answer.id, answer.is_yes ? "yes" : "no",
                          answer.responsibility, ends(*answer.expires), answer.question));
      event.owners = named({answer.account});
      event.to_do = "answer anew: answers/" + answer.id + ".yaml of the governance source";
      event.place = "governance:" + answer.file;
    }
  }

  static std::string what_of(const model::OpeningBody& body) {
    return body.digest.empty() ? "tree " + body.release.tree.substr(0, 12)
                               : body.digest.substr(0, 19);
  }

  void openings() {
    for (const auto& open : in_.open) {
      const auto& body = open.opening;
      if (!body.until || !open.is_held) continue;
      auto& event =
          add(*body.until, UpcomingKind::opening,
              body.environment + "/" + (body.digest.empty() ? body.release.tree : body.digest),
              fmt::format("the grant under which {} runs in {} ({}) {}", what_of(body),
                          body.environment, body.level, ends(*body.until)));
      event.owners = named({operations()});
      event.to_do = "ask the gate again, and record the opening anew or close it";
      event.place = "record " + open.record.substr(0, 12);
    }
  }

  // The last answer for an environment and a level, where nothing runs under it.
  void grants() {
    std::map<std::pair<std::string, std::string>, const model::GateEntry*> last;
    for (const auto& entry : in_.grants) last[{entry.environment, entry.asked}] = &entry;
    for (const auto& [where, entry] : last) {
      if (!entry->is_met || !entry->until || is_past(*entry->until)) continue;
      const bool runs = std::ranges::any_of(in_.open, [&](const OpenRelease& open) {
        return open.opening.environment == entry->environment &&
               open.opening.release.tree == entry->tree && open.opening.until == entry->until;
      });
      if (runs) continue;
      auto& event = add(*entry->until, UpcomingKind::grant, entry->environment + "/" + entry->asked,
                        fmt::format("the gate's answer of {} ends: {}{}", base::to_text(entry->at),
                                    entry->granted,
                                    entry->environment.empty() ? "" : " in " + entry->environment));
      event.owners = named({operations()});
      event.to_do = "ask the gate again: it grants anew while what it hangs on still holds";
    }
  }

  void glasses() {
    for (const auto& glass : in_.glasses) {
      if (glass.is_reviewed || (!glass.is_standing && !glass.is_review_due)) continue;
      const auto& body = glass.glass;
      const bool is_second_missing = glass.is_standing && glass.confirmed_by.empty();
      auto text =
          fmt::format("glass {} in {} {}, and its review {} due: {}", body.glass, body.environment,
                      ends(glass.ends), is_past(glass.ends) ? "is" : "will be", body.reason);
      if (is_second_missing) text += "; until then a second person may confirm it";
      auto& event = add(glass.ends, UpcomingKind::glass, body.glass, std::move(text));
      event.owners = named({body.actor});
      event.to_do = is_second_missing
                        ? fmt::format("andon break-glass --confirm {} --by ACCOUNT", body.glass)
                        : fmt::format("andon break-glass --review {} --by ACCOUNT", body.glass);
      event.place = "record " + glass.record.substr(0, 12);
    }
  }

  std::vector<std::string> of_rung(std::string_view rung) const {
    if (rung == "champion" && organisation_.team) return named({organisation_.team->champion});
    if (rung == "advocate") return organisation_.advocates;
    if (rung == "security_team") return organisation_.security_team;
    return {};
  }

  void calls() {
    const auto all = rungs();
    for (const auto& line : in_.stopped) {
      auto rung = std::ranges::find(all, line.rung);
      auto at = line.climbs;
      while (at && rung != all.end() && ++rung != all.end()) {
        auto& event = add(*at, UpcomingKind::call, fmt::format("{}/{}", line.call.call, *rung),
                          fmt::format("the call for {} climbs to {}: {}", line.call.target, *rung,
                                      line.call.reason));
        event.owners = of_rung(*rung);
        if (event.owners.empty()) event.owners = named({line.call.owner});
        event.to_do = "solve it, then: andon resume " + line.call.target;
        event.place = "record " + line.record.substr(0, 12);
        at = base::Instant{at->ms + rung_hours * hour_ms};
      }
    }
  }

  static std::string roles_text(const governance::TrustedKey& key) {
    std::vector<std::string> out;
    for (const auto role : key.roles) out.emplace_back(governance::word(role));
    return base::join(out, ", ");
  }

  void keys() {
    if (in_.trust == nullptr) return;
    for (const auto& key : in_.trust->keys) {
      const bool is_ours = key.components.empty() ||
                           std::ranges::any_of(key.components, [&](const std::string& glob) {
                             return governance::component_matches(glob, in_.release.component);
                           });
      if (!is_ours) continue;
      const auto place = fmt::format("{}:{}", in_.trust->file, key.line);
      if (key.until && !is_past(*key.until)) {
        auto& event = add(*key.until, UpcomingKind::key, key.id,
                          fmt::format("key {} ({}) ends: from then on its signatures prove nothing",
                                      key.id, roles_text(key)));
        event.owners = named({key.owner});
        event.to_do = "have its successor entered in trust.yaml, and sign anew what it proves";
        event.place = place;
      }
      if (key.from && !is_past(*key.from)) {
        auto& event = add(*key.from, UpcomingKind::key, key.id + "/from",
                          fmt::format("key {} ({}) counts from then on", key.id, roles_text(key)));
        event.owners = named({key.owner});
        event.place = place;
      }
    }
  }

  void tools() {
    for (const auto& tool : organisation_.tools) {
      if (!tool.renewal) continue;
      auto& event = add(*tool.renewal, UpcomingKind::tool, tool.id,
                        fmt::format("tool {} {} due for renewal", tool.id,
                                    is_past(*tool.renewal) ? "was" : "is"));
      event.owners = named({tool.owner, tool.deputy});
      event.to_do = "renew its contract, licence or rules, and the date";
      event.place = "governance:" + tool.file;
    }
  }

  void rise(const policy::Rise& from, const std::string& subject, const std::string& whom,
            const std::string& place, std::set<std::string>& told) {
    for (const auto& step : from.rollout) {
      if (!step.from || is_past(*step.from)) continue;
      const bool is_ours =
          step.teams.empty() || !organisation_.team ||
          std::ranges::find(step.teams, organisation_.team->id) != step.teams.end();
      const auto word = words(step.lifecycle)[static_cast<std::size_t>(step.lifecycle)];
      const auto id = fmt::format("{}/{}", subject, word);
      if (!is_ours || !told.insert(id + base::to_text(*step.from)).second) continue;
      auto& event = add(*step.from, UpcomingKind::rule, id,
                        fmt::format("{} is in {} from then on", whom, word));
      event.owners = named({in_.policy.owner});
      event.to_do = "see what it would do: andon what-if --at " + base::to_text(*step.from);
      event.place = place;
    }
  }

  void rules() {
    std::set<std::string> told;
    for (const auto& rule : in_.policy.rules) {
      const auto place = rule.origin ? fmt::format("{}:{}", rule.origin->file, rule.origin->line)
                                     : fmt::format("{}:{}", in_.policy.file, rule.line);
      const auto pack = rule.origin ? rule.origin->pack : in_.policy.name;
      rise(rule.pack, "pack/" + pack, "pack " + pack, place, told);
      if (rule.own) rise(*rule.own, "rule/" + rule.id, "rule " + rule.id, place, told);
      if (!rule.effective_on || is_past(*rule.effective_on)) continue;
      const auto effect = words(rule.effect)[static_cast<std::size_t>(rule.effect)];
      auto& event = add(*rule.effective_on, UpcomingKind::rule, "rule/" + rule.id,
                        fmt::format("rule {} begins to {}: {}", rule.id, effect, rule.title));
      event.owners = named({in_.policy.owner});
      event.to_do = "see what it would do: andon what-if --at " + base::to_text(*rule.effective_on);
      event.place = place;
    }
  }

  // Soak times and the like: what may pass from a moment on.
  void waiting() {
    std::set<std::string> told;
    for (const auto& item : in_.missing) {
      if (!item.earliest || is_past(*item.earliest) || !told.insert(item.item).second) continue;
      auto& event = add(*item.earliest, UpcomingKind::rule, "item/" + item.item,
                        fmt::format("{} can pass from then on: {}", item.item, item.message));
      event.owners = named({item.who});
      event.to_do = item.fix;
    }
  }

  // Where the organisation still names an account, so that its leaving leaves a gap.
  std::vector<std::string> places_of(std::string_view account) const {
    std::vector<std::string> out;
    const auto add_if = [&](const std::string& who, std::string what) {
      if (model::is_same_account(who, account) && std::ranges::find(out, what) == out.end())
        out.push_back(std::move(what));
    };
    if (organisation_.team) {
      const auto& team = *organisation_.team;
      add_if(team.champion, "champion of team " + team.id);
      add_if(team.lead, "lead of team " + team.id);
      for (const auto& member : team.members) add_if(member, "member of team " + team.id);
    }
    if (organisation_.product) {
      const auto& who = organisation_.product->responsibilities;
      const auto of = " of " + organisation_.product->id;
      add_if(who.product, "product" + of);
      add_if(who.development_architecture, "development architecture" + of);
      add_if(who.component_development, "component development" + of);
      add_if(who.operations, "operations" + of);
      add_if(who.quality_and_testing, "quality and testing" + of);
    }
    for (const auto& each : organisation_.advocates) add_if(each, "security advocate");
    for (const auto& each : organisation_.security_team) add_if(each, "security team");
    for (const auto& tool : organisation_.tools) {
      add_if(tool.owner, "owner of tool " + tool.id);
      add_if(tool.deputy, "deputy of tool " + tool.id);
    }
    for (const auto& plan : organisation_.plans) {
      add_if(plan.owner, "owner of plan " + plan.id);
      for (const auto& measure : plan.measures)
        if (!is_done(plan, measure))
          add_if(measure.owner, "owner of measure " + plan.id + "/" + measure.id);
    }
    for (const auto& waiver : in_.waivers)
      if (!is_past(waiver.expires)) add_if(waiver.owner, "owner of waiver " + waiver.id);
    if (in_.trust != nullptr)
      for (const auto& key : in_.trust->keys)
        if (!key.until || !is_past(*key.until)) add_if(key.owner, "owner of key " + key.id);
    return out;
  }

  void people() {
    if (in_.source == nullptr) return;
    for (const auto& person : in_.source->people) {
      if (!person.left) continue;
      const auto places = places_of(person.account);
      if (places.empty()) continue;
      auto& event =
          add(*person.left, UpcomingKind::person, person.account,
              fmt::format("{} {} and is still named: {}", person.account,
                          is_past(*person.left) ? "left" : "leaves", base::join(places, ", ")));
      const auto lead = organisation_.team ? organisation_.team->lead : std::string();
      event.owners = named({model::is_same_account(lead, person.account) ? development() : lead});
      event.to_do = "name somebody else in the governance source";
      event.place = "governance:" + person.file;
    }
  }

  void lock() {
    const auto& at = organisation_.governance.locked_at;
    if (organisation_.governance.source.empty() || !at) return;
    const base::Instant old{at->ms + old_lock_days * base::day_ms};
    auto& event = add(old, UpcomingKind::lock, "lock",
                      fmt::format("the lock of the governance source {} {} days old",
                                  is_past(old) ? "became" : "becomes", old_lock_days));
    event.owners = named({development()});
    event.to_do = "andon governance update, and commit .andon/andon.lock";
    event.place = ".andon/andon.lock";
  }

  void security_text() {
    if (!in_.security_text) return;
    const auto& text = *in_.security_text;
    auto& event =
        add(text.expires, UpcomingKind::contact, text.file,
            fmt::format("{} {}", text.file, is_past(text.expires) ? "expired" : "expires"));
    event.owners = named({development()});
    event.to_do = "renew it, so that reports find somebody (RFC 9116, 2.5.5)";
    event.place = fmt::format("{}:{}", text.file, text.line);
  }

  const DatedInput& in_;
  const model::Organisation& organisation_;
  std::vector<DatedEvent> out_;
};

}  // namespace

std::vector<DatedEvent> dated_events(const DatedInput& input) { return Dates(input).all(); }

}  // namespace andon::flow
