#include "flow/governance_facts.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "flow/governance_owners.h"
#include "flow/governance_source.h"
#include "flow/workspace.h"
#include "governance/check.h"
#include "governance/lock.h"
#include "model/account.h"
#include "model/glob.h"

namespace andon::flow {
namespace {

using model::Gap;

// "@ada" and "ada" are one; a team is "@organisation/web" where it is "web" here.
std::string plain(std::string_view name) {
  auto out = model::plain_account(name);
  if (out.find('@') == std::string::npos)
    if (const auto slash = out.rfind('/'); slash != std::string::npos) out.erase(0, slash + 1);
  return out;
}

class Gatherer {
 public:
  Gatherer(base::Context& context, const Workspace& workspace, base::Instant now)
      : workspace_(workspace),
        now_(now),
        source_(workspace.judging.governance.empty()
                    ? nullptr
                    : &workspace.judging.governance.front().source),
        owners_(read_owners(context, workspace, now)) {}

  model::Organisation gather(const std::string& environment) {
    lock();
    if (source_) from_source(environment);
    from_owners();
    if (source_) compare();
    nobody();
    if (out_.levels.empty()) out_.levels = governance::preset_levels("service");
    for (auto& gap : out_.gaps) {
      if (gap.component.empty() && out_.component) gap.component = out_.component->id;
      gap.text = base::printable(gap.text);
    }
    return std::move(out_);
  }

 private:
  void gap(std::string kind, std::string text, std::string file, std::uint32_t line) {
    Gap out;
    out.kind = std::move(kind);
    out.text = std::move(text);
    out.file = std::move(file);
    out.line = line;
    out_.gaps.push_back(std::move(out));
  }

  void contact(std::string who, std::string about, const std::string& file, std::uint32_t line) {
    if (who.empty()) return;
    for (const auto& known : out_.contacts)
      if (known.who == who && known.about == about && known.file == file) return;
    out_.contacts.push_back({std::move(who), std::move(about), file, line});
  }

  // security-insights.yml has display names, which are no facts: the account that they belong to
  // is, or that somebody is named.
  void named_contact(const std::string& named, std::string about, const std::string& file) {
    for (const auto& person : source_ ? source_->people : std::vector<governance::Person>())
      if (is_same(person.account, named)) return contact(person.account, std::move(about), file, 1);
    const bool is_address = named.find_first_of("@:") != std::string::npos;
    contact(is_address ? named : "somebody", std::move(about), file, 1);
  }

  void lock() {
    if (!source_) return;
    out_.governance = workspace_.judging.governance.front().lock;
    const auto& at = out_.governance.locked_at;
    if (!at) return;
    const auto age_ms = now_.ms - at->ms;
    out_.lock_age_days = std::max<std::int64_t>(0, age_ms / base::day_ms);
    if (out_.lock_age_days >= old_lock_days)
      gap("lock_old",
          fmt::format("the governance source was locked {} days ago: andon governance update",
                      out_.lock_age_days),
          ".andon/andon.lock", 1);
  }

  void from_source(const std::string& environment) {
    const auto& settings = workspace_.judging.settings;
    const auto id = component_id(workspace_);
    if (const auto* found = source_->component(id)) out_.component = *found;
    auto product = settings.product.value;
    if (product.empty() && out_.component) product = out_.component->product;
    if (const auto* found = source_->product(product)) out_.product = *found;
    auto team = settings.team.value;
    if (out_.component && !out_.component->team.empty()) team = out_.component->team;
    if (const auto* found = source_->team(team)) out_.team = *found;
    if (const auto* found = source_->environment(environment)) out_.environment = *found;
    out_.tiers = source_->tiers;
    out_.levels = source_->levels;
    out_.tools = source_->tools;
    out_.advocates = source_->advocates;
    out_.security_team = source_->security_team;
    if (!out_.component)
      gap("unknown_component", fmt::format("the governance source does not know {}", id),
          settings.file, 1);
    else
      suppliers();
    if (!settings.product.value.empty() && !out_.product)
      gap("unknown_product",
          fmt::format("andon.yaml names the product {}, which nobody describes", product),
          settings.file, 1);
    promises(product, id);
    const auto all = governance::find_gaps(*source_, now_);
    for (auto& each : governance::gaps_of(all, product, id, team)) {
      each.file = "governance:" + each.file;
      out_.gaps.push_back(std::move(each));
    }
    people();
  }

  void suppliers() {
    for (const auto& supplier : source_->suppliers)
      if (std::ranges::find(out_.component->suppliers, supplier.id) !=
          out_.component->suppliers.end())
        out_.suppliers.push_back(supplier);
  }

  void promises(const std::string& product, const std::string& component) {
    for (const auto& plan : source_->plans) {
      const bool is_named = std::ranges::any_of(plan.components, [&](const std::string& pattern) {
        return model::path_matches(pattern, component);
      });
      if (is_named || (plan.components.empty() && !product.empty() && plan.product == product))
        out_.plans.emplace_back(plan).standing = standing_of(plan.file);
    }
    for (const auto& answer : source_->answers)
      if (answer.product == product && (answer.component.empty() || answer.component == component))
        out_.answers.emplace_back(answer).standing = standing_of(answer.file);
  }

  std::string standing_of(const std::string& file) const {
    return workspace_.judging.proven_files.contains(file) ? "proven" : "claimed";
  }

