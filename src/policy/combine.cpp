#include <algorithm>

#include "base/text.h"
#include "policy/engine/reading.h"
#include "policy/pack.h"

namespace andon::policy {
namespace {

namespace strict = base::strict;
using base::Result;
using base::Value;

// What may be done with a loosening: refused is an error, so it is none of these.
enum class Loosening { counts, has_ended };

class Combining {
 public:
  Combining(Policy base, std::span<const model::Waiver> waivers, base::Instant now)
      : waivers_(waivers), now_(now) {
    name_origin(base);
    out_.policy = std::move(base);
  }

  Result<void> add(Policy layer) {
    if (layer.layer < policy().layer)
      return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration,
                        "{}:1:1: a pack of the {} cannot inherit {}, a pack of the {}", layer.file,
                        word_of(layer.layer), policy().name, word_of(policy().layer));
    name_origin(layer);
    for (const auto& [name, value] : layer.settings) TRY(set(layer, name, value));
    for (auto& parameter : layer.parameters) TRY(declare(layer, parameter));
    for (const auto& change : layer.changes) TRY(change_rule(layer, change));
    for (auto& rule : layer.rules) TRY(add_rule(layer, std::move(rule)));
    for (const auto& [level, days] : layer.at_most_days) TRY(set_days(layer, level, days));
    auto& into = policy();
    into.name = layer.name;
    into.title = layer.title;
    into.owner = layer.owner;
    into.layer = layer.layer;
    into.extent = std::move(layer.extent);
    into.tests = std::move(layer.tests);
    into.is_pack = true;
    return {};
  }

  Result<Combined> finish(std::string file) {
    out_.text = text_of(policy());
    auto tests = std::move(policy().tests);
    const auto layer = policy().layer;
    out_.policy = TRY(parse(out_.text, file), "reading the effective policy again");
    out_.policy.tests = std::move(tests);
    out_.policy.layer = layer;
    return std::move(out_);
  }

 private:
  Policy& policy() { return out_.policy; }

  static void name_origin(Policy& layer) {
    for (auto& rule : layer.rules)
      if (!rule.origin) rule.origin = Origin{layer.name, layer.layer, layer.file, rule.line};
  }

  std::vector<std::string_view> names(const auto& items, auto member) const {
    std::vector<std::string_view> out;
    for (const auto& item : items) out.push_back(std::invoke(member, item));
    return out;
  }

  // Whether the loosening counts; an error where no waiver of the layer above ever allowed it.
  Result<Loosening> loosen(const std::string& what, std::string_view text, const Policy& layer,
                           const Value& at) {
    const auto wanted = "policy:" + what;
    const model::Waiver* latest = nullptr;
    for (const auto& waiver : waivers_)
      if (waiver.rule == wanted && (!latest || waiver.expires > latest->expires)) latest = &waiver;
    if (!latest)
      return strict::complaint(
          layer.file, at,
          fmt::format("{} loosens {} of {}: only a waiver of the layer above may do that, with "
                      "rule: {} and an end",
                      text, what, policy().name, wanted));
    const auto place = fmt::format("{}:{}", layer.file, at.line);
    if (latest->expires <= now_) {
      out_.notes.push_back(fmt::format("{}: {} no longer counts: the waiver {} ended on {}", place,
                                       text, latest->id, base::to_text(latest->expires)));
      return Loosening::has_ended;
    }
    out_.notes.push_back(fmt::format("{}: {} loosens {} until {}, by the waiver {} of {}", place,
                                     text, what, base::to_text(latest->expires), latest->id,
                                     latest->owner));
    out_.until = out_.until ? std::min(*out_.until, latest->expires) : latest->expires;
    return Loosening::counts;
  }

  // Sets when it tightens or when the loosening is allowed.
  template <class Set>
  Result<void> change(bool is_loosening, const std::string& what, std::string_view text,
                      const Policy& layer, const Value& at, Set set) {
    if (is_loosening && TRY(loosen(what, text, layer, at)) == Loosening::has_ended) return {};
    set();
    return {};
  }

  Result<void> set(const Policy& layer, const std::string& name, const Value& value) {
    auto& known = policy().parameters;
    const auto found = std::ranges::find(known, name, &Parameter::name);
    if (found == known.end()) {
      const auto near = base::nearest(name, names(known, &Parameter::name));
      return strict::complaint(
          layer.file, value,
          fmt::format("{} has no parameter \"{}\"{}", policy().name, base::printable(name),
                      near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near)));
    }
    TRY(check_kind(*found, value, layer.file));
    return change(!is_tightening(*found, value), "parameters." + name, fmt::format("\"{}\"", name),
                  layer, value, [&] { found->preset = value; });
  }

  Result<void> declare(const Policy& layer, Parameter& parameter) {
    if (std::ranges::find(policy().parameters, parameter.name, &Parameter::name) !=
        policy().parameters.end())
      return strict::complaint(layer.file, parameter.preset,
                               fmt::format("\"{}\" is declared by {}: give a value, no declaration",
                                           parameter.name, policy().name));
    policy().parameters.push_back(std::move(parameter));
    return {};
  }

