#include "flow/opening.h"

#include <algorithm>

#include "base/text.h"
#include "flow/gate.h"
#include "flow/governance_source.h"
#include "flow/site.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

base::Result<model::Release> release_here(const Site& site) {
  auto release = site.workspace.tree.release();
  release.component = site.component;
  if (release.tree.empty() || release.tree.starts_with("worktree:"))
    return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                      "this tree is no commit or differs from it: commit first, or name --digest");
  return release;
}

struct Spoken {
  std::string digest;
  model::Release release;
  std::string note;
};

// What --digest names, as far as artifact records tell; without it the tree at hand.
base::Result<Spoken> spoken_of(base::Context& context, Site& site, const std::string& given) {
  Spoken out;
  if (given.empty()) {
    out.release = TRY(release_here(site));
    return out;
  }
  out.digest = TRY(artifact_digest(context, given));
  const auto artifacts = TRY(site.state.store().events("artifact", site.component));
  const Believed believed(context, site.state, site.workspace);
  auto source = source_of(artifacts, believed.by(governance::Role::pipeline), out.digest);
  if (source) {
    out.release = std::move(*source);
  } else {
    out.release.component = site.component;
    out.note = fmt::format(
        "  no record that counts says which source it was built from: andon release record "
        "--artifact {}\n",
        out.digest);
  }
  return out;
}

// The latest answer of a gate made here or signed: granted as far as the environment asks, and not
// ended.
std::string grant_of(base::Context& context, Site& site, const model::Environment& environment,
                     const model::Release& release) {
  const auto gates = site.state.store().events("gate", environment.id);
  if (!gates || release.tree.empty()) return {};
  const Believed believed(context, site.state, site.workspace);
  std::string record;
  for (const auto& event : *gates) {
    const auto entry = model::gate_entry_from(event.body);
    if (!entry || entry->tree != release.tree || event.component != release.component) continue;
    if (!believed(event, governance::Role::pipeline)) continue;
    const bool stands = entry->is_met && (!entry->until || site.now < *entry->until);
    record = stands ? event.digest : std::string();
  }
  return record;
}

std::string named(const Spoken& spoken) {
  return spoken.digest.empty() ? "tree " + spoken.release.tree : spoken.digest;
}

std::string product_of(const Site& site) {
  const auto& governance = site.workspace.judging.governance;
  if (governance.empty()) return {};
  const auto* component = governance.front().source.component(site.component);
  return component ? component->product : std::string();
}

// What else of the component stands open there: a new version does not close the one that it
// replaces, for both may run.
base::Result<std::string> still_open(Site& site, const model::OpeningBody& opened) {
  const auto openings = TRY(site.state.store().events("opening", opened.environment));
  std::string out;
  for (const auto& each : open_releases(openings, [](const auto&) { return true; })) {
    const auto& body = each.opening;
    if (body.release.component != opened.release.component) continue;
    if (body.digest == opened.digest && body.release.tree == opened.release.tree) continue;
    out += fmt::format(
        "  still open there: {} since {}\n    when it no longer runs: andon closed --environment "
        "{}{}\n",
        body.digest.empty() ? "tree " + body.release.tree : body.digest, base::to_text(body.at),
        body.environment,
        body.digest.empty() ? " --tree " + body.release.tree : " --digest " + body.digest);
  }
  return out;
}

// The release that is open there by its tree, wherever that tree is now.
base::Result<Spoken> open_tree(Site& site, const OpeningRequest& request) {
  constexpr std::size_t least_digits = 7;
  const auto& wanted = request.tree;
  if (!request.digest.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage, "--tree and --digest: name one");
  if (wanted.size() < least_digits ||
      wanted.find_first_not_of("0123456789abcdef") != std::string::npos)
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--tree {}: the id of a tree, or at least {} digits of its beginning",
                      base::printable(wanted), least_digits);
  const auto openings = TRY(site.state.store().events("opening", request.environment));
  Spoken out;
  for (const auto& each : open_releases(openings, [](const auto&) { return true; })) {
    const auto& body = each.opening;
    if (body.release.component != site.component || !body.digest.empty() ||
        !body.release.tree.starts_with(wanted))
      continue;
    if (!out.release.tree.empty() && out.release.tree != body.release.tree)
      return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                        "--tree {}: {} and {} are open there", wanted, out.release.tree,
                        body.release.tree);
    out.release = body.release;
  }
  if (out.release.tree.empty())
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                      "tree {} is not open in {}: andon status shows what is", wanted,
                      request.environment);
  return out;
}

