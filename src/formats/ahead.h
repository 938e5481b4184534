// What is supposed and what is to come, for people and calendars. JSON is the value itself.
#pragma once
#include "base/bytes.h"
#include "formats/text.h"
#include "model/upcoming.h"
#include "model/what_if.h"

namespace andon::formats {

base::Result<void> write_what_if_text(const model::WhatIfReport& report, const TextOptions& options,
                                      base::ByteSink& sink);
base::Result<void> write_what_if_markdown(const model::WhatIfReport& report, base::ByteSink& sink);
// One self-contained page: loads nothing, runs nothing.
base::Result<void> write_what_if_html(const model::WhatIfReport& report, base::ByteSink& sink);

base::Result<void> write_upcoming_text(const model::UpcomingReport& report,
                                       const TextOptions& options, base::ByteSink& sink);
base::Result<void> write_upcoming_markdown(const model::UpcomingReport& report,
                                           base::ByteSink& sink);
// iCalendar (RFC 5545): an event each, with an identifier that stays when its date is moved.
base::Result<void> write_upcoming_ical(const model::UpcomingReport& report, base::ByteSink& sink);

}  // namespace andon::formats
