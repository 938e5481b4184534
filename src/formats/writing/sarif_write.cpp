#include "formats/writing/sarif_write.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "formats/writing/json_out.h"
#include "formats/writing/summary.h"
#include "formats/writing/uri.h"

namespace andon::formats {

namespace {

using base::List;
using base::Map;
using base::Value;
using model::Finding;
using model::FindingState;
using model::Run;

// GitHub code scanning, "SARIF support for code scanning": what is longer is refused or cut there.
constexpr std::size_t runs_per_file = 20;
constexpr std::size_t results_per_run = 25'000;
constexpr std::size_t tags_per_rule = 20;
constexpr std::size_t rule_id_bytes = 255;
constexpr std::size_t description_bytes = 1024;

// One run of the file: a check, what it found, and the rules that these name.
struct Part {
  const Run* run = nullptr;        // null: findings of a check that no run of the report names
  std::vector<const Run*> joined;  // of the parts that the last one took in
  std::string check;
  std::vector<const Finding*> results;
  std::size_t left_out = 0;
  struct Rule {
    const Finding* first = nullptr;
    model::Severity severity = model::Severity::info;  // the worst of its results
  };
  std::vector<Rule> rules;
  std::unordered_map<std::string_view, std::size_t> rule_indexes;
};

std::string_view level(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
    case model::Severity::high:
      return "error";
    case model::Severity::medium:
      return "warning";
    case model::Severity::low:
    case model::Severity::info:
      break;
  }
  return "note";
}

// The middle of GitHub's band of the word: critical over 9.0, high from 7.0, medium from 4.0.
std::string_view security_severity(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
      return "9.5";
    case model::Severity::high:
      return "8.0";
    case model::Severity::medium:
      return "5.5";
    case model::Severity::low:
      return "2.0";
    case model::Severity::info:
      break;
  }
  return "0.0";
}

std::string clean(std::string_view text, std::size_t limit_bytes = std::string::npos) {
  auto out = base::printable(text);
  return limit_bytes < out.size() ? base::shortened(out, limit_bytes) : out;
}

std::string rule_id(const Finding& finding) {
  return finding.rule.empty() ? "unnamed" : clean(finding.rule, rule_id_bytes);
}

// Worst first when something must be left out; the order of the report else.
void cut(Part& part) {
  if (part.results.size() <= results_per_run) return;
  std::ranges::stable_sort(part.results, [](const Finding* a, const Finding* b) {
    if (a->severity != b->severity) return a->severity > b->severity;
    return a->confidence > b->confidence;
  });
  part.left_out = part.results.size() - results_per_run;
  part.results.resize(results_per_run);
}

void name_rules(Part& part) {
  for (const auto* finding : part.results) {
    const auto [at, is_new] = part.rule_indexes.try_emplace(finding->rule, part.rules.size());
    if (is_new) part.rules.push_back({finding, finding->severity});
    auto& rule = part.rules[at->second];
    rule.severity = std::max(rule.severity, finding->severity);
  }
}

// Hosts refuse a file of more runs whole: the last one takes the results of those that are too
// many.
void join(std::vector<Part>& parts) {
  if (parts.size() <= runs_per_file) return;
  Part last;
  last.check = "others";
  for (std::size_t i = runs_per_file - 1; i < parts.size(); ++i) {
    if (parts[i].run != nullptr) last.joined.push_back(parts[i].run);
    last.results.insert(last.results.end(), parts[i].results.begin(), parts[i].results.end());
  }
  parts.resize(runs_per_file - 1);
  parts.push_back(std::move(last));
}

