#include "model/decision.h"
#include "model/describe.h"

namespace andon::model {

base::Value to_value(const Decision& decision) { return to_value(decision, Empty::left_out); }

base::Result<Decision> decision_from(const base::Value& value) {
  Decision decision;
  TRY(read_value(value, decision, Where("decision")));
  return decision;
}

base::Value decision_schema() { return schema_of<Decision>(); }

}  // namespace andon::model
