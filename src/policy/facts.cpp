#include "policy/facts.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

#include "base/strict.h"
#include "model/describe.h"
#include "model/record.h"
#include "model/run.h"
#include "policy/evidence_facts.h"

namespace andon::policy {
namespace {

using base::Value;
using model::Empty;

// Which of two outcomes says less: a check that ran twice is as good as its worse run.
int badness(model::Outcome outcome) {
  switch (outcome) {
    case model::Outcome::complete:
      return 0;
    case model::Outcome::partial:
      return 1;
    case model::Outcome::skipped:
      return 2;
    case model::Outcome::failed:
      return 3;
  }
  return 3;
}

Value required_facts(const RequiredCheck& required, std::span<const model::Run> runs) {
  const model::Run* worst = nullptr;
  for (const auto& run : runs)
    if (run.check == required.check && (!worst || badness(run.outcome) > badness(worst->outcome)))
      worst = &run;
  Value out{base::Map{}};
  out.set("check", required.check);
  out.set("why", required.why);
  out.set("outcome", worst ? words(worst->outcome)[static_cast<std::size_t>(worst->outcome)]
                           : std::string_view("missing"));
  out.set("reason", worst ? worst->reason : "it did not run");
  return out;
}

// Keys in the order of canonical JSON, so that facts and what is read back from their bytes cost an
// evaluation the same.
void sort_keys(Value& value);

// The items of a list mostly have the keys of the one before: its order then serves them too.
class ItemSorter {
 public:
  void sort(Value& item) {
    auto* map = item.map();
    if (!map) return sort_keys(item);
    if (!std::ranges::equal(*map, keys_, {}, &base::Entry::first)) learn(*map);
    base::Map sorted;
    sorted.reserve(map->size());
    for (const auto at : order_) {
      sort_keys((*map)[at].second);
      sorted.push_back(std::move((*map)[at]));
    }
    *map = std::move(sorted);
  }

