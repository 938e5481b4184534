#include "flow/render_ahead.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "formats/ahead.h"

namespace andon::flow {
namespace {

constexpr std::array<std::string_view, 4> what_if_formats{"text", "json", "markdown", "html"};
constexpr std::array<std::string_view, 4> upcoming_formats{"text", "json", "markdown", "ical"};

base::Result<void> check(std::string_view name, std::span<const std::string_view> known) {
  if (std::ranges::find(known, name) != known.end()) return {};
  const auto near = base::nearest(name, known);
  const std::vector<std::string> all(known.begin(), known.end());
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                    "--output {}: no such format here{}; known: {}", base::printable(name),
                    near.empty() ? "" : fmt::format(", did you mean {}?", near),
                    base::join(all, ", "));
}

formats::TextOptions options_of(const TextLook& look) {
  formats::TextOptions options;
  options.width_columns = look.width_columns;
  options.colour = look.has_colour ? formats::Colour::ansi : formats::Colour::none;
  return options;
}

}  // namespace

base::Result<void> check_what_if_format(std::string_view format) {
  return check(format, what_if_formats);
}

base::Result<std::string> render(const model::WhatIfReport& report, std::string_view format) {
  TRY(check_what_if_format(format));
  if (format == "json") return base::json::write(model::to_value(report));
  if (format == "text") return render_text(report, {});
  base::StringSink sink;
  if (format == "html")
    TRY(formats::write_what_if_html(report, sink));
  else
    TRY(formats::write_what_if_markdown(report, sink));
  return std::move(sink.text);
}

base::Result<std::string> render_text(const model::WhatIfReport& report, const TextLook& look) {
  base::StringSink sink;
  TRY(formats::write_what_if_text(report, options_of(look), sink));
  return std::move(sink.text);
}

base::Result<void> check_upcoming_format(std::string_view format) {
  return check(format, upcoming_formats);
}

base::Result<std::string> render(const model::UpcomingReport& report, std::string_view format) {
  TRY(check_upcoming_format(format));
  if (format == "json") return base::json::write(model::to_value(report));
  if (format == "text") return render_text(report, {});
  base::StringSink sink;
  if (format == "ical")
    TRY(formats::write_upcoming_ical(report, sink));
  else
    TRY(formats::write_upcoming_markdown(report, sink));
  return std::move(sink.text);
}

base::Result<std::string> render_text(const model::UpcomingReport& report, const TextLook& look) {
  base::StringSink sink;
  TRY(formats::write_upcoming_text(report, options_of(look), sink));
  return std::move(sink.text);
}

}  // namespace andon::flow
