#include "model/account.h"

#include "base/text.h"

namespace andon::model {

std::string plain_account(std::string_view name) {
  name = base::trim(name);
  if (name.starts_with('@')) name.remove_prefix(1);
  return base::lower_ascii(name);
}

bool is_same_account(std::string_view a, std::string_view b) {
  const auto plain = plain_account(a);
  return !plain.empty() && plain == plain_account(b);
}

}  // namespace andon::model
