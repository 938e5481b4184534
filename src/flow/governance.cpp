#include "flow/governance.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "flow/governance_source.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using governance::SourceFile;
using Files = std::vector<SourceFile>;

bool is_folder(base::Context& context, const std::string& path) {
  const auto status = context.world.files().target_status(path);
  return status && status->kind == base::FileKind::folder;
}

base::Result<governance::Source> state_of(base::Context& context, const std::string& in,
                                          const std::string& what) {
  auto files = is_folder(context, what) ? TRY(read_source_folder(context, what))
                                        : TRY(read_source_at(context, in, what));
  return governance::parse_source(files);
}

}  // namespace

base::Result<std::vector<governance::Change>> compare_governance(base::Context& context,
                                                                 const std::string& in,
                                                                 const std::string& before,
                                                                 const std::string& after) {
  const auto old = TRY(state_of(context, in, before), "reading {}", base::printable(before));
  const auto now = TRY(state_of(context, in, after), "reading {}", base::printable(after));
  return governance::compare(old, now);
}

namespace {

struct Sample {
  const char* path;
  const char* text;
};

constexpr Sample samples[] = {
    {"governance.yaml",
     R"(# The mark of a governance source. Formats: docs/reference/governance.md.
governance: v1
title: Our organisation

# Risk tiers of products, lowest first.
tiers: [low, medium, high, critical]
)"},
    {"levels.yaml",
     R"(# How far a release may open, lowest first. Presets: service, internal_tool, library,
# installed_product; or a list of your own under `levels:`.
preset: service
)"},
    {"organisation/people.yaml",
     R"(# Display names stand here and nowhere else: delete an entry and the name is gone.
# `left: 2026-12-31` says that somebody goes; what they answer for then becomes a gap.
people:
  ada: {name: Ada}
  bob: {name: Bob}
  cleo: {name: Cleo}
)"},
    {"organisation/teams.yaml", R"(teams:
  - id: web
    title: The web team
    members: [ada, bob]
    champion: bob        # answers security questions of the team
    lead: ada
    contact: web@example.org
)"},
    {"organisation/products/shop.yaml", R"(product: shop
title: The shop
tier: medium
# Who answers for what; it should not be one person for all.
responsibilities:
  product: ada
  development_architecture: bob
  component_development: bob
  operations: cleo
  quality_and_testing: cleo
components:
  - id: shop-web         # as `component` in the repository's andon.yaml
    team: web
    # repository: https://git.example.org/shop/web
    # exposed: false     # its level then does not lower the product's
)"},
    {"organisation/environments.yaml",
     R"(# Pipelines say --environment; its level says what a release needs to open there.
environments:
  - {id: test, place: on_premise, network: internal, level: test}
  - {id: production, place: on_premise, network: public, level: general}
)"},
    {"organisation/suppliers.yaml", R"(# Outside parties that answer for a component or a service.
suppliers: []
)"},
    {"organisation/tools.yaml",
     R"(# Who cares for which tool, who stands in, and when it must be renewed.
tools:
  - {id: semgrep, owner: ada, deputy: bob}
)"},
    {"organisation/security.yaml",
     R"(# The upper rungs of the chain: team > champion > advocate > security team.
advocates: [cleo]
security_team: [cleo]
)"},
    {"trust.yaml",
     R"(# Whose keys count, and for what. What no key of this list signed counts only on the machine
# that made it; the approval of a waiver is then claimed.
keys: []
#  - {id: lee-laptop, key: "ssh-ed25519 AAAA... lee", owner: lee, role: approver}
#  - {id: ci, key: "ssh-ed25519 AAAA... ci", owner: ci, role: [pipeline, importer]}
#  - {id: operations, key: "ssh-ed25519 AAAA... ops", owner: cleo, role: operator}
)"},
};

}  // namespace

base::Result<GovernanceMade> make_governance(base::Context& context, const std::string& folder) {
  auto& files = context.world.files();
  GovernanceMade out;
  for (const auto& sample : samples) {
    const auto path = folder + "/" + sample.path;
    if (files.status(path)) {
      out.kept.emplace_back(sample.path);
      continue;
    }
    TRY(files.make_folders(path.substr(0, path.rfind('/'))));
    TRY(files.write_atomically(path, sample.text), "writing {}", path);
    out.written.emplace_back(sample.path);
  }
  return out;
}

}  // namespace andon::flow