  void people() {
    if (out_.team) {
      const auto file = "governance:" + out_.team->file;
      contact(out_.team->champion, "champion", file, out_.team->line);
      contact(out_.team->lead, "lead", file, out_.team->line);
      contact(out_.team->contact, "contact", file, out_.team->line);
    }
    for (const auto& account : out_.advocates)
      contact(account, "advocate", "governance:organisation/security.yaml", 1);
    for (const auto& account : out_.security_team)
      contact(account, "security_team", "governance:organisation/security.yaml", 1);
  }

  void from_owners() {
    for (const auto& rule : owners_.codeowners)
      for (const auto& owner : rule.owners)
        contact(owner, "owner", owners_.codeowners_file, rule.line);
    for (const auto& champion : owners_.insights.champions)
      named_contact(champion, "champion", owners_.insights_file);
    for (const auto& who : owners_.insights.contacts)
      named_contact(who, "contact", owners_.insights_file);
    for (const auto& entity : owners_.catalog)
      if (entity.kind == "Component")
        contact(entity.owner, "owner", owners_.catalog_file, entity.line);
    for (const auto& who : owners_.security.contacts)
      contact(who, "contact", owners_.security_file, owners_.security.contact_line);
    out_.gaps.insert(out_.gaps.end(), owners_.gaps.begin(), owners_.gaps.end());
  }

  // The same person: by account, address or display name, which only people.yaml joins.
  bool is_same(const std::string& account, const std::string& named) const {
    if (plain(account) == plain(named)) return true;
    const auto* person = source_->person(account);
    const auto wanted = base::lower_ascii(base::trim(named));
    return person && !wanted.empty() &&
           (base::lower_ascii(person->name) == wanted ||
            base::lower_ascii(person->email) == wanted);
  }

  void compare() {
    compare_champions();
    compare_catalog();
    compare_owners();
    const auto& stated = workspace_.judging.settings;
    if (out_.component && !stated.product.value.empty() &&
        stated.product.value != out_.component->product)
      gap("product_disagrees",
          fmt::format("andon.yaml says product {}, the governance source says {}",
                      stated.product.value, out_.component->product),
          stated.file, 1);
    if (out_.component && !stated.team.value.empty() && !out_.component->team.empty() &&
        stated.team.value != out_.component->team)
      gap("team_disagrees",
          fmt::format("andon.yaml says team {}, the governance source says {}", stated.team.value,
                      out_.component->team),
          stated.file, 1);
  }

  void compare_champions() {
    if (!out_.team || out_.team->champion.empty()) return;
    const auto& named = owners_.insights.champions;
    if (named.empty() || std::ranges::any_of(named, [&](const std::string& name) {
          return is_same(out_.team->champion, name);
        }))
      return;
    // The name there may be a display name: it is not repeated here.
    gap("champion_disagrees",
        fmt::format("{} names another champion than the governance source, which says {}",
                    owners_.insights_file, out_.team->champion),
        owners_.insights_file, 1);
  }

  void compare_catalog() {
    for (const auto& entity : owners_.catalog) {
      if (entity.kind != "Component") continue;
      if (out_.team && !entity.owner.empty() && entity.owner != out_.team->id &&
          !is_member(entity.owner))
        gap("owner_disagrees",
            fmt::format("{} says that {} is {}'s, the governance source says team {}",
                        owners_.catalog_file, entity.name, entity.owner, out_.team->id),
            owners_.catalog_file, entity.line);
      if (out_.product && !entity.part_of.empty() && entity.part_of != out_.product->id)
        gap("product_disagrees",
            fmt::format("{} says that {} belongs to {}, the governance source says {}",
                        owners_.catalog_file, entity.name, entity.part_of, out_.product->id),
            owners_.catalog_file, entity.line);
    }
  }

  bool is_member(const std::string& name) const {
    return std::ranges::any_of(out_.team->members,
                               [&](const std::string& account) { return is_same(account, name); });
  }

  // Owners of files who left, and files that no one of the team owns.
  void compare_owners() {
    std::set<std::string> told;
    bool has_ours = owners_.codeowners.empty() || !out_.team;
    for (const auto& rule : owners_.codeowners)
      for (const auto& owner : rule.owners) {
        has_ours = has_ours || plain(owner) == base::lower_ascii(out_.team->id) || is_member(owner);
        for (const auto& person : source_->people)
          if (person.left && *person.left <= now_ && is_same(person.account, owner) &&
              told.insert(person.account).second)
            gap("left",
                fmt::format("{} names {}, who left on {}", owners_.codeowners_file, person.account,
                            base::to_date({person.left->ms - 1})),
                owners_.codeowners_file, rule.line);
      }
    if (!has_ours)
      gap("owner_disagrees",
          fmt::format("nobody of team {} stands in {}", out_.team->id, owners_.codeowners_file),
          owners_.codeowners_file, 1);
  }

  void nobody() {
    const auto has = [&](std::string_view about) {
      return std::ranges::find(out_.contacts, about, &model::Contact::about) != out_.contacts.end();
    };
    if (!has("owner") && !out_.team)
      gap("nobody",
          "no file says who owns this: add CODEOWNERS, or a team in the governance source",
          "CODEOWNERS", 1);
    if (!has("contact") && owners_.policy_file.empty())
      gap("no_contact",
          "no file says whom to tell of a weakness: add SECURITY.md or .well-known/security.txt",
          "SECURITY.md", 1);
  }

  const Workspace& workspace_;
  const base::Instant now_;
  const governance::Source* source_;
  OwnersFiles owners_;
  model::Organisation out_;
};

}  // namespace

model::Organisation organisation_facts(base::Context& context, const Workspace& workspace,
                                       const std::string& environment, base::Instant now) {
  return Gatherer(context, workspace, now).gather(environment);
}

}  // namespace andon::flow
