// Policies as files: what a folder of packs or a component's own pack comes to, and the commands
// that look after them. Only reads, but for the file that simulate() attaches.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "policy/lint.h"
#include "policy/pack.h"

namespace andon::flow {

// Packs by name, and the waivers that may loosen them (of the governance source alone).
struct Packs {
  struct File {
    std::string path;  // as people name it
    std::string text;
  };
  std::vector<File> files;
  std::vector<model::Waiver> waivers;
};

// A policy document, a folder of them, or a governance source (its packs/ and waivers/).
base::Result<Packs> read_packs(base::Context& context, const std::string& path);

// The policy `name` of the packs, else the shipped one, with all that it inherits. One that
// inherits nothing keeps its own text. not_found names those that are known.
base::Result<policy::Combined> effective_policy(const Packs& packs, std::string_view name,
                                                base::Instant now);
std::vector<std::string> shipped_policies();

// What judges a component that has a governance source: the most specific pack that applies, else
// the shipped default; and on top of it the component's own pack (.andon/pack.yaml, of the side
// that judges), which may inherit nothing else.
base::Result<policy::Combined> governing_policy(const Packs& packs, const policy::Subject& subject,
                                                const Packs::File* own, base::Instant now);
// Why it is that pack: "it names the tier high", "it applies to all".
base::Result<std::string> why_picked(const Packs& packs, const policy::Subject& subject);
// The policy `name` as effective_policy() has it, and the component's own pack on top of it.
base::Result<policy::Combined> layered_policy(const Packs& packs, std::string_view name,
                                              const Packs::File* own, base::Instant now);

// Every document at `paths`: lint and tests. A document that cannot be read is an error of lint.
struct PolicyChecked {
  std::string file;
  std::string name;
  std::vector<policy::LintProblem> problems;
  std::vector<policy::TestOutcome> tests;
};
base::Result<std::vector<PolicyChecked>> check_policies(base::Context& context,
                                                        const std::vector<std::string>& paths);

// The policy that applies to the component at `path`, or `name` of the packs at `source`, rule by
// rule. Without a source those of the governance source that judges the component are meant.
struct PolicyShown {
  struct Row {
    std::string rule, title, stage, layer, place, effect, why;
    std::vector<std::string> serves;
  };
  std::string name, title;
  std::string why;  // it is this policy
  std::vector<Row> rules;
  std::vector<std::pair<std::string, std::string>> parameters;  // name, value
  std::vector<std::string> notes;
};
struct PolicyWanted {
  std::string path = ".";
  std::string source;  // folder of packs; "" for none
  std::string name;    // "" for the one that applies
  std::string team;    // whose effect is shown; "" for the component's own
};
base::Result<PolicyShown> show_policy(base::Context& context, const PolicyWanted& wanted);

// A policy document with what it inherits, or a shipped policy by its name.
base::Result<policy::Combined> named_policy(base::Context& context, const std::string& what);
// OLD and NEW: files, or names of shipped policies.
base::Result<std::vector<policy::Difference>> compare_policies(base::Context& context,
                                                               const std::string& before,
                                                               const std::string& after);

}  // namespace andon::flow
