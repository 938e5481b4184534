// What differs between two answers of the gate, level by level, and why. Pure.
#pragma once
#include <string>
#include <vector>

#include "model/what_if.h"
#include "policy/levels.h"

namespace andon::flow {

struct AnswerSide {
  const policy::LevelsDecided& decided;
  const base::Value& facts;
  const model::GateReport& report;
};

// Fills levels, others and is_changed.
void compare(const AnswerSide& now, const AnswerSide& then, model::WhatIfReport& report);

// The items that appear ("+ ...") or vanish ("- ...") in done and in the levels whose grant
// differs, one short sentence each.
std::vector<std::string> reasons(const AnswerSide& now, const AnswerSide& then);

}  // namespace andon::flow
