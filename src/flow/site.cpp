#include "flow/site.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "crypto/digest.h"
#include "flow/belief.h"
#include "flow/governance_source.h"
#include "flow/verified.h"
#include "records/events.h"

namespace andon::flow {

base::Result<Site> open_site(base::Context& context, const std::string& path,
                             const std::string& signing_key_file) {
  auto key = TRY(signing_key(context, signing_key_file));
  auto workspace = TRY(open_workspace(context, {.path = path, .is_release = true}));
  TRY(governance_at_hand(workspace.judging));
  auto state = TRY(State::open(context, workspace.root()));
  auto component = component_id(workspace);
  return Site{std::move(workspace), std::move(state), std::move(key), std::move(component),
              context.world.clock().now()};
}

struct Believed::Known {
  Known(base::Context& context, const State& state, const Workspace& workspace, base::Instant when)
      : verified(context, state),
        trust(trust_of(workspace)),
        own(component_id(workspace)),
        at(when) {}

  Belief& of(const std::string& component) {
    const auto found = beliefs.find(component);
    if (found != beliefs.end()) return found->second;
    return beliefs
        .emplace(component, Belief(verified, trust ? &*trust : nullptr, {{}, component, at}))
        .first->second;
  }

  Verified verified;
  std::optional<governance::Trust> trust;
  std::string own;  // this component
  base::Instant at;
  std::map<std::string, Belief> beliefs;  // by component
};

Believed::Believed(base::Context& context, const State& state, const Workspace& workspace,
                   std::optional<base::Instant> at)
    : known_(std::make_unique<Known>(context, state, workspace,
                                     at.value_or(context.world.clock().now()))) {}
Believed::~Believed() = default;

bool Believed::operator()(const store::KnownEvent& event, governance::Role role) const {
  if (!speaks_of_its_component(event)) return false;
  const bool is_of_all = event.kind == "call" || event.kind == "product_release";
  const auto& component = is_of_all || event.component.empty() ? known_->own : event.component;
  return known_->of(component)(event.digest, {role});
}

namespace {

// Whose signature makes an event of that kind count elsewhere (docs/reference/trust.md).
governance::Role role_for(std::string_view kind) {
  return kind == "artifact" ? governance::Role::pipeline : governance::Role::operations;
}

}  // namespace

base::Result<KeptEvent> keep_event(base::Context& context, Site& site, std::string_view kind,
                                   base::Value body) {
  auto sealed = TRY(
      records::seal_event(context, site.state.records(), kind, site.component, std::move(body)));
  TRY(site.state.index(context, {sealed}), "indexing the {}", kind);
  KeptEvent out{sealed.digest, {}};
  // Where no home keeps the mark, only a signature makes it count.
  if (const auto marked = site.state.mark_own(context, sealed.digest); !marked)
    out.signing = "counts only when it is signed: " + marked.error().text();
  if (site.key.is_given())
    out.signing = TRY(sign_records(
        context, site.state, site.key, std::span(&sealed.digest, 1),
        {trust_of(site.workspace), site.component, site.workspace.tree.root(), role_for(kind)}));
  return out;
}

std::string signed_line(const KeptEvent& kept) {
  return kept.signing.empty() ? std::string() : "  " + kept.signing + "\n";
}

base::Result<const model::Environment*> environment_of(const Workspace& workspace,
                                                       const std::string& id) {
  if (workspace.judging.governance.empty())
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                      "{}: no governance source says which environments there are; name a level: "
                      "--to LEVEL, or: andon init --governance URL",
                      base::printable(id));
  const auto& source = workspace.judging.governance.front().source;
  if (const auto* found = source.environment(id)) return found;
  std::vector<std::string> known;
  for (const auto& environment : source.environments) known.push_back(environment.id);
  const std::vector<std::string_view> words(known.begin(), known.end());
  const auto near = base::nearest(id, words);
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                    "{}: no such environment{}", base::printable(id),
                    near.empty() ? "; known: " + base::join(known, ", ")
                                 : fmt::format("; did you mean {}?", near));
}

base::Result<std::string> artifact_digest(base::Context& context, const std::string& given) {
  constexpr std::string_view algorithm = "sha256:";
  const auto hex = given.starts_with(algorithm) ? given.substr(algorithm.size()) : given;
  const bool is_digest = hex.size() == 64 && std::ranges::all_of(hex, [](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                         });
  if (is_digest) return std::string(algorithm) + hex;
  if (given.starts_with(algorithm))
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "{}: a sha256 digest has 64 lower-case hexadecimal digits",
                      base::printable(given));
  auto file = context.world.files().open(given);
  if (!file) return std::unexpected(std::move(file).error().with("reading the artifact"));
  crypto::Sha256 sum;
  std::vector<char> piece(1u << 20);
  while (const auto count = TRY((*file)->read(piece), "reading {}", base::path_text(given)))
    sum.update({piece.data(), count});
  return std::string(algorithm) + sum.hex();
}

}  // namespace andon::flow
