// What is wrong with a policy that can be read, before it ever decides.
#pragma once
#include <string>
#include <vector>

#include "policy/policy.h"

namespace andon::policy {

// An error cannot be meant; a warning may be.
enum class Grade { error, warning };

struct LintProblem {
  Grade grade = Grade::error;
  std::string place;  // "packs/payments.yaml:12:5", the file that states it
  std::string rule;   // "" for the document
  std::string text;
};

// Who wrote it decides how strict lint is: for packs of our own a rule without a passing and a
// failing test is an error, for others a warning.
enum class Author { us, others };

// Fields and parameters that do not exist, constants that are no word of their field, names of
// levels and requirements that look wrong, rules that no test lets pass or fail, tests that fail.
// The policy is the effective one where it inherits (policy/pack.h), else as parsed.
std::vector<LintProblem> lint(const Policy& policy, Author author);

// Whether an id of `serves` has the shape of a known catalogue: OSPS-AC-01.01, v5.0.0-1.2.3, PW.7,
// PW.7.1, CWE-798. Which catalogue; "" for none.
std::string_view catalogue_of(std::string_view requirement);

}  // namespace andon::policy
