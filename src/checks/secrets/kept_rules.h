// Rules as they were read, kept in the cache folder: reading 235 of them from TOML costs more than
// all else that a check of a small tree does.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "checks/secrets/rule_set.h"

namespace andon::checks::secrets {

// All but the rules' examples, which only their tests ask for.
std::string encode_rules(const RuleSet& set);
// Nothing when the bytes are not what encode_rules() gave.
std::optional<RuleSet> decode_rules(std::string_view bytes);

}  // namespace andon::checks::secrets
