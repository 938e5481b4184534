// Strict reading of what people write (policies, waivers, andon.yaml): every complaint names
// file:line:column, an unknown key names the nearest known one, a wrong kind says what was wanted.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/value.h"

namespace andon::base::strict {

// "file:line:column: text", of kind invalid and origin configuration.
std::unexpected<Error> complaint(std::string_view file, const Value& at, std::string_view text);

// A map whose keys are all among the known ones.
Result<void> known_keys(const Value& map, std::string_view file,
                        std::span<const std::string_view> known);

// The entry of that key; null pointer when there is none or it is null.
const Value* entry(const Value& map, std::string_view key);
Result<const Value*> required(const Value& map, std::string_view file, std::string_view key);

// Each gives the other value where the key is absent, and an error where it is of another kind.
Result<std::string> text(const Value& map, std::string_view file, std::string_view key,
                         std::string_view otherwise = {});
Result<bool> boolean(const Value& map, std::string_view file, std::string_view key, bool otherwise);
Result<std::int64_t> integer(const Value& map, std::string_view file, std::string_view key,
                             std::int64_t otherwise, std::int64_t least, std::int64_t most);
// A list of strings; one string counts as a list of one.
Result<std::vector<std::string>> texts(const Value& map, std::string_view file,
                                       std::string_view key);
// The place of the word in `known`.
Result<std::size_t> word(const Value& map, std::string_view file, std::string_view key,
                         std::span<const std::string_view> known, std::size_t otherwise);

}  // namespace andon::base::strict
