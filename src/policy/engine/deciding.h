// One decision of several on the same facts: rules that do not look at the level are asked once for
// all of them.
#pragma once
#include <unordered_map>

#include "policy/policy.h"

namespace andon::policy {

// What was decided already, on these very facts and parameters.
using DecidedRules = std::unordered_map<const Rule*, model::RuleDecision>;

// `level`: null for done.
model::Decision decide_for(const Policy& policy, const base::Value& parameters,
                           const base::Value& facts, const base::Value* level, const Stamp& stamp,
                           DecidedRules& known);

}  // namespace andon::policy
