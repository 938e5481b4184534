#include <array>

#include "base/text.h"
#include "base/time.h"
#include "formats/list.h"
#include "formats/writing/escape.h"
#include "formats/writing/output.h"

namespace andon::formats {

namespace {

constexpr std::string_view columns =
    "id,state,severity,confidence,check,rule,title,message,path,start_line,start_column,end_line,"
    "end_column,symbol,weaknesses,fix,references,also_reported_by,waiver,suppressed_by,first_seen,"
    "fixed_at,returned_at,state_reason";

std::string number(std::uint32_t value) { return value == 0 ? "" : fmt::format("{}", value); }

std::string date(const std::optional<base::Instant>& instant) {
  return instant ? base::to_text(*instant) : "";
}

base::Result<void> write_csv(const model::Report& report, base::ByteSink& sink) {
  Output out(sink);
  out.put(columns);
  out.put("\r\n");
  for (const auto& f : report.findings) {
    const std::array<std::string, 24> fields{
        f.id,
        std::string(words(f.state)[static_cast<std::size_t>(f.state)]),
        std::string(model::word(f.severity)),
        std::string(model::word(f.confidence)),
        f.check,
        f.rule,
        f.title,
        f.message,
        f.path,
        number(f.region.start_line),
        number(f.region.start_column),
        number(f.region.end_line),
        number(f.region.end_column),
        f.symbol,
        base::join(f.weaknesses, " "),
        f.fix,
        base::join(f.references, " "),
        base::join(f.also_reported_by, " "),
        f.waiver,
        f.suppression ? f.suppression->by : "",
        date(f.first_seen),
        date(f.fixed_at),
        date(f.returned_at),
        f.state_reason,
    };
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) out.put(",");
      out.put(csv_field(fields[i]));
    }
    out.put("\r\n");  // RFC 4180, 2.1
  }
  return out.finish();
}

}  // namespace

constinit const Format known::csv{
    .name = "csv", .title = "CSV, one line a finding", .extension = ".csv", .write = write_csv};

}  // namespace andon::formats
