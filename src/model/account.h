// Account names as they are compared: trimmed, without a leading '@', in lower case ("@Kim" is
// kim). Code hosts fold case too; two spellings of one person must never count as two persons.
#pragma once
#include <string>
#include <string_view>

namespace andon::model {

std::string plain_account(std::string_view name);
// No account, "", is the same as no other, itself included.
bool is_same_account(std::string_view a, std::string_view b);

}  // namespace andon::model
