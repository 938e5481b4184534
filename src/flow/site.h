// Where events are made: a component's tree, its state, whose records count there, and who signs.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "flow/approval.h"
#include "flow/exposure.h"
#include "flow/signing.h"
#include "flow/state.h"
#include "flow/workspace.h"
#include "model/organisation.h"

namespace andon::flow {

struct Site {
  Workspace workspace;
  State state;
  SigningKey key;
  std::string component;
  base::Instant now;
};

base::Result<Site> open_site(base::Context& context, const std::string& path,
                             const std::string& signing_key);

// Whose records loosen here (law 11): made on this machine, or signed by a key of that role. The
// key must be for the component that the record is of and speaks of; what is said of a whole
// product or environment (calls, product releases) loosens here only by a key for this component.
class Believed {
 public:
  // `at`: when the keys must count; nothing: now.
  Believed(base::Context& context, const State& state, const Workspace& workspace,
           std::optional<base::Instant> at = {});
  ~Believed();
  bool operator()(const store::KnownEvent& event, governance::Role role) const;
  Counts by(governance::Role role) const {
    return [this, role](const store::KnownEvent& event) { return (*this)(event, role); };
  }

 private:
  struct Known;  // what was found out of keys and signatures: each is verified once
  std::unique_ptr<Known> known_;
};

struct KeptEvent {
  std::string digest;
  std::string signing;  // by which key, and whether it counts; "" = not signed
};
// The line that tells of the signature; "" when there is none.
std::string signed_line(const KeptEvent& kept);
base::Result<KeptEvent> keep_event(base::Context& context, Site& site, std::string_view kind,
                                   base::Value body);

// The organisation's environment, by the side that judges; not_found (usage) names the nearest.
base::Result<const model::Environment*> environment_of(const Workspace& workspace,
                                                       const std::string& id);
// "sha256:<64 hex>" of what was given with or without the word; a file's content when it is a path.
base::Result<std::string> artifact_digest(base::Context& context, const std::string& given);

}  // namespace andon::flow
