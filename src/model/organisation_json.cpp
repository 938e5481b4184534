#include "model/describe.h"
#include "model/organisation_facts.h"

namespace andon::model {
namespace {

// Facts keep what is not known as null; the field is the last of the path, "*" is of each item.
void let_be_null(base::Value& schema, std::initializer_list<std::string_view> path) {
  base::Value* at = &schema;
  for (const auto part : path)
    at = part == "*" ? at->find("items") : at->find("properties")->find(part);
  base::Value null{base::Map{}};
  null.set("type", "null");
  base::Value either{base::Map{}};
  either.set("anyOf", base::List{std::move(*at), std::move(null)});
  *at = std::move(either);
}

}  // namespace

base::Value to_value(const Organisation& organisation) {
  return to_value(organisation, Empty::kept);
}

base::Result<Organisation> organisation_from(const base::Value& value) {
  Organisation out;
  TRY(read_value(value, out, Where("organisation")));
  return out;
}

base::Value organisation_schema() {
  auto out = schema_of<Organisation>();
  let_be_null(out, {"governance", "locked_at"});
  let_be_null(out, {"tools", "*", "renewal"});
  let_be_null(out, {"plans", "*", "measures", "*", "done"});
  let_be_null(out, {"answers", "*", "expires"});
  for (const auto* noun : {"product", "component", "team", "environment"}) let_be_null(out, {noun});
  return out;
}

}  // namespace andon::model
