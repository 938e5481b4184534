// Reports of other tools as runs of the release at PATH.
#pragma once
#include <optional>
#include <string>

#include "base/context.h"
#include "model/run.h"

namespace andon::flow {

struct ImportRequest {
  std::string file;
  std::string path = ".";
  std::string check;   // name of the check; "" from the report's tool
  std::string format;  // "" by content
  bool is_kept = true;
  std::string signing_key;  // file; "" = ANDON_SIGNING_KEY, where set
};

struct Imported {
  model::Run run;
  std::string record;
  std::string text;                    // for people
  std::optional<base::Error> trouble;  // what made it less than whole: exit 5, the rest is kept
};

base::Result<Imported> import_report(base::Context& context, const ImportRequest& request);

}  // namespace andon::flow