 private:
  void learn(const base::Map& map) {
    keys_.clear();
    for (const auto& entry : map) keys_.push_back(entry.first);
    order_.resize(map.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::sort(order_, {}, [&](std::size_t at) { return std::string_view(keys_[at]); });
  }
  std::vector<std::string> keys_;
  std::vector<std::size_t> order_;  // places in keys_
};

void sort_keys(Value& value) {
  if (auto* list = value.list()) {
    ItemSorter sorter;
    for (auto& item : *list) sorter.sort(item);
  } else if (auto* map = value.map()) {
    std::ranges::sort(*map, {}, &base::Entry::first);
    for (auto& entry : *map) sort_keys(entry.second);
  }
}

using WaiversById = std::unordered_map<std::string_view, const model::Waiver*>;

// An id that names no waiver at hand leaves is_expired out: what needs it is then undecided.
Value waiver_of(const model::Finding& finding, const WaiversById& waivers, base::Instant now) {
  if (finding.waiver.empty()) return {};
  Value out{base::Map{}};
  out.set("id", finding.waiver);
  const auto found = waivers.find(finding.waiver);
  if (found == waivers.end()) return out;
  const model::Waiver& waiver = *found->second;
  out.set("is_expired", waiver.expires <= now);
  out.set("expires", base::to_text(waiver.expires));
  out.set("owner", waiver.owner);
  out.set("standing", waiver.standing);
  return out;
}

Value finding_facts(const model::Finding& finding, const WaiversById& waivers,
                    const FactsInput& input, bool is_first_look) {
  Value out = model::struct_value(finding, {Empty::kept, "frame", 4});
  Value waiver = waiver_of(finding, waivers, input.now);
  const bool is_waived =
      waiver.is_map() && waiver.find("is_expired") && !waiver["is_expired"].boolean_or(true);
  out.set("waiver", std::move(waiver));
  out.set("is_waived", is_waived && finding.state == model::FindingState::waived);
  out.set("severity_rank", static_cast<int>(finding.severity));
  out.set("confidence_rank", static_cast<int>(finding.confidence));
  out.set("in_baseline", !is_first_look && finding.state == model::FindingState::existing);
  return out;
}

// Each option that is there, whole; those that are not stay missing.
struct GovernedWriter {
  Value& out;
  template <class T>
  void operator()(std::string_view key, const std::optional<T>& field, std::string_view) {
    if (field) out.set(key, model::to_value(*field, Empty::kept));
  }
};

// What follows from the moment of the decision.
Governed derived(Governed governed, base::Instant now) {
  const auto has_ended = [&](const std::optional<base::Instant>& end) {
    return end && *end <= now;
  };
  if (governed.evidence)
    for (auto& evidence : *governed.evidence) evidence.is_fresh = !has_ended(evidence.expires);
  if (governed.answers)
    for (auto& answer : *governed.answers) answer.is_expired = has_ended(answer.expires);
  if (governed.measures)
    for (auto& measure : *governed.measures)
      measure.is_overdue = !measure.is_done && measure.due <= now;
  if (governed.governance && governed.governance->locked_at)
    governed.governance->age_days = (now.ms - governed.governance->locked_at->ms) / base::day_ms;
  if (governed.levels)
    for (std::size_t i = 0; i < governed.levels->size(); ++i)
      (*governed.levels)[i].rank = static_cast<std::int64_t>(i);
  return governed;
}

void add_governed(Value& out, const Governed& governed) {
  GovernedWriter writer{out};
  Governed::describe(governed, writer);
}

}  // namespace

Value facts(const FactsInput& input) {
  const bool is_first_look = input.baseline.kind == "first_look";
  Value out{base::Map{}};
  out.set("now", base::to_text(input.now));
  out.set("is_first_look", is_first_look);
  out.set("release", model::to_value(input.release, Empty::kept));
  out.set("baseline", model::to_value(input.baseline, Empty::kept));
  out.set("slope", model::to_value(input.slope, Empty::kept));
  base::List runs;
  for (const auto& run : input.runs)
    runs.push_back(model::struct_value(run, {Empty::kept, "findings"}));
  out.set("runs", std::move(runs));
  WaiversById by_id;
  base::List waivers;
  for (const auto& waiver : input.waivers) {
    by_id.emplace(waiver.id, &waiver);
    Value& added = waivers.emplace_back(model::to_value(waiver, Empty::kept));
    added.set("is_expired", waiver.expires <= input.now);
  }
  out.set("waivers", std::move(waivers));
  base::List findings;
  findings.reserve(input.findings.size());
  for (const auto& finding : input.findings)
    findings.push_back(finding_facts(finding, by_id, input, is_first_look));
  out.set("findings", std::move(findings));
  base::List required;
  for (const auto& check : input.required_checks)
    required.push_back(required_facts(check, input.runs));
  out.set("required_checks", std::move(required));
  if (input.governed) add_governed(out, derived(*input.governed, input.now));
  sort_keys(out);
  return out;
}

Value with_level(Value facts, const Value& level) {
  facts.set("level", level);
  return facts;
}

namespace {

template <class Noun, class Read>
base::Result<std::vector<Noun>> nouns(const Value& sample, std::string_view file,
                                      std::string_view key, Read read) {
  std::vector<Noun> out;
  const Value* list = base::strict::entry(sample, key);
  if (!list) return out;
  if (!list->is_list())
    return base::strict::complaint(file, *list, fmt::format("\"{}\" wants a list", key));
  for (const auto& item : *list->list()) {
    auto noun = read(item);
    if (!noun) return base::strict::complaint(file, item, noun.error().message);
    out.push_back(std::move(*noun));
  }
  return out;
}

struct KeyCollector {
  std::vector<std::string_view>& keys;
  template <class T>
  void operator()(std::string_view key, const T&, std::string_view) {
    keys.push_back(key);
  }
};

std::vector<std::string_view> governed_keys() {
  std::vector<std::string_view> keys;
  const Governed nothing;
  KeyCollector collector{keys};
  Governed::describe(nothing, collector);
  return keys;
}

base::Result<Governed> governed_of(const Value& sample, std::string_view file) {
  Value part{base::Map{}};
  for (const auto key : governed_keys())
    if (const Value* found = base::strict::entry(sample, key)) part.set(key, *found);
  Governed out;
  if (auto read = model::read_value(part, out, model::Where("")); !read)
    return base::strict::complaint(file, sample, read.error().message);
  return out;
}

// `level: pilot` names one of `levels`; a map is a level of its own.
base::Result<Value> level_of(const Value& sample, std::string_view file, const Value& facts) {
  const Value* level = base::strict::entry(sample, "level");
  if (!level) return Value();
  if (level->is_string()) {
    if (const auto* levels = facts["levels"].list())
      for (const auto& known : *levels)
        if (known["id"].text_or() == level->text_or()) return known;
    return base::strict::complaint(file, *level, "\"levels\" of the sample has no such level");
  }
  LevelFacts out;
  if (auto read = model::read_value(*level, out, model::Where("level")); !read)
    return base::strict::complaint(file, *level, read.error().message);
  return model::to_value(out, Empty::kept);
}

}  // namespace

base::Result<Value> facts_of_sample(const Value& sample, std::string_view file) {
  auto known = governed_keys();
  known.insert(known.end(), {"now", "first_look", "findings", "runs", "waivers", "required_checks",
                             "release", "slope", "level"});
  TRY(base::strict::known_keys(sample, file, known));
  const auto now_text = TRY(base::strict::text(sample, file, "now", "2026-01-01T00:00:00Z"));
  const auto now = base::parse_instant(now_text);
  if (!now) return base::strict::complaint(file, sample, now.error().message);
  model::Baseline baseline;
  const bool is_first_look = TRY(base::strict::boolean(sample, file, "first_look", false));
  if (!is_first_look) baseline.kind = "merge_base";
  const auto findings = TRY(nouns<model::Finding>(sample, file, "findings", model::finding_from));
  const auto runs = TRY(nouns<model::Run>(sample, file, "runs", model::run_from));
  const auto waivers = TRY(nouns<model::Waiver>(sample, file, "waivers", model::waiver_from));
  std::vector<RequiredCheck> required;
  const auto required_names = TRY(base::strict::texts(sample, file, "required_checks"));
  for (const auto& name : required_names) required.push_back({name, "the sample requires it"});
  model::Release release;
  if (const Value* given = base::strict::entry(sample, "release"))
    if (auto read = model::read_value(*given, release, model::Where("release")); !read)
      return base::strict::complaint(file, *given, read.error().message);
  model::Slope slope;
  if (const Value* given = base::strict::entry(sample, "slope"))
    if (auto read = model::read_value(*given, slope, model::Where("slope")); !read)
      return base::strict::complaint(file, *given, read.error().message);
  const auto governed = TRY(governed_of(sample, file));
  auto out = facts({*now, release, baseline, runs, findings, waivers, required, slope, &governed});
  const auto level = TRY(level_of(sample, file, out));
  return level.is_null() ? out : with_level(std::move(out), level);
}

}  // namespace andon::policy
