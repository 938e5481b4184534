// What judges, read from one tree: andon.yaml, waivers, adopted debt, ignore files, rule files. Of
// the baseline when there is one (law 9), of the tree itself on a first look.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checks/checks.h"
#include "governance/settings.h"
#include "model/waiver.h"
#include "tree/tree.h"

namespace andon::flow {

struct LockedGovernance;  // flow/governance_source.h

// A waiver's file and its .sig beside it, as they stand in git.
struct WaiverFile {
  std::string bytes;
  std::optional<std::string> signature;
};

struct Governing {
  Governing();
  Governing(const Governing&);
  Governing(Governing&&) noexcept;
  Governing& operator=(const Governing&);
  Governing& operator=(Governing&&) noexcept;
  ~Governing();

  governance::Settings settings;
  std::string settings_text;
  std::vector<model::Waiver> waivers;
  std::map<std::string, WaiverFile> waiver_files;  // by Waiver::file
  std::optional<std::string> trust;                // trust.yaml, whose keys count: trust_of()
  std::string trust_file;
  std::vector<model::Adoption> adoptions;
  std::vector<std::string> adopted_texts;  // of their files, one each
  std::string gitleaks_ignore;             // text of .gitleaksignore
  bool has_gitleaks_ignore = false;
  std::optional<std::string> andonignore;
  std::vector<checks::RuleFile> secret_rules;
  std::vector<checks::RuleFile> tool_rules;  // rule files of tools, name and text
  std::vector<std::string> notes;            // waivers that do not count, and why
  // The governance source that this side names and locks; empty: none, the shipped default serves.
  std::vector<LockedGovernance> governance;
  std::set<std::string> proven_files;  // plans and answers of the source whose signature counts
  std::string own_pack;                // text of .andon/pack.yaml, "" when there is none
  std::string lock_text;               // of .andon/andon.lock as it counts
  std::optional<base::Error> governance_trouble;  // named, but not locked or not at hand
};

// What judges must be at hand before anything is judged.
base::Result<void> governance_at_hand(const Governing& judging);

// `folder`: of the component within the tree, "" at its top. A broken file is an error with its
// place; a governance source that is not at hand is trouble that only judging minds. `other`: of
// another tree that may hold the same adopted debt, which is then not read twice.
base::Result<Governing> read_governing(base::Context& context, const tree::Tree& tree,
                                       const std::string& folder, const Governing* other = nullptr);

// Another governance source in the place of the one that this side locks: its keys and signatures
// count, its waivers are for who knows the component to pick.
void take_source(Governing& side, const LockedGovernance& source);

// One author in git, or no git: a one-person project (domain.md 1, "waiver").
base::Result<bool> has_one_author(base::Context& context, const tree::Tree& tree);

// What `mine` holds that `judging` does not: sentences for Report::proposals.
std::vector<std::string> proposals(const Governing& judging, const Governing& mine);

}  // namespace andon::flow
