#include <array>

#include "model/describe_shape.h"
#include "model/run.h"
#include "policy/engine/names.h"
#include "policy/engine/reading.h"
#include "policy/evidence_facts.h"
#include "policy/facts.h"

namespace andon::policy {
namespace {

using model::Field;
using model::Shape;
using model::shape_of;
using model::ShapeKind;

Shape of_kind(ShapeKind kind) {
  Shape out;
  out.kind = kind;
  return out;
}

Shape one_of(std::initializer_list<std::string_view> words) {
  Shape out = of_kind(ShapeKind::text);
  out.words.assign(words.begin(), words.end());
  return out;
}

Shape list_of_shape(Shape item) {
  Shape out = of_kind(ShapeKind::list);
  out.items.push_back(std::move(item));
  return out;
}

void leave_out(Shape& record, std::string_view name) {
  std::erase_if(record.fields, [&](const Field& field) { return field.name == name; });
}

// facts() adds these to a finding's described fields; facts_test.cpp holds the two together.
Shape finding_shape() {
  Shape out = shape_of<model::Finding>();
  leave_out(out, "frame");
  leave_out(out, "waiver");
  Shape waiver = of_kind(ShapeKind::record);
  waiver.is_nullable = true;
  waiver.fields = {{"id", "the waiver's id", of_kind(ShapeKind::text)},
                   {"is_expired", "it has ended", of_kind(ShapeKind::boolean)},
                   {"expires", "when it ends", of_kind(ShapeKind::instant)},
                   {"owner", "who answers for it", of_kind(ShapeKind::text)},
                   {"standing", "proven or claimed", shape_of<Standing>()}};
  out.fields.push_back({"waiver", "the waiver that speaks of it", std::move(waiver)});
  out.fields.push_back(
      {"is_waived", "a waiver that stands covers it", of_kind(ShapeKind::boolean)});
  out.fields.push_back({"severity_rank", "info 0, low 1, medium 2, high 3, critical 4",
                        of_kind(ShapeKind::integer)});
  out.fields.push_back({"confidence_rank", "low 0, medium 1, high 2", of_kind(ShapeKind::integer)});
  out.fields.push_back(
      {"in_baseline", "known before; false on a first look", of_kind(ShapeKind::boolean)});
  return out;
}

Shape run_shape() {
  Shape out = shape_of<model::Run>();
  leave_out(out, "findings");
  out.find("kind")->shape = one_of({"built-in", "tool", "import"});
  return out;
}

Shape waiver_shape() {
  Shape out = shape_of<model::Waiver>();
  out.find("standing")->shape = shape_of<Standing>();
  out.fields.push_back({"is_expired", "it has ended", of_kind(ShapeKind::boolean)});
  return out;
}

Shape required_shape() {
  Shape out = of_kind(ShapeKind::record);
  out.fields = {{"check", "the check's name", of_kind(ShapeKind::text)},
                {"why", "who requires it", of_kind(ShapeKind::text)},
                {"outcome", "of its worst run; missing where it has none",
                 one_of({"complete", "partial", "failed", "skipped", "missing"})},
                {"reason", "why it is not complete", of_kind(ShapeKind::text)}};
  return out;
}

Shape make_facts_shape() {
  Shape out = of_kind(ShapeKind::record);
  Shape baseline = shape_of<model::Baseline>();
  baseline.find("kind")->shape = one_of({"ref", "report", "merge_base", "adopted", "first_look"});
  out.fields = {
      {"now", "the moment of the decision: time is one of the facts", of_kind(ShapeKind::instant)},
      {"is_first_look", "there is nothing to compare with", of_kind(ShapeKind::boolean)},
      {"release", "what is judged", shape_of<model::Release>()},
      {"baseline", "what findings were compared with", std::move(baseline)},
      {"slope", "adopted debt then and now", shape_of<model::Slope>()},
      {"runs", "the checks that ran", list_of_shape(run_shape())},
      {"findings", "what they found", list_of_shape(finding_shape())},
      {"waivers", "decisions to live with findings", list_of_shape(waiver_shape())},
      {"required_checks", "checks that must be complete", list_of_shape(required_shape())}};
  Shape governed = shape_of<Governed>();
  for (auto& field : governed.fields) {
    field.shape.is_nullable = false;  // missing where not known, never null
    if (field.name == "product")
      for (auto& responsibility : field.shape.find("responsibilities")->shape.fields)
        responsibility.meaning += "; empty where nobody is named";
    out.fields.push_back(std::move(field));
  }
  Shape level = shape_of<LevelFacts>();
  level.is_nullable = true;
  out.fields.push_back(
      {"level", "the level that is asked for; missing for done", std::move(level)});
  return out;
}

// The shape that the first name of a path stands for.
const Shape* root_shape(const Shape& facts, Each each, std::string_view name) {
  const bool is_element = each != Each::once && name == word_of(each);
  const Field* field = facts.find(is_element ? list_name(each) : name);
  if (!field) return nullptr;
  return is_element ? &field->shape.items.at(0) : &field->shape;
}

}  // namespace

const model::Shape& facts_shape() {
  static const Shape shape = make_facts_shape();
  return shape;
}

const model::Shape* shape_of_path(Each each, std::string_view path) {
  const auto name_end = std::min(path.find_first_of(".["), path.size());
  const Shape* at = root_shape(facts_shape(), each, path.substr(0, name_end));
  path.remove_prefix(name_end);
  while (at && !path.empty()) {
    if (path.starts_with("[]")) {
      at = at->items.empty() ? nullptr : &at->items[0];
      path.remove_prefix(2);
      continue;
    }
    path.remove_prefix(1);  // the dot
    const auto end = std::min(path.find_first_of(".["), path.size());
    const Field* field = at->find(path.substr(0, end));
    at = field ? &field->shape : nullptr;
    path.remove_prefix(end);
  }
  return at;
}

base::Value facts_schema() {
  base::Value out = model::schema_of(facts_shape());
  base::Value head{base::Map{}};
  head.set("$schema", "http://json-schema.org/draft-07/schema#");
  head.set("title", "andon facts: what the conditions of a policy may look at");
  for (auto& [key, value] : *out.map()) head.set(key, std::move(value));
  return head;
}

namespace {

void add_rows(const Shape& record, const std::string& before, std::string& out) {
  for (const auto& field : record.fields) {
    const auto name = before + field.name;
    const Shape& inside = field.shape.items.empty() ? field.shape : field.shape.items[0];
    out += fmt::format("| `{}` | {} | {} |\n", name, model::type_text(field.shape), field.meaning);
    if (inside.kind == ShapeKind::record)
      add_rows(inside, name + (field.shape.items.empty() ? "." : "[]."), out);
  }
}

}  // namespace

std::string facts_table() {
  std::string out =
      "# Facts\n\nEverything that a policy's conditions may look at, made from the descriptions in "
      "the sources\n(`ANDON_GOLDEN=rewrite` writes it anew). `name[]` is a list: `each: finding` "
      "asks a rule of one element of\n`findings` at a time and calls it `finding`. What is not "
      "known is missing, never empty: a condition that needs\nit is undecided. The same as JSON "
      "Schema: `docs/reference/schemas/facts.schema.json`.\n\n`parameters` holds the policy's "
      "parameters; one of type severity or confidence has `NAME_rank` beside it.\n\n"
      "| fact | type | meaning |\n|---|---|---|\n";
  add_rows(facts_shape(), "", out);
  return out;
}

}  // namespace andon::policy
