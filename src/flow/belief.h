// Whose records count (law 11), asked of many: looks only for signatures of keys that are trusted,
// and for each once.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "governance/trust.h"

namespace andon::flow {

class Verified;

// Of one component; for one thread.
class Belief {
 public:
  // `trust` may be null: then nobody's signature counts. Both must outlive this.
  Belief(Verified& verified, const governance::Trust* trust, governance::Use use);

  // Made on this machine, or signed by a key that has one of these roles for the component now.
  bool operator()(std::string_view digest, std::initializer_list<governance::Role> roles);
  // No key speaks for this component, so that nothing but what was made here can count.
  bool has_keys() const { return !keys_.empty(); }

 private:
  struct Key {
    crypto::SshKey key;  // its own: a list of keys may end before what is believed by it
    std::vector<governance::Role> roles;
  };
  struct Standing {
    bool is_own = false;
    std::vector<governance::Role> roles;  // of the keys that signed it
  };
  const Standing& standing_of(std::string_view digest);

  Verified& verified_;
  std::vector<Key> keys_;
  std::map<std::string, Standing, std::less<>> known_;
};

}  // namespace andon::flow
