// What every report for people says, counted and worded once: text, Markdown and HTML only dress
// it.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "model/report.h"

namespace andon::formats {

struct Summary {
  bool is_first_look = false;
  std::array<std::uint64_t, 6> by_state{};               // indexed by FindingState
  std::array<std::uint64_t, 5> attention_by_severity{};  // indexed by Severity
  // New and returned, worst first; on a first look the existing too, best-founded first.
  std::vector<const model::Finding*> attention;
};

Summary summarise(const model::Report& report);

bool is_complete(const model::Report& report);
// The checks that are not complete, skipped ones apart.
std::vector<const model::Run*> unfinished(const model::Report& report);

// "Done", "Not done", "Undecided"
std::string verdict_word(const model::Decision& decision);
// "1 of 3 rules failed, 1 is undecided"
std::string verdict_sentence(const model::Decision& decision);
// "2 critical, 1 high"; "" when there are none.
std::string severities(const std::array<std::uint64_t, 5>& counts);
// "2 new, 31 existing, 1 fixed"; "no findings"
std::string states(const Summary& summary);
// "src/a.py:12:3", without what is unknown.
std::string place(const model::Finding& finding);
// "shop/web at 1a2b3c4d5e (main), with uncommitted changes"
std::string release_name(const model::Release& release);
// "1,204 files, 12.3 MB in 0.21 s"; what is unknown is left out.
std::string amount(const model::Run& run);
// "1,204"
std::string grouped(std::uint64_t number);
// What would unblock a rule: the distinct fixes of its elements, else its own.
std::vector<std::string> ways_out(const model::RuleDecision& rule);
// The rules that did not pass and block, failed ones first; then those that only warn.
std::vector<const model::RuleDecision*> open_rules(const model::Decision& decision);

}  // namespace andon::formats
