// Waiver: a decision to live with a finding, in .andon/waivers/<id>.yaml; and the adopted debt.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/finding.h"

namespace andon::model {

// A finding by its identity, without text: one line of .andon/adopted/<id>.jsonl, one entry of a
// waiver.
struct FindingReference {
  std::string id;
  std::string check;
  std::string rule;
  std::string path;
  Identity identity;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "finding id when it was written");
    visit("check", self.check, "its check");
    visit("rule", self.rule, "its rule");
    visit("path", self.path, "its path");
    visit("identity", self.identity, "its identity");
  }
};

struct Waiver {
  std::string id;  // file name without .yaml
  std::string reason;
  // Extent: at least one of finding, rule, path; all that are given must hold.
  std::vector<FindingReference> findings;  // by identity; an entry with an id alone matches by id
  std::string check;
  std::string rule;
  std::string path;  // a path or glob, as .gitignore writes them
  std::string owner;
  std::string approver;  // not the owner, save `self` in a one-person project
  std::string label;     // "self", "imported", "" else
  std::string standing;  // "claimed" or "proven"
  base::Instant created;
  base::Instant expires;  // always; 90 days where none is given
  std::vector<std::string> measures;
  std::string justification;  // VEX status justification when it does not apply
  // Which components (ids or globs) and releases (trees; governance source only); none: all.
  std::vector<std::string> components, releases;
  std::string file;  // where it was read
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("id", self.id, "file name without .yaml");
    visit("reason", self.reason, "why the finding may stay");
    visit("findings", self.findings, "findings it covers, by identity");
    visit("check", self.check, "check it covers");
    visit("rule", self.rule, "rule it covers");
    visit("path", self.path, "path or glob it covers");
    visit("owner", self.owner, "who answers for it");
    visit("approver", self.approver, "who approved it");
    visit("label", self.label, "self or imported");
    visit("standing", self.standing, "claimed or proven");
    visit("created", self.created, "when it was made");
    visit("expires", self.expires, "when it ends");
    visit("measures", self.measures, "what is done meanwhile");
    visit("justification", self.justification, "VEX justification when it does not apply");
    visit("components", self.components, "components it is for, by id or glob; none: all");
    visit("releases", self.releases, "trees of the releases it is for; none: all");
    visit("file", self.file, "where it stands");
  }
};

struct Adoption {
  std::string id;  // file name without .jsonl
  base::Instant adopted_at;
  std::vector<FindingReference> findings;
};

}  // namespace andon::model
