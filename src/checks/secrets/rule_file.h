// Reads rule files as gitleaks 8.30 writes them (TOML), with [extend], into a
// RuleSet. What gitleaks refuses is refused with file:line:column. A key that
// andon does not follow is left out and noted when that can only add
// findings; otherwise its rule is refused and named among the problems.
#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "checks/checks.h"
#include "checks/secrets/rule_set.h"

namespace andon::checks::secrets {

// The file that `from` names in extend.path.
using Resolve = std::function<base::Result<RuleFile>(const RuleFile& from, std::string_view path)>;

base::Result<RuleSet> own_pack();
// Files that no other one extends are read in order; of rules with one id the last counts.
base::Result<RuleSet> read_rules(std::span<const RuleFile> files, const Resolve& resolve);
// Every expression compiles and every secretGroup exists. Slow (it compiles all): once per digest.
base::Result<void> validate(const RuleSet& rules);

}  // namespace andon::checks::secrets
