// What expires, ends or becomes due by itself, and what it does to the levels.
#pragma once
#include <string>

#include "base/context.h"
#include "model/upcoming.h"

namespace andon::flow {

struct UpcomingRequest {
  std::string path = ".";
  std::string environment;  // "" = every one that the component's product runs in
  std::string baseline;     // as for check
  std::int64_t days = 90;
};

// Of a tree that differs from its commit the dates are told, not what they do.
base::Result<model::UpcomingReport> upcoming(base::Context& context,
                                             const UpcomingRequest& request);

}  // namespace andon::flow
