// Reports in the formats of files, and what formats there are.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "model/fleet.h"
#include "model/gate.h"
#include "model/report.h"

namespace andon::formats {
struct TextOptions;
}

namespace andon::flow {

struct FormatFacts {
  std::string name, title, extension;
  bool is_read = false, is_written = false;
};
std::vector<FormatFacts> formats();

// The report in that format; not_found (usage) names the nearest format.
base::Result<std::string> render(const model::Report& report, std::string_view format);
base::Result<void> check_format(std::string_view format);

struct TextLook {
  std::size_t width_columns = 100;
  bool has_colour = false;
  std::size_t shown_findings = 20;
};
// not_found (usage) names the nearest of `known`.
base::Result<void> check_format_among(std::string_view format,
                                      std::span<const std::string_view> known);
formats::TextOptions options_of(const TextLook& look);
base::Result<std::string> render_text(const model::Report& report, const TextLook& look);

// What the gate answers: text, json, markdown, html.
base::Result<void> check_gate_format(std::string_view format);
base::Result<std::string> render(const model::GateReport& report, std::string_view format);
base::Result<std::string> render_text(const model::GateReport& report, const TextLook& look);

// The fleet: the same four.
base::Result<void> check_fleet_format(std::string_view format);
base::Result<std::string> render(const model::Fleet& fleet, std::string_view format);
base::Result<std::string> render_text(const model::Fleet& fleet, const TextLook& look);

// The report of the last check that was recorded for the component at `path`, or that of a record
// named by the first digits of its digest.
base::Result<model::Report> recorded_report(base::Context& context, const std::string& path,
                                            const std::string& record);

}  // namespace andon::flow
