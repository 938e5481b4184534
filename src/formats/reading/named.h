// What a report leaves empty: each finding that a reader hands on has a rule, a title and a
// message.
#pragma once
#include "model/finding.h"

namespace andon::formats {

inline void name_what_is_missing(model::Finding& finding) {
  if (finding.rule.empty()) finding.rule = "unnamed";
  if (finding.title.empty())
    finding.title = finding.message.empty() ? finding.rule : finding.message;
  if (finding.message.empty()) finding.message = finding.title;
}

}  // namespace andon::formats
