#include "governance/check.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "model/account.h"
#include "model/glob.h"

namespace andon::governance {
namespace {

using Roles = std::array<std::pair<std::string_view, const std::string*>, 5>;

Roles roles_of(const model::Responsibilities& all) {
  return {{{"product", &all.product},
           {"development_architecture", &all.development_architecture},
           {"component_development", &all.component_development},
           {"operations", &all.operations},
           {"quality_and_testing", &all.quality_and_testing}}};
}

// Where a gap is seen and whom it concerns.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::string product = {}, component = {}, team = {};
};

class Checker {
 public:
  Checker(const Source& source, base::Instant now) : source_(source), now_(now) {}

  std::vector<model::Gap> find() {
    teams();
    products();
    environments();
    tools();
    security();
    plans();
    answers();
    waivers();
    duplicates();
    std::ranges::stable_sort(gaps_, [](const model::Gap& a, const model::Gap& b) {
      return std::pair(a.file, a.line) < std::pair(b.file, b.line);
    });
    const auto same = [](const model::Gap& a, const model::Gap& b) {
      return a.kind == b.kind && a.text == b.text && a.file == b.file && a.line == b.line;
    };
    gaps_.erase(std::unique(gaps_.begin(), gaps_.end(), same), gaps_.end());
    return std::move(gaps_);
  }

 private:
  enum class Weight { warning, error };

  void add(std::string kind, Weight weight, const Place& place, std::string text) {
    gaps_.push_back({std::move(kind), std::move(text), weight == Weight::error, place.product,
                     place.component, place.team, place.file, place.line});
  }

  // Named somewhere: known, and still there. Without people.yaml every account is taken as it is.
  void account(const std::string& name, std::string_view as, const Place& place) {
    if (name.empty() || source_.people.empty()) return;
    const auto* person = source_.person(name);
    if (!person) {
      std::vector<std::string_view> known;
      for (const auto& each : source_.people) known.push_back(each.account);
      const auto near = base::nearest(name, known);
      add("unknown_account", Weight::error, place,
          fmt::format("{} names {}, whom organisation/people.yaml does not know{}", as, name,
                      near.empty() ? "" : fmt::format("; did you mean {}?", near)));
    } else if (person->left && *person->left <= now_) {
      add("left", Weight::warning, place,
          fmt::format("{} is {}, who left on {}", as, name, last_day(*person->left)));
    }
  }

  // A bare date ends at 24:00: the day before is the one that was written.
  static std::string last_day(base::Instant end) { return base::to_date({end.ms - 1}); }

  template <class T>
  bool known(const std::vector<T>& all, const std::string& id, std::string_view kind,
             std::string_view as, const Place& place) {
    if (id.empty() || std::ranges::find(all, id, &T::id) != all.end()) return true;
    std::vector<std::string_view> ids;
    for (const auto& each : all) ids.push_back(each.id);
    const auto near = base::nearest(id, ids);
    add(fmt::format("unknown_{}", kind), Weight::error, place,
        fmt::format("{} names the {} {}, which nobody describes{}", as, kind, id,
                    near.empty() ? "" : fmt::format("; did you mean {}?", near)));
    return false;
  }

  void teams() {
    for (const auto& team : source_.teams) {
      const Place place{team.file, team.line, {}, {}, team.id};
      for (const auto& member : team.members)
        account(member, fmt::format("team {}", team.id), place);
      account(team.champion, fmt::format("the champion of team {}", team.id), place);
      account(team.lead, fmt::format("the lead of team {}", team.id), place);
      const auto is_member = [&](const std::string& name) {
        return std::ranges::find(team.members, name) != team.members.end();
      };
      const bool has_somebody = std::ranges::any_of(team.members, [&](const std::string& name) {
        const auto* person = source_.person(name);
        return !person || !person->left || *person->left > now_;
      });
      if (!has_somebody)
        add("nobody", Weight::warning, place, fmt::format("nobody is in team {}", team.id));
      if (team.champion.empty())
        add("no_champion", Weight::warning, place, fmt::format("team {} has no champion", team.id));
      else if (!is_member(team.champion))
        add("champion_outside", Weight::warning, place,
            fmt::format("{}, the champion of team {}, is no member of it", team.champion, team.id));
    }
  }

