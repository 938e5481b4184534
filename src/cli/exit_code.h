// Exit codes (domain.md 4): the one place where errors and verdicts become numbers.
#pragma once
#include <span>

#include "base/error.h"
#include "model/decision.h"

namespace andon::cli {

inline constexpr int exit_met = 0;
inline constexpr int exit_not_met = 1;
inline constexpr int exit_usage = 2;    // wrong usage, configuration or policy
inline constexpr int exit_no_file = 3;  // no file that any check applies to
inline constexpr int exit_undecided = 4;
inline constexpr int exit_trouble = 5;  // input, output or server
inline constexpr int exit_interrupted = 130;
inline constexpr int exit_terminated = 143;

int exit_code(const base::Error& error);
int exit_code(model::Verdict verdict);
// Where several apply: 130/143, 2, 5, 1, 4, 3, 0.
int worst(std::span<const int> codes);

}  // namespace andon::cli
