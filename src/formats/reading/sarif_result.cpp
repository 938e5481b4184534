#include "formats/reading/sarif_result.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/limits.h"
#include "base/text.h"
#include "formats/reading/snippet.h"
#include "model/weakness.h"

namespace andon::formats {

namespace {

constexpr std::size_t fix_bytes = 500;
constexpr std::size_t link_text_bytes = 1'000;
constexpr std::size_t places_compared = 100;  // beyond, a place may come twice

std::uint32_t line_number(const base::Value& value) {
  const auto number = value.integer_or(0);
  return number > 0 && std::in_range<std::uint32_t>(number) ? static_cast<std::uint32_t>(number)
                                                            : 0;
}

model::Region region_of(const base::Value& region) {
  model::Region read;
  read.start_line = line_number(region["startLine"]);
  read.start_column = line_number(region["startColumn"]);
  read.end_line = std::max(line_number(region["endLine"]), read.start_line);
  read.end_column = line_number(region["endColumn"]);
  return read;
}

std::vector<model::FrameLine> frame_of(const base::Value& region) {
  return frame_from(line_number(region["startLine"]), region["snippet"]["text"].text_or());
}

SarifPlace place_of(const base::Value& location) {
  const auto& physical = location["physicalLocation"];
  const auto& context = physical["contextRegion"];
  const auto& region = physical["region"].is_map() ? physical["region"] : context;
  SarifPlace place;
  place.file = sarif_location(physical["artifactLocation"]);
  place.region = region_of(region);
  place.frame = frame_of(context["snippet"].is_map() ? context : region);
  const auto* logical = location["logicalLocations"].list();
  if (!logical || logical->empty()) return place;
  const auto& first = logical->front();
  place.symbol = first["fullyQualifiedName"].text_or(first["name"].text_or());
  place.file.logical_index = first["index"].integer_or(-1);
  return place;
}

std::vector<SarifPlace> places_of(const base::Value& value) {
  std::vector<SarifPlace> places;
  if (const auto* locations = value["locations"].list())
    for (const auto& location : *locations) {
      auto place = place_of(location);
      const auto is_same = [&](const SarifPlace& known) { return known.is_same(place); };
      const bool is_known = places.size() < places_compared && std::ranges::any_of(places, is_same);
      if (!is_known) places.push_back(std::move(place));
    }
  if (places.empty()) places.emplace_back();
  auto& file = places.front().file;
  const bool is_placed = !file.uri.empty() || file.artifact_index >= 0;
  if (!is_placed && value["analysisTarget"].is_map()) {
    const auto logical_index = file.logical_index;
    file = sarif_location(value["analysisTarget"]);
    file.logical_index = logical_index;
  }
  return places;
}

// Suppressed when there is an entry and none is under review or rejected (3.27.23).
std::optional<model::Suppression> suppression_of(const base::Value& value) {
  const auto* list = value["suppressions"].list();
  if (!list || list->empty()) return std::nullopt;
  for (const auto& item : *list) {
    const auto status = item["status"].text_or();
    if (status == "underReview" || status == "rejected") return std::nullopt;
  }
  const auto& first = list->front();
  model::Suppression suppression;
  suppression.by = first["kind"].text_or() == "inSource" ? "a comment in the source" : "the report";
  suppression.reason = first["justification"].text_or();
  return suppression;
}

std::string fix_of(const base::Value& value) {
  const auto* fixes = value["fixes"].list();
  if (!fixes || fixes->empty()) return {};
  return base::shortened(fixes->front()["description"]["text"].text_or(), fix_bytes);
}

const std::string* message_of(const SarifMessages& messages, std::string_view id) {
  const auto found = std::ranges::find(messages, id, &std::pair<std::string, std::string>::first);
  return found == messages.end() ? nullptr : &found->second;
}

std::string message_text(const SarifResult& result, const SarifTool::Found& found) {
  std::string text = result.message;
  if (text.empty() && !result.message_id.empty()) {
    const std::string* template_text = nullptr;
    if (found.rule) template_text = message_of(found.rule->messages, result.message_id);
    if (!template_text && found.component)
      template_text = message_of(found.component->messages, result.message_id);
    if (template_text) text = *template_text;
  }
  return sarif_message_text(text, result.message_arguments);
}

// The score where the producer gives one, as code hosts do; else the level: the result's own, none
// for what is no failure, the rule's, and "warning" where nobody says (3.27.10).
model::Severity severity_of(const SarifResult& result, const SarifRule* rule) {
  if (result.score) return model::severity_of_score(*result.score);
  if (rule && rule->score) return model::severity_of_score(*rule->score);
  std::string_view level = result.level;
  if (level.empty() && result.kind == "informational") level = "none";
  if (level.empty() && rule) level = rule->level;
  if (level.empty()) level = "warning";
  return model::severity_of(level).value_or(model::Severity::medium);
}

void append_new(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const auto& text : from)
    if (std::ranges::find(to, text) == to.end()) to.push_back(text);
}

}  // namespace

bool SarifPlace::is_same(const SarifPlace& other) const {
  return file.uri == other.file.uri && file.base_id == other.file.base_id &&
         file.artifact_index == other.file.artifact_index &&
         file.logical_index == other.file.logical_index && region == other.region &&
         symbol == other.symbol;
}

