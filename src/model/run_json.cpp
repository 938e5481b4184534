#include "model/describe.h"
#include "model/run.h"

namespace andon::model {

base::Value to_value(const Finding& finding) { return to_value(finding, Empty::left_out); }

base::Result<Finding> finding_from(const base::Value& value) {
  Finding finding;
  TRY(read_value(value, finding, Where("finding")));
  return finding;
}

base::Value to_value(const Run& run) { return to_value(run, Empty::left_out); }

base::Result<Run> run_from(const base::Value& value) {
  Run run;
  TRY(read_value(value, run, Where("run")));
  return run;
}

base::Value run_schema() { return schema_of<Run>(); }

}  // namespace andon::model
