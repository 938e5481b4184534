#include "flow/render_ahead.h"

#include <array>

#include "base/json.h"
#include "formats/ahead.h"

namespace andon::flow {
namespace {

constexpr std::array<std::string_view, 4> what_if_formats{"text", "json", "markdown", "html"};
constexpr std::array<std::string_view, 4> upcoming_formats{"text", "json", "markdown", "ical"};

}  // namespace

base::Result<void> check_what_if_format(std::string_view format) {
  return check_format_among(format, what_if_formats);
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
  return check_format_among(format, upcoming_formats);
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
