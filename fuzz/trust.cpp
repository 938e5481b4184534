// trust.yaml: read whole or refused with a place; a key may do what its entry says and nothing
// more, and one that may not is told why.
#include <algorithm>

#include "fuzz/check.h"
#include "governance/trust.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  using fuzz::promise;
  const auto trust = governance::parse_trust(fuzz::text_of(data, size), "fuzz.yaml");
  if (!trust) {
    promise(trust.error().message.starts_with("fuzz.yaml:"), "an error without a place");
    return 0;
  }
  for (const auto& each : trust->keys) {
    promise(!each.roles.empty(), "a key without a role");
    promise(!each.fingerprint.empty() && !each.owner.empty(), "a key of nobody");
    for (const std::string_view component : {"shop", "shop/web", "", "*"}) {
      for (const std::int64_t at : {std::int64_t{0}, std::int64_t{1'800'000'000'000}}) {
        const governance::Use use{each.roles.front(), std::string(component), {at}};
        const auto permission = governance::may(*trust, each.fingerprint, use);
        promise((permission.key == nullptr) != permission.why_not.empty(), "no reason");
        const auto roles = governance::roles_of(*trust, each.fingerprint, use);
        const bool has_role = std::ranges::find(roles, each.roles.front()) != roles.end();
        promise(has_role == (permission.key != nullptr), "a role that may not, or none that may");
        if (permission.key == nullptr) continue;
        promise(governance::is_for(*permission.key, component), "a key of another component");
        promise(!permission.key->from || *permission.key->from <= use.at, "before its time");
        promise(!permission.key->until || use.at < *permission.key->until, "after its time");
      }
    }
  }
  return 0;
}