  void products() {
    for (const auto& product : source_.products) {
      const Place place{product.file, product.line, product.id};
      if (product.tier.empty())
        add("no_tier", Weight::warning, place,
            fmt::format("product {} has no risk tier", product.id));
      else if (product.tier_rank < 0)
        add("unknown_tier", Weight::error, place,
            fmt::format("product {}: no tier {}; known: {}", product.id, product.tier,
                        base::join(source_.tiers, ", ")));
      responsibilities(product, place);
      if (product.components.empty())
        add("nobody", Weight::warning, place,
            fmt::format("product {} consists of no component", product.id));
      for (const auto& component : product.components) components(component);
    }
  }

  void responsibilities(const model::Product& product, const Place& place) {
    std::set<std::string> holders;
    std::string missing;
    for (const auto& [role, name] : roles_of(product.responsibilities)) {
      account(*name, fmt::format("{} of product {}", role, product.id), place);
      if (name->empty())
        missing += (missing.empty() ? "" : ", ") + std::string(role);
      else
        holders.insert(*name);
    }
    if (!missing.empty())
      add("nobody", Weight::warning, place,
          fmt::format("nobody answers in product {} for: {}", product.id, missing));
    else if (holders.size() == 1)
      add("one_for_all", Weight::warning, place,
          fmt::format("{} holds all five responsibilities of product {}", *holders.begin(),
                      product.id));
  }

  void components(const model::Component& component) {
    const Place place{component.file, component.line, component.product, component.id,
                      component.team};
    const auto as = fmt::format("component {}", component.id);
    const auto [known_at, is_new] = components_.emplace(component.id, &component);
    if (!is_new)
      add("component_twice", Weight::error, place,
          fmt::format("{} belongs to {} already ({}:{})", as, known_at->second->product,
                      known_at->second->file, known_at->second->line));
    if (component.team.empty())
      add("nobody", Weight::warning, place, fmt::format("{} has no team", as));
    known(source_.teams, component.team, "team", as, place);
    for (const auto& supplier : component.suppliers)
      known(source_.suppliers, supplier, "supplier", as, place);
    if (!component.pack.empty() &&
        std::ranges::none_of(source_.packs,
                             [&](const SourceFile& pack) {
                               return pack.path == "packs/" + component.pack + ".yaml";
                             }) &&
        component.pack != "default" && component.pack != "strict")
      add("unknown_pack", Weight::error, place,
          fmt::format("{} names the pack {}, and there is no packs/{}.yaml", as, component.pack,
                      component.pack));
  }

  void environments() {
    for (const auto& environment : source_.environments) {
      const Place place{environment.file, environment.line};
      const auto as = fmt::format("environment {}", environment.id);
      known(source_.levels, environment.level, "level", as, place);
      for (const auto& product : environment.products)
        known(source_.products, product, "product", as, place);
    }
  }

  void tools() {
    for (const auto& tool : source_.tools) {
      const Place place{tool.file, tool.line};
      account(tool.owner, fmt::format("the owner of {}", tool.id), place);
      account(tool.deputy, fmt::format("the deputy of {}", tool.id), place);
      if (tool.deputy.empty() || tool.deputy == tool.owner)
        add("no_deputy", Weight::warning, place,
            fmt::format("nobody stands in for {}, the owner of {}", tool.owner, tool.id));
      if (tool.renewal && *tool.renewal <= now_)
        add("renewal_overdue", Weight::warning, place,
            fmt::format("the renewal of {} was due on {}; {} answers for it", tool.id,
                        last_day(*tool.renewal), tool.owner));
    }
  }

  void security() {
    const Place place{"organisation/security.yaml", 1};
    for (const auto& name : source_.advocates) account(name, "an advocate", place);
    for (const auto& name : source_.security_team) account(name, "the security team", place);
    if (source_.security_team.empty())
      add("nobody", Weight::warning, place,
          "nobody is in the security team, the last rung that a call climbs to");
  }

  void plans() {
    for (const auto& plan : source_.plans) {
      const Place place{plan.file, plan.line, plan.product};
      const auto as = fmt::format("plan {}", plan.id);
      account(plan.owner, "the owner of " + as, place);
      account(plan.approver, "the approver of " + as, place);
      known(source_.products, plan.product, "product", as, place);
      known(source_.levels, plan.level, "level", as, place);
      patterns(plan.components, as, place);
      if (plan.product.empty() && plan.components.empty())
        add("no_extent", Weight::error, place, as + " names neither a product nor components");
      if (model::is_same_account(plan.owner, plan.approver))
        add("approved_by_owner", Weight::error, place,
            fmt::format("{}: {} approved their own", as, plan.owner));
      if (plan.expires <= plan.created)
        add("never_stands", Weight::error, place, as + " ends before it begins");
      else if (plan.expires <= now_)
        add("plan_expired", Weight::warning, place,
            fmt::format("{} ended on {}; {} answers for it", as, last_day(plan.expires),
                        plan.owner));
      measures(plan, place);
    }
  }