// A skipped check has no part: hosts would take its empty run for "all is fixed".
std::vector<Part> parts_of(const model::Report& report) {
  std::vector<Part> parts;
  std::unordered_map<std::string_view, std::size_t> by_check;
  for (const auto& run : report.runs) {
    if (run.outcome == model::Outcome::skipped || by_check.contains(run.check)) continue;
    by_check.emplace(run.check, parts.size());
    parts.push_back({});
    parts.back().run = &run;
    parts.back().check = run.check;
  }
  for (const auto& finding : report.findings) {
    // Fixed ones are no results: hosts that read no baselineState would open them again.
    if (finding.state == FindingState::fixed) continue;
    const auto [at, is_new] = by_check.try_emplace(finding.check, parts.size());
    if (is_new) {
      parts.push_back({});
      parts.back().check = finding.check;
    }
    parts[at->second].results.push_back(&finding);
  }
  join(parts);
  for (auto& part : parts) {
    cut(part);
    name_rules(part);
  }
  return parts;
}

Value message(std::string_view text) {
  Value out;
  out.set("text", clean(text));
  return out;
}

Value rule_value(const Part::Rule& rule) {
  const Finding& finding = *rule.first;
  const auto title = finding.title.empty() ? rule_id(finding) : finding.title;
  Value out;
  out.set("id", rule_id(finding));
  out.set("shortDescription", message(base::shortened(title, description_bytes)));
  out.set("fullDescription", message(base::shortened(title, description_bytes)));
  out.set("defaultConfiguration", Map{{"level", level(rule.severity)}});
  std::string help = finding.fix;
  for (const auto& reference : finding.references) help += (help.empty() ? "" : "\n") + reference;
  for (const auto& reference : finding.references)
    if (is_web_link(reference)) {
      out.set("helpUri", reference);
      break;
    }
  out.set("help", message(help.empty() ? title : help));
  List tags{"security"};
  const auto tag = [&](std::string text) {
    if (tags.size() < tags_per_rule && std::ranges::find(tags, Value(text)) == tags.end())
      tags.emplace_back(std::move(text));
  };
  for (const auto& weakness : finding.weaknesses)
    tag("external/cwe/" + base::lower_ascii(clean(weakness)));
  for (const auto& own : finding.tags) tag(clean(own, rule_id_bytes));
  auto& properties = out.set("properties", Map{});
  properties.set("tags", std::move(tags));
  properties.set("precision", model::word(finding.confidence));
  properties.set("problem.severity",
                 level(rule.severity) == "note" ? "recommendation" : level(rule.severity));
  properties.set("security-severity", security_severity(rule.severity));
  return out;
}

Value region_value(const model::Region& region) {
  Value out;
  out.set("startLine", region.start_line);
  if (region.start_column > 0) out.set("startColumn", region.start_column);
  if (region.end_line >= region.start_line) out.set("endLine", region.end_line);
  const bool is_forward =
      region.end_line > region.start_line || region.end_column >= region.start_column;
  if (region.end_column > 0 && region.start_column > 0 && is_forward)
    out.set("endColumn", region.end_column);
  return out;
}

Value location_value(const Finding& finding) {
  Value physical;
  auto& artifact = physical.set("artifactLocation", Map{});
  artifact.set("uri", path_uri(finding.path));
  artifact.set("uriBaseId", "%SRCROOT%");
  if (finding.region.start_line > 0) {
    physical.set("region", region_value(finding.region));
    if (!finding.frame.empty()) {
      std::string snippet;
      for (const auto& line : finding.frame) snippet += clean(line.text) + "\n";
      auto& context = physical.set("contextRegion", Map{});
      context.set("startLine", std::min(finding.frame.front().line, finding.region.start_line));
      context.set("endLine", std::max({finding.frame.back().line, finding.region.end_line,
                                       finding.region.start_line}));
      context.set("snippet", Map{{"text", snippet}});
    }
  }
  Value out;
  out.set("physicalLocation", std::move(physical));
  if (!finding.symbol.empty())
    out.set("logicalLocations", List{Map{{"name", clean(finding.symbol)}}});
  return out;
}

