// Suppositions and what is to come, in the formats of files.
#pragma once
#include <string>
#include <string_view>

#include "flow/render.h"
#include "model/upcoming.h"
#include "model/what_if.h"

namespace andon::flow {

// text, json, markdown, html; not_found (usage) names the nearest.
base::Result<void> check_what_if_format(std::string_view format);
base::Result<std::string> render(const model::WhatIfReport& report, std::string_view format);
base::Result<std::string> render_text(const model::WhatIfReport& report, const TextLook& look);

// text, json, markdown, ical.
base::Result<void> check_upcoming_format(std::string_view format);
base::Result<std::string> render(const model::UpcomingReport& report, std::string_view format);
base::Result<std::string> render_text(const model::UpcomingReport& report, const TextLook& look);

}  // namespace andon::flow
