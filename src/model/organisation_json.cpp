#include "model/describe.h"
#include "model/organisation_facts.h"

namespace andon::model {

base::Value to_value(const Organisation& organisation) {
  return to_value(organisation, Empty::kept);
}

base::Result<Organisation> organisation_from(const base::Value& value) {
  Organisation out;
  TRY(read_value(value, out, "organisation"));
  return out;
}

base::Value organisation_schema() { return schema_of<Organisation>(); }

}  // namespace andon::model