base::Result<Recorded> record_opening(base::Context& context, const OpeningRequest& request,
                                      model::OpeningAction action) {
  auto site = TRY(open_site(context, request.path, request.signing_key));
  const auto* environment = TRY(environment_of(site.workspace, request.environment));
  auto spoken = TRY(request.tree.empty() ? spoken_of(context, site, request.digest)
                                         : open_tree(site, request));
  model::OpeningBody body;
  body.action = action;
  body.environment = environment->id;
  body.level = environment->level;
  body.audience = request.audience;
  body.digest = spoken.digest;
  body.product = product_of(site);
  body.release = spoken.release;
  body.at = site.now;
  body.actor = context.actor.name;
  const bool is_opening = action == model::OpeningAction::opened;
  if (is_opening) {
    body.decision = grant_of(context, site, *environment, spoken.release);
  } else {
    const auto openings = TRY(site.state.store().events("opening", environment->id));
    const auto open = open_releases(openings, [](const auto&) { return true; });
    const bool is_open = std::ranges::any_of(open, [&](const OpenRelease& each) {
      return each.opening.release.component == body.release.component &&
             (body.digest.empty() ? each.opening.release.tree == body.release.tree
                                  : each.opening.digest == body.digest);
    });
    if (!is_open)
      return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                        "{} is not open in {}: andon status shows what is", named(spoken),
                        environment->id);
  }
  const auto kept = TRY(keep_event(context, site, "opening", model::to_value(body)));
  Recorded out{kept.digest, {}};
  out.text = fmt::format("{} {} in {} ({})\n{}{}", is_opening ? "opened" : "closed", named(spoken),
                         environment->id, environment->level, spoken.note, signed_line(kept));
  if (is_opening && body.decision.empty())
    out.text += fmt::format(
        "  WITHOUT A GRANT: no answer of the gate for {} that stands grants it to this release; "
        "see: andon gate --environment {}\n",
        environment->id, environment->id);
  if (is_opening) out.text += TRY(still_open(site, body));
  return out;
}

}  // namespace

base::Result<Recorded> opened(base::Context& context, const OpeningRequest& request) {
  return record_opening(context, request, model::OpeningAction::opened);
}

base::Result<Recorded> closed(base::Context& context, const OpeningRequest& request) {
  return record_opening(context, request, model::OpeningAction::closed);
}

base::Result<Recorded> record_artifacts(base::Context& context, const ArtifactRequest& request) {
  if (request.artifacts.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "name what was built: --artifact FILE or --artifact sha256:...");
  auto site = TRY(open_site(context, request.path, request.signing_key));
  model::ArtifactBody body;
  body.release = TRY(release_here(site));
  for (const auto& given : request.artifacts) {
    auto digest = TRY(artifact_digest(context, given));
    const auto slash = given.rfind('/');
    const bool is_digest = given == digest || "sha256:" + given == digest;
    body.artifacts.push_back(
        {is_digest ? std::string() : given.substr(slash == std::string::npos ? 0 : slash + 1),
         std::move(digest)});
  }
  body.at = site.now;
  body.actor = context.actor.name;
  const auto kept = TRY(keep_event(context, site, "artifact", model::to_value(body)));
  Recorded out{kept.digest, {}};
  for (const auto& artifact : body.artifacts)
    out.text += fmt::format("{}{} is built from tree {}\n",
                            artifact.name.empty() ? "" : artifact.name + " ", artifact.digest,
                            body.release.tree);
  out.text += signed_line(kept);
  return out;
}

base::Result<Recorded> set_product_release(base::Context& context,
                                           const ProductReleaseRequest& request) {
  auto site = TRY(open_site(context, request.path, request.signing_key));
  model::ProductReleaseBody body;
  body.product = request.product.empty() ? product_of(site) : request.product;
  if (body.product.empty())
    return base::fail(
        ErrorKind::invalid, ErrorOrigin::usage,
        "which product? No governance source says whose component this is: --product");
  body.name = request.name;
  for (const auto& given : request.components) {
    const auto equals = given.find('=');
    model::Release release;
    release.component = given.substr(0, equals);
    if (equals != std::string::npos) release.tree = given.substr(equals + 1);
    if (release.tree.empty()) {
      const auto gates = TRY(site.state.store().events("gate", ""));
      for (const auto& event : gates)
        if (event.component == release.component) release.tree = event.body["tree"].text_or();
    }
    if (release.tree.empty())
      return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                        "{}: no gate judged it yet; write {}=TREE", base::printable(given),
                        base::printable(release.component));
    body.components.push_back(std::move(release));
  }
  if (body.components.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "name its components: --component ID=TREE, as often as there are");
  body.at = site.now;
  body.actor = context.actor.name;
  const auto kept = TRY(keep_event(context, site, "product_release", model::to_value(body)));
  Recorded out{kept.digest, fmt::format("{} {} is:\n", body.product, body.name)};
  for (const auto& release : body.components)
    out.text += fmt::format("  {} at tree {}\n", release.component, release.tree);
  out.text += signed_line(kept);
  return out;
}

}  // namespace andon::flow
