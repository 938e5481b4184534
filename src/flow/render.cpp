#include "flow/render.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/json.h"
#include "base/text.h"
#include "flow/state.h"
#include "flow/workspace.h"
#include "formats/fleet.h"
#include "formats/format.h"
#include "formats/gate.h"
#include "formats/text.h"
#include "records/check.h"

namespace andon::flow {

std::vector<FormatFacts> formats() {
  std::vector<FormatFacts> out;
  for (const auto* format : formats::all())
    out.push_back({std::string(format->name), std::string(format->title),
                   std::string(format->extension), format->read != nullptr,
                   format->write != nullptr});
  return out;
}

base::Result<void> check_format_among(std::string_view format,
                                      std::span<const std::string_view> known) {
  if (std::ranges::find(known, format) != known.end()) return {};
  const auto near = base::nearest(format, known);
  const std::vector<std::string> all(known.begin(), known.end());
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                    "--output {}: no such format here{}; known: {}", base::printable(format),
                    near.empty() ? "" : fmt::format(", did you mean {}?", near),
                    base::join(all, ", "));
}

formats::TextOptions options_of(const TextLook& look) {
  formats::TextOptions options;
  options.width_columns = look.width_columns;
  options.colour = look.has_colour ? formats::Colour::ansi : formats::Colour::none;
  options.shown_findings = look.shown_findings;
  return options;
}

base::Result<void> check_format(std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto* each : formats::all())
    if (each->write) known.push_back(each->name);
  return check_format_among(name, known);
}

base::Result<std::string> render(const model::Report& report, std::string_view name) {
  TRY(check_format(name));
  base::StringSink sink;
  TRY(formats::find(name)->write(report, sink), "writing {}", name);
  return std::move(sink.text);
}

base::Result<std::string> render_text(const model::Report& report, const TextLook& look) {
  base::StringSink sink;
  TRY(formats::write_text(report, options_of(look), sink));
  return std::move(sink.text);
}

namespace {

constexpr std::array<std::string_view, 4> answer_formats{"text", "json", "markdown", "html"};

}  // namespace

base::Result<void> check_gate_format(std::string_view name) {
  return check_format_among(name, answer_formats);
}

base::Result<std::string> render(const model::GateReport& report, std::string_view name) {
  TRY(check_gate_format(name));
  if (name == "json") return base::json::write(model::to_value(report));
  if (name == "text") return render_text(report, {});
  base::StringSink sink;
  if (name == "html")
    TRY(formats::write_gate_html(report, sink));
  else
    TRY(formats::write_gate_markdown(report, sink));
  return std::move(sink.text);
}

base::Result<std::string> render_text(const model::GateReport& report, const TextLook& look) {
  base::StringSink sink;
  TRY(formats::write_gate_text(report, options_of(look), sink));
  return std::move(sink.text);
}

base::Result<void> check_fleet_format(std::string_view name) {
  return check_format_among(name, answer_formats);
}

base::Result<std::string> render(const model::Fleet& fleet, std::string_view name) {
  TRY(check_fleet_format(name));
  if (name == "json") return base::json::write(model::to_value(fleet));
  if (name == "text") return render_text(fleet, {});
  base::StringSink sink;
  if (name == "html")
    TRY(formats::write_fleet_html(fleet, sink));
  else
    TRY(formats::write_fleet_markdown(fleet, sink));
  return std::move(sink.text);
}

base::Result<std::string> render_text(const model::Fleet& fleet, const TextLook& look) {
  base::StringSink sink;
  TRY(formats::write_fleet_text(fleet, options_of(look), sink));
  return std::move(sink.text);
}

base::Result<model::Report> recorded_report(base::Context& context, const std::string& path,
                                            const std::string& record) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  auto state = TRY(State::open(context, workspace.root()));
  auto decisions = TRY(state.store().decisions(component_id(workspace), "", 1'000));
  for (const auto& decision : decisions)
    if (record.empty() || decision.digest.starts_with(record))
      return records::load_report(context, state.records(), decision.digest);
  if (record.empty())
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::input,
                      "{}: no check is recorded here yet; make one with: andon check", path);
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::input,
                    "no decision record begins with {}", base::printable(record));
}

}  // namespace andon::flow
