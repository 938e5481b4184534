// CWE ids out of the many ways in which tools write them. The only place that knows them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace andon::model {

// "CWE-89" for 89; nothing for 0 and what is no CWE number.
std::optional<std::string> weakness_of_number(std::int64_t number);
// Every id in the text, in order: "CWE-89: SQL Injection", "external/cwe/cwe-089", "cwe:89", "CWE
// 89".
std::vector<std::string> weaknesses_in(std::string_view text);
// Appends those that `known` does not hold yet.
void add_weaknesses(std::vector<std::string>& known, std::vector<std::string> more);

}  // namespace andon::model