// SARIF 3.35. A comment in the file is inSource; a waiver or a line of an ignore file is external.
Value suppressions(const Finding& finding) {
  List list;
  if (finding.suppression) {
    const auto& by = finding.suppression->by;
    Value one;
    one.set("kind", finding.suppression->is_inline ? "inSource" : "external");
    one.set("status", finding.suppression->is_proposed ? "underReview" : "accepted");
    one.set("justification",
            clean(by +
                  (finding.suppression->reason.empty() ? "" : ": " + finding.suppression->reason)));
    list.push_back(std::move(one));
  }
  if (finding.state == FindingState::waived) {
    Value one;
    one.set("kind", "external");
    one.set("status", "accepted");
    one.set("justification",
            clean("waiver " + finding.waiver +
                  (finding.state_reason.empty() ? "" : ": " + finding.state_reason)));
    list.push_back(std::move(one));
  }
  return list;
}

bool is_new(const Finding& finding) {
  return finding.state == FindingState::new_ || finding.state == FindingState::returned;
}

Value result_value(const Part& part, const Finding& finding, bool has_baseline) {
  Value out;
  out.set("ruleId", rule_id(finding));
  out.set("ruleIndex", part.rule_indexes.at(finding.rule));
  out.set("level", level(finding.severity));
  out.set("message",
          message(finding.message.empty() ? finding.title.empty() ? rule_id(finding) : finding.title
                                          : finding.message));
  if (!finding.path.empty()) out.set("locations", List{location_value(finding)});
  auto& prints = out.set("partialFingerprints", Map{});
  if (!finding.identity.context.empty()) {
    const auto& identity = finding.identity;
    prints.set("andonIdentity/v1", fmt::format("{}:{}", clean(identity.context), identity.ordinal));
    // The key by which GitHub follows an alert; its own value has this shape, "hash:ordinal".
    prints.set("primaryLocationLineHash",
               fmt::format("{}:{}", clean(identity.context).substr(0, 16), identity.ordinal + 1));
  } else if (!finding.id.empty()) {
    prints.set("andonFinding/v1", clean(finding.id));
  }
  if (has_baseline) out.set("baselineState", is_new(finding) ? "new" : "unchanged");
  const auto list = suppressions(finding);
  if (!list.list()->empty()) out.set("suppressions", list);
  auto& properties = out.set("properties", Map{});
  properties.set("id", clean(finding.id));
  properties.set("severity", model::word(finding.severity));
  properties.set("confidence", model::word(finding.confidence));
  properties.set("state", words(finding.state)[static_cast<std::size_t>(finding.state)]);
  if (!finding.state_reason.empty()) properties.set("stateReason", clean(finding.state_reason));
  if (!finding.fix.empty()) properties.set("fix", clean(finding.fix));
  if (finding.first_seen) properties.set("firstSeen", base::to_text(*finding.first_seen));
  return out;
}

Value notification(std::string_view severity, std::string_view text, std::string_view path = {}) {
  Value out;
  out.set("level", severity);
  out.set("message", message(text.empty() ? "no details" : text));
  if (!path.empty())
    out.set("locations", List{Map{{"physicalLocation",
                                   Map{{"artifactLocation", Map{{"uri", path_uri(path)},
                                                                {"uriBaseId", "%SRCROOT%"}}}}}}});
  return out;
}

bool is_complete(const Run& run) { return run.outcome == model::Outcome::complete; }

void tell_run(const Run& run, List& told) {
  if (!is_complete(run)) {
    const auto word = words(run.outcome)[static_cast<std::size_t>(run.outcome)];
    told.push_back(notification("error", fmt::format("{}: {}{}{}", run.check, word,
                                                     run.reason.empty() ? "" : ": ", run.reason)));
  }
  for (const auto& problem : run.problems)
    told.push_back(
        notification(problem.is_harmless ? "note" : "warning", problem.text, problem.path));
}