  Result<void> add_rule(const Policy& layer, Rule rule) {
    auto& rules = policy().rules;
    const auto found = std::ranges::find(rules, rule.id, &Rule::id);
    if (found == rules.end()) {
      rules.push_back(std::move(rule));
      return {};
    }
    Value at;
    at.line = rule.line;
    at.column = 1;
    const auto id = rule.id;
    return change(true, id, "another condition", layer, at, [&] { *found = std::move(rule); });
  }

  Result<void> set_days(const Policy& layer, const std::string& level, std::int64_t days) {
    const auto found = policy().at_most_days.find(level);
    Value at;
    at.line = 1;
    at.column = 1;
    const bool is_longer = found != policy().at_most_days.end() && days > found->second;
    return change(is_longer, "levels." + level, "a longer grant", layer, at,
                  [&] { policy().at_most_days[level] = days; });
  }

  Result<void> change_rule(const Policy& layer, const RuleChange& stated) {
    auto& rules = policy().rules;
    const auto found = std::ranges::find(rules, stated.id, &Rule::id);
    if (found == rules.end()) {
      const auto near = base::nearest(stated.id, names(rules, &Rule::id));
      return strict::complaint(
          layer.file, stated.stated,
          fmt::format("{} has no rule \"{}\"{}; a new one needs \"deny\" or \"require\"",
                      policy().name, stated.id,
                      near.empty() ? "" : fmt::format(", did you mean \"{}\"?", near)));
    }
    const Value& from = stated.stated;
    if (from["remove"].boolean_or(false)) {
      bool is_gone = false;
      TRY(change(true, stated.id, "\"remove\"", layer, from["remove"], [&] { is_gone = true; }));
      if (is_gone) rules.erase(found);
      return {};
    }
    TRY(change_effect(layer, from, *found));
    TRY(change_rise(layer, from, *found));
    return change_prose(layer, from, *found);
  }

  Result<void> change_effect(const Policy& layer, const Value& from, Rule& rule) {
    if (const Value* stated = strict::entry(from, "effect")) {
      const auto effect = static_cast<model::Effect>(
          TRY(strict::word(from, layer.file, "effect", model::words(model::Effect{}), 0)));
      TRY(change(effect < rule.effect, rule.id, "\"effect\"", layer, *stated,
                 [&] { rule.effect = effect; }));
    }
    if (const Value* stated = strict::entry(from, "effective_on")) {
      const auto date = TRY(read_beginning(*stated, layer.file, "effective_on"));
      const bool is_later = date > rule.effective_on.value_or(
                                       base::Instant{std::numeric_limits<std::int64_t>::min()});
      TRY(change(is_later, rule.id, "\"effective_on\"", layer, *stated,
                 [&] { rule.effective_on = date; }));
    }
    if (const Value* stated = strict::entry(from, "on_missing")) {
      const auto on_missing = static_cast<OnMissing>(
          TRY(strict::word(from, layer.file, "on_missing", words(OnMissing{}), 0)));
      TRY(change(on_missing < rule.on_missing, rule.id, "\"on_missing\"", layer, *stated,
                 [&] { rule.on_missing = on_missing; }));
    }
    return {};
  }

  // The steps of the layers above stay: they only ever raise.
  Result<void> change_rise(const Policy& layer, const Value& from, Rule& rule) {
    const auto& now_own = rule.own ? *rule.own : rule.pack;
    const auto before = rule.pack.lifecycle <= Lifecycle::observe
                            ? std::min(rule.pack.lifecycle, now_own.lifecycle)
                            : now_own.lifecycle;
    auto rise = TRY(read_rise(from, layer.file, before));
    if (!rise) return {};
    const Value* at = strict::entry(from, "lifecycle");
    return change(rise->lifecycle < before, rule.id, "\"lifecycle\"", layer,
                  at ? *at : from["rollout"], [&] {
                    for (const auto* above : {&rule.pack, rule.own ? &*rule.own : nullptr})
                      if (above)
                        rise->rollout.insert(rise->rollout.end(), above->rollout.begin(),
                                             above->rollout.end());
                    rule.own = std::move(*rise);
                    rule.pack = Rise{};
                  });
  }

  Result<void> change_prose(const Policy& layer, const Value& from, Rule& rule) {
    rule.title = TRY(strict::text(from, layer.file, "title", rule.title));
    rule.effort = TRY(strict::text(from, layer.file, "effort", rule.effort));
    rule.role = TRY(strict::text(from, layer.file, "role", rule.role));
    if (strict::entry(from, "serves")) rule.serves = TRY(strict::texts(from, layer.file, "serves"));
    if (strict::entry(from, "fix")) {
      rule.fix = TRY(strict::text(from, layer.file, "fix"));
      rule.fix_expression.reset();
    }
    return {};
  }

  Combined out_;
  std::span<const model::Waiver> waivers_;
  base::Instant now_;
};

}  // namespace

Result<Combined> combine(std::vector<Policy> layers, std::span<const model::Waiver> waivers,
                         base::Instant now) {
  if (layers.empty())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration,
                      "no policy was given");
  auto& first = layers.front();
  if (!first.inherits.empty())
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::configuration,
                      "{}:1:1: it inherits \"{}\", which is not there", first.file,
                      base::printable(first.inherits));
  const auto file = layers.back().file;
  Combining combining(std::move(first), waivers, now);
  for (std::size_t i = 1; i < layers.size(); ++i) TRY(combining.add(std::move(layers[i])));
  return combining.finish(file);
}

}  // namespace andon::policy