  void measures(const model::Plan& plan, const Place& place) {
    if (plan.measures.empty())
      add("no_measure", Weight::error, place, fmt::format("plan {} has no measure", plan.id));
    std::set<std::string> seen;
    for (const auto& measure : plan.measures) {
      const auto as = fmt::format("measure {} of plan {}", measure.id, plan.id);
      account(measure.owner, "the owner of " + as, place);
      if (!seen.insert(measure.id).second)
        add("twice", Weight::error, place, as + " stands there twice");
      if (!measure.done && measure.due <= now_)
        add("measure_overdue", Weight::warning, place,
            fmt::format("{} was due on {}; {} answers for it", as, last_day(measure.due),
                        measure.owner));
    }
  }

  void answers() {
    for (const auto& answer : source_.answers) {
      const Place place{answer.file, answer.line, answer.product, answer.component};
      const auto as = fmt::format("answer {}", answer.id);
      account(answer.account, as, place);
      known(source_.levels, answer.level, "level", as, place);
      if (!known(source_.products, answer.product, "product", as, place)) continue;
      const auto* product = source_.product(answer.product);
      known(product->components, answer.component, "component", as, place);
      for (const auto& [role, name] : roles_of(product->responsibilities))
        if (role == answer.responsibility && *name != answer.account)
          add("not_responsible", Weight::error, place,
              fmt::format("{} is {}'s, but {} of product {} is {}", as, answer.account, role,
                          product->id, name->empty() ? "nobody" : *name));
      if (answer.at > now_)
        add("never_stands", Weight::error, place, as + " is dated in the future");
    }
  }

  void waivers() {
    for (const auto& waiver : source_.waivers) {
      const Place place{waiver.file, 1};
      const auto as = fmt::format("waiver {}", waiver.id);
      account(waiver.owner, "the owner of " + as, place);
      account(waiver.approver, "the approver of " + as, place);
      patterns(waiver.components, as, place);
      if (waiver.expires <= now_)
        add("waiver_expired", Weight::warning, place,
            fmt::format("{} ended on {}; {} answers for it", as, last_day(waiver.expires),
                        waiver.owner));
    }
  }

  void patterns(const std::vector<std::string>& wanted, const std::string& as, const Place& place) {
    for (const auto& pattern : wanted)
      if (std::ranges::none_of(components_, [&](const auto& each) {
            return model::path_matches(pattern, each.first);
          }))
        add("unknown_component", Weight::warning, place,
            fmt::format("{}: no component is called or matches {}", as, pattern));
  }

  template <class T>
  void twice(const std::vector<T>& all, std::string_view kind) {
    std::map<std::string, const T*> seen;
    for (const auto& each : all) {
      const auto [first, is_new] = seen.emplace(each.id, &each);
      if (!is_new)
        add("twice", Weight::error, {each.file, each.line},
            fmt::format("{} {} stands there twice (first on line {})", kind, each.id,
                        first->second->line));
    }
  }

  void duplicates() {
    twice(source_.teams, "team");
    twice(source_.suppliers, "supplier");
    twice(source_.environments, "environment");
    twice(source_.tools, "tool");
    twice(source_.levels, "level");
  }

  const Source& source_;
  base::Instant now_;
  std::map<std::string, const model::Component*> components_;
  std::vector<model::Gap> gaps_;
};

}  // namespace

std::vector<model::Gap> find_gaps(const Source& source, base::Instant now) {
  return Checker(source, now).find();
}

std::vector<model::Gap> gaps_of(const std::vector<model::Gap>& gaps, std::string_view product,
                                std::string_view component, std::string_view team) {
  std::vector<model::Gap> out;
  for (const auto& gap : gaps) {
    const bool is_ours = gap.component.empty()
                             ? (!gap.product.empty() && gap.product == product) ||
                                   (gap.product.empty() && !gap.team.empty() && gap.team == team)
                             : gap.component == component;
    // The last rungs of the chain are everybody's.
    if (is_ours || gap.file == "organisation/security.yaml") out.push_back(gap);
  }
  return out;
}

}  // namespace andon::governance
