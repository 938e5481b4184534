#include "governance/compare.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <type_traits>

#include "base/text.h"
#include "governance/waivers.h"

namespace andon::governance {
namespace {

using base::Value;
using Texts = std::vector<std::string>;

bool holds(const Texts& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

std::string shown(const Value& value) {
  if (value.is_string()) return std::string(value.text_or());
  if (value.is_bool()) return *value.boolean() ? "yes" : "no";
  if (!value.is_list()) return std::string(value.kind_name());
  std::string out;
  for (const auto& item : *value.list()) out += (out.empty() ? "" : ", ") + shown(item);
  return out.empty() ? "nothing" : out;
}

class Comparer {
 public:
  Comparer(const Source& before, const Source& after) : before_(before), after_(after) {}

  std::vector<Change> compare() {
    people();
    nouns(before_.teams, after_.teams, "team",
          [this](const auto& a, const auto& b) { team(a, b); });
    products();
    nouns(before_.suppliers, after_.suppliers, "supplier", {});
    nouns(before_.environments, after_.environments, "environment", {});
    nouns(before_.tools, after_.tools, "tool", {});
    levels();
    security();
    nouns(before_.plans, after_.plans, "plan", {});
    nouns(before_.answers, after_.answers, "answer", {});
    waivers();
    documents();
    std::ranges::stable_sort(out_, [](const Change& a, const Change& b) {
      return std::tie(a.whom, a.file) < std::tie(b.whom, b.file);
    });
    return std::move(out_);
  }

 private:
  void add(std::string whom, std::string file, std::string text) {
    out_.push_back({std::move(whom), std::move(text), std::move(file)});
  }

  // Each field of a noun that says something else.
  void fields(const std::string& whom, const std::string& file, const Value& before,
              const Value& after, const Texts& apart = {}) {
    const auto tell = [&](const std::string& key) {
      if (holds(apart, key) || before[key] == after[key]) return;
      const auto* old = before.find(key);
      const auto* now = after.find(key);
      if (old && now && old->is_map() && now->is_map()) return fields(whom, file, *old, *now);
      if (!now)
        add(whom, file, fmt::format("{} is no longer stated (was {})", key, shown(*old)));
      else if (!old)
        add(whom, file, fmt::format("{} is now {}", key, shown(*now)));
      else
        add(whom, file, fmt::format("{} is now {} (was {})", key, shown(*now), shown(*old)));
    };
    for (const auto& [key, value] : *before.map()) tell(key);
    for (const auto& [key, value] : *after.map())
      if (!before.find(key)) tell(key);
  }

  template <class T>
  using Compared = std::function<void(const T&, const T&)>;

  template <class T>
  void nouns(const std::vector<T>& before, const std::vector<T>& after, std::string_view kind,
             const Compared<std::type_identity_t<T>>& compared) {
    const auto named = [&](const T& noun) { return fmt::format("{} {}", kind, noun.id); };
    for (const auto& old : before) {
      const auto now = std::ranges::find(after, old.id, &T::id);
      if (now == after.end())
        add(named(old), old.file, "is gone");
      else if (compared)
        compared(old, *now);
      else
        fields(named(old), now->file, file_value(old), file_value(*now));
    }
    for (const auto& now : after)
      if (std::ranges::find(before, now.id, &T::id) == before.end())
        add(named(now), now.file, "is new");
  }

  void people() {
    for (const auto& now : after_.people) {
      const auto* old = before_.person(now.account);
      if (now.left && (!old || old->left != now.left))
        add("person " + now.account, now.file,
            fmt::format("leaves on {}", base::to_date({now.left->ms - 1})));
    }
  }

  void team(const model::Team& old, const model::Team& now) {
    const auto whom = "team " + now.id;
    for (const auto& member : now.members)
      if (!holds(old.members, member)) add(whom, now.file, fmt::format("{} joins", member));
    for (const auto& member : old.members)
      if (!holds(now.members, member)) add(whom, now.file, fmt::format("{} leaves", member));
    fields(whom, now.file, file_value(old), file_value(now), {"members"});
  }

  void products() {
    nouns(before_.products, after_.products, "product", [this](const auto& old, const auto& now) {
      const auto whom = "product " + now.id;
      if (old.tier_rank != now.tier_rank && old.tier != now.tier)
        add(whom, now.file,
            fmt::format("its risk tier {} to {} (was {}): other packs may apply to its components",
                        now.tier_rank > old.tier_rank ? "rises" : "falls", now.tier, old.tier));
      fields(whom, now.file, file_value(old), file_value(now), {"tier", "components"});
    });
    for (const auto& product : before_.products)
      for (const auto& old : product.components) {
        const auto* now = after_.component(old.id);
        if (now)
          component(old, *now);
        else
          add("component " + old.id, old.file,
              fmt::format("no longer belongs to product {} or any other", old.product));
      }
    for (const auto& product : after_.products)
      for (const auto& now : product.components)
        if (!before_.component(now.id))
          add("component " + now.id, now.file, "is new in product " + now.product);
  }

  void component(const model::Component& old, const model::Component& now) {
    const auto whom = "component " + now.id;
    if (old.product != now.product)
      add(whom, now.file, fmt::format("moves to product {} (was {})", now.product, old.product));
    fields(whom, now.file, file_value(old), file_value(now));
  }

  void levels() {
    nouns(before_.levels, after_.levels, "level", [this](const auto& old, const auto& now) {
      if (old.rank != now.rank)
        add("level " + now.id, now.file,
            fmt::format("is now number {} of the levels (was {})", now.rank + 1, old.rank + 1));
      fields("level " + now.id, now.file, file_value(old), file_value(now));
    });
    if (before_.tiers != after_.tiers)
      add("everybody", "governance.yaml",
          fmt::format("the risk tiers are now {} (were {})", base::join(after_.tiers, " < "),
                      base::join(before_.tiers, " < ")));
  }

  void security() {
    const auto tell = [&](const Texts& old, const Texts& now, std::string_view as) {
      for (const auto& account : now)
        if (!holds(old, account))
          add("person " + account, "organisation/security.yaml", fmt::format("becomes {}", as));
      for (const auto& account : old)
        if (!holds(now, account))
          add("person " + account, "organisation/security.yaml",
              fmt::format("is no longer {}", as));
    };
    tell(before_.advocates, after_.advocates, "an advocate");
    tell(before_.security_team, after_.security_team, "in the security team");
  }

  static std::string concerned(const model::Waiver& waiver) {
    if (waiver.components.empty()) return "everybody";
    return "component " + base::join(waiver.components, ", ");
  }

  void waivers() {
    for (const auto& now : after_.waivers) {
      const auto old = std::ranges::find(before_.waivers, now.id, &model::Waiver::id);
      const auto extent = !now.rule.empty()   ? now.rule
                          : !now.path.empty() ? now.path
                                              : base::counted(now.findings.size(), "finding");
      if (old == before_.waivers.end())
        add(concerned(now), now.file,
            fmt::format("the new waiver {} lets {} be until {}, by {}", now.id, extent,
                        base::to_text(now.expires), now.owner));
      else if (write_waiver(*old) != write_waiver(now))
        add(concerned(now), now.file,
            fmt::format("the waiver {} changes: it lets {} be until {} (was until {})", now.id,
                        extent, base::to_text(now.expires), base::to_text(old->expires)));
    }
    for (const auto& old : before_.waivers)
      if (std::ranges::find(after_.waivers, old.id, &model::Waiver::id) == after_.waivers.end())
        add(concerned(old), old.file, fmt::format("the waiver {} is gone", old.id));
  }

  // Packs and trust are read elsewhere: only that they differ is told here.
  void documents() {
    const auto by_path = [](const std::vector<SourceFile>& files, const std::string& path) {
      return std::ranges::find(files, path, &SourceFile::path);
    };
    for (const auto& now : after_.packs) {
      const auto old = by_path(before_.packs, now.path);
      const auto users = users_of(now.path);
      if (old == before_.packs.end())
        add(users, now.path, "the pack " + now.path + " is new");
      else if (old->text != now.text)
        add(users, now.path, "the pack " + now.path + " changes: andon policy diff says what");
    }
    for (const auto& old : before_.packs)
      if (by_path(after_.packs, old.path) == after_.packs.end())
        add(users_of(old.path), old.path, "the pack " + old.path + " is gone");
    if (before_.trust != after_.trust) add("everybody", "trust.yaml", "who may sign what changes");
  }

  // The components that name the pack; whom else it applies to is the pack's own to say.
  std::string users_of(std::string_view path) const {
    std::string out;
    for (const auto& product : after_.products)
      for (const auto& component : product.components)
        if (!component.pack.empty() && path == "packs/" + component.pack + ".yaml")
          out += (out.empty() ? "component " : ", ") + component.id;
    return out.empty() ? "everybody to whom it applies" : out;
  }

  const Source& before_;
  const Source& after_;
  std::vector<Change> out_;
};

}  // namespace

std::vector<Change> compare(const Source& before, const Source& after) {
  return Comparer(before, after).compare();
}

}  // namespace andon::governance
