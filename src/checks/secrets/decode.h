// Finds and decodes values that stand encoded in a text, by the rules that gitleaks
// 8.30 states: percent, \uXXXX and U+XXXX, hex (32 digits and more), base64 and
// base64url (16 characters and more); only what decodes to printable ASCII whole.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace andon::checks::secrets {

enum class Encoding { percent, unicode, hex, base64 };
std::string_view name(Encoding encoding);

struct Encoded {
  std::size_t begin = 0, end = 0;
  Encoding encoding = Encoding::base64;
  std::string value;  // decoded
};

// In order, not overlapping. At most limit_bytes of decoded text; `is_cut` when there was more.
std::vector<Encoded> find_encoded(std::string_view text, std::size_t limit_bytes, bool& is_cut);

}  // namespace andon::checks::secrets