Value invocation(const model::Report& report, const Part& part, bool is_first) {
  Value out;
  List told;
  out.set("executionSuccessful",
          (part.run == nullptr || is_complete(*part.run)) &&
              std::ranges::all_of(part.joined, [](const Run* run) { return is_complete(*run); }));
  if (part.run != nullptr) {
    const Run& run = *part.run;
    if (run.started.ms > 0) {
      out.set("startTimeUtc", base::to_text(run.started));
      out.set("endTimeUtc", base::to_text(base::Instant{
                                run.started.ms + std::max<std::int64_t>(run.duration_ms, 0)}));
    }
    tell_run(run, told);
  }
  for (const auto* run : part.joined) {
    told.push_back(
        notification("note", fmt::format("this run holds the results of {}", run->check)));
    tell_run(*run, told);
  }
  if (part.left_out > 0)
    told.push_back(notification(
        "warning", fmt::format("{} results of the lowest severities are left out: hosts read {} "
                               "of one run; the JSON report has all",
                               part.left_out, results_per_run)));
  if (is_first)
    for (const auto& run : report.runs)
      if (run.outcome == model::Outcome::skipped)
        told.push_back(notification(
            "note",
            fmt::format("{} skipped{}{}", run.check, run.reason.empty() ? "" : ": ", run.reason)));
  if (!told.empty()) out.set("toolExecutionNotifications", std::move(told));
  return out;
}

Value driver(const model::Report& report, const Part& part) {
  const auto engine = report.engine.substr(0, report.engine.find(' '));
  const auto engine_version = report.engine.find(' ') == std::string::npos
                                  ? std::string()
                                  : report.engine.substr(report.engine.find(' ') + 1);
  const bool is_tool = part.run != nullptr && !part.run->tool.empty() && part.run->tool != "andon";
  Value out;
  out.set("name", is_tool          ? clean(part.run->tool)
                  : engine.empty() ? std::string("andon")
                                   : clean(engine));
  const auto version = is_tool ? part.run->tool_version : engine_version;
  if (!version.empty()) out.set("version", clean(version));
  if (!is_tool && !version.empty()) out.set("semanticVersion", clean(version));
  return out;
}

void write_part(JsonOut& json, const model::Report& report, const Part& part, bool is_first) {
  json.begin_map();
  json.begin_map("tool");
  json.begin_map("driver");
  const Value about = driver(report, part);
  for (const auto& [key, value] : *about.map()) json.entry(key, value);
  json.begin_list("rules");
  for (const auto& rule : part.rules) json.value(rule_value(rule));
  json.end_list();
  json.end_map();
  json.end_map();
  json.entry("automationDetails", Map{{"id", "andon/" + clean(part.check) + "/"}});
  json.entry("columnKind", "unicodeCodePoints");
  json.entry("originalUriBaseIds",
             Map{{"%SRCROOT%", Map{{"description", message("the top of the source tree")}}}});
  json.entry("invocations", List{invocation(report, part, is_first)});
  const bool has_baseline = report.baseline.kind != "first_look";
  json.begin_list("results");
  for (const auto* finding : part.results) json.value(result_value(part, *finding, has_baseline));
  json.end_list();
  Value properties{Map{}};
  properties.set("check", clean(part.check));
  if (part.run != nullptr) {
    properties.set("outcome",
                   words(part.run->outcome)[static_cast<std::size_t>(part.run->outcome)]);
    properties.set("isWhole", part.run->scope.is_whole);
  }
  if (!report.release.tree.empty()) properties.set("tree", clean(report.release.tree));
  if (!report.release.commit.empty()) properties.set("commit", clean(report.release.commit));
  json.entry("properties", properties);
  json.end_map();
}

}  // namespace

base::Result<void> write_sarif(const model::Report& report, base::ByteSink& sink) {
  JsonOut json(sink);
  json.begin_map();
  json.entry("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  json.entry("version", "2.1.0");
  json.begin_list("runs");
  auto parts = parts_of(report);
  if (parts.empty()) {
    parts.push_back({});
    parts.back().check = "none";
  }
  for (const auto& part : parts) write_part(json, report, part, &part == &parts.front());
  json.end_list();
  json.begin_map("properties");
  const auto& decision = report.decision;
  json.entry("verdict", words(decision.verdict)[static_cast<std::size_t>(decision.verdict)]);
  json.entry("sentence", verdict_word(decision) + ": " + verdict_sentence(decision));
  json.end_map();
  json.end_map();
  return json.finish();
}

}  // namespace andon::formats
