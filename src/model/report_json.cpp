#include "model/describe.h"
#include "model/report.h"

namespace andon::model {

base::Value to_value(const Report& report) { return to_value(report, Empty::left_out); }

base::Result<Report> report_from(const base::Value& value) {
  Report report;
  TRY(read_value(value, report, Where("report")));
  return report;
}

base::Value report_schema() { return schema_of<Report>(); }

}  // namespace andon::model