SarifLocation sarif_location(const base::Value& location) {
  SarifLocation read;
  read.uri = location["uri"].text_or();
  read.base_id = location["uriBaseId"].text_or();
  read.artifact_index = location["index"].integer_or(-1);
  return read;
}

SarifResult sarif_result(const base::Value& value) {
  SarifResult result;
  result.rule = sarif_rule_reference(value);
  result.places = places_of(value);
  const auto& message = value["message"];
  result.message = message["text"].text_or(message["markdown"].text_or());
  result.message_id = message["id"].text_or();
  result.message_arguments = sarif_texts(message["arguments"]);
  result.kind = value["kind"].text_or();
  result.level = value["level"].text_or();
  const auto& properties = value["properties"];
  result.score = sarif_score(properties);
  result.confidence = sarif_confidence(properties);
  result.weaknesses = sarif_weaknesses(properties);
  model::add_weaknesses(result.weaknesses, sarif_taxa(value["taxa"]));
  result.tags = sarif_texts(properties["tags"]);
  if (const auto uri = value["hostedViewerUri"].text_or(); !uri.empty())
    result.references.emplace_back(uri);
  result.fix = fix_of(value);
  result.suppression = suppression_of(value);
  result.is_absent = value["baselineState"].text_or() == "absent";
  return result;
}

bool is_finding(const SarifResult& result) {
  return !result.is_absent && result.kind != "pass" && result.kind != "notApplicable";
}

model::Finding sarif_finding(SarifResult result, const SarifTool& tool) {
  const auto found = tool.find(result.rule);
  const auto* rule = found.rule;
  model::Finding finding;
  finding.message = message_text(result, found);
  finding.severity = severity_of(result, rule);
  finding.rule = std::move(result.rule.id);
  if (finding.rule.empty() && rule) finding.rule = rule->id;
  if (finding.rule.empty()) finding.rule = "unnamed";
  finding.weaknesses = std::move(result.weaknesses);
  finding.references = std::move(result.references);
  finding.tags = std::move(result.tags);
  finding.fix = std::move(result.fix);
  auto confidence = result.confidence;
  if (rule) {
    finding.title = rule->title;
    model::add_weaknesses(finding.weaknesses, rule->weaknesses);
    append_new(finding.references, rule->references);
    append_new(finding.tags, rule->tags);
    // Some producers repeat the message where a rule's help belongs.
    if (finding.fix.empty() && rule->fix != finding.message) finding.fix = rule->fix;
    if (!confidence) confidence = rule->confidence;
  }
  // "review" and "open" ask a person to look: the tool itself is not sure (3.27.9).
  const bool is_unsure = result.kind == "review" || result.kind == "open";
  finding.confidence =
      is_unsure ? model::Confidence::low : confidence.value_or(model::Confidence::medium);
  if (finding.title.empty()) finding.title = finding.rule;
  if (finding.message.empty()) finding.message = finding.title;
  finding.suppression = std::move(result.suppression);
  return finding;
}

namespace {

// "{12}" at `at`: its number and the place after it.
std::optional<std::pair<std::size_t, std::size_t>> placeholder(std::string_view text,
                                                               std::size_t at) {
  std::size_t number = 0;
  const auto* begin = text.data() + at + 1;
  const auto read = std::from_chars(begin, text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr == text.data() + text.size() || *read.ptr != '}')
    return std::nullopt;
  return std::pair(number, static_cast<std::size_t>(read.ptr - text.data()) + 1);
}

// "[text](12)" at `at`: its text and the place after it. A link to an address stays as it is.
std::optional<std::pair<std::string_view, std::size_t>> place_link(std::string_view text,
                                                                   std::size_t at) {
  // Bounded, so that a text of nothing but "[" costs no square of its length.
  const auto length = text.substr(at, link_text_bytes).find("](");
  if (length == text.npos) return std::nullopt;
  const auto close = at + length;
  const auto inner = text.substr(at + 1, length - 1);
  if (inner.find('[') != inner.npos) return std::nullopt;
  auto end = close + 2;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  if (end == close + 2 || end >= text.size() || text[end] != ')') return std::nullopt;
  return std::pair(inner, end + 1);
}

}  // namespace

std::string sarif_message_text(std::string_view text, const std::vector<std::string>& arguments) {
  std::string filled;
  for (std::size_t at = 0; at < text.size() && filled.size() < base::limits::text_field_bytes;) {
    const auto pair = text.substr(at, 2);
    if (!arguments.empty() && (pair == "{{" || pair == "}}")) {
      filled += pair[0];
      at += 2;
      continue;
    }
    const auto found = text[at] == '{' ? placeholder(text, at) : std::nullopt;
    if (found && found->first < arguments.size()) {
      filled += arguments[found->first];
      at = found->second;
      continue;
    }
    filled += text[at++];
  }
  std::string out;
  for (std::size_t at = 0; at < filled.size();) {
    if (filled[at] == '[')
      if (const auto link = place_link(filled, at)) {
        out += link->first;
        at = link->second;
        continue;
      }
    out += filled[at++];
  }
  return out;
}

}  // namespace andon::formats
