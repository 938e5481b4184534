#include "flow/line.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "flow/governance_source.h"
#include "flow/site.h"
#include "model/account.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

// Of ids that the governance source knows; without one only this component can be named.
base::Result<std::string> target_of(const Site& site, const std::string& given) {
  if (given.empty()) return "component:" + site.component;
  const auto colon = given.find(':');
  const auto kind = given.substr(0, colon);
  const auto name = colon == std::string::npos ? std::string() : given.substr(colon + 1);
  if (name.empty() || (kind != "product" && kind != "component" && kind != "environment"))
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "{}: write product:ID, component:ID or environment:ID",
                      base::printable(given));
  if (kind == "component" && name == site.component) return given;
  const auto& governance = site.workspace.judging.governance;
  if (governance.empty())
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                      "{}: no governance source says what that is; without one only component:{} "
                      "can be stopped here",
                      base::printable(given), site.component);
  const auto& source = governance.front().source;
  if (kind == "environment") {
    (void)TRY(environment_of(site.workspace, name));
  } else if (kind == "product" ? source.product(name) == nullptr
                               : source.component(name) == nullptr) {
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage, "{}: no such {}",
                      base::printable(name), kind);
  }
  return given;
}

std::string owner_of(const Site& site, const std::string& given) {
  if (!given.empty() || site.workspace.judging.governance.empty()) return given;
  const auto& source = site.workspace.judging.governance.front().source;
  const auto* component = source.component(site.component);
  const auto* team = component ? source.team(component->team) : nullptr;
  if (team == nullptr) return {};
  return team->champion.empty() ? team->lead : team->champion;
}

}  // namespace

base::Result<Recorded> pull(base::Context& context, const LineRequest& request) {
  if (request.reason.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--reason is missing: why does the line stop?");
  auto site = TRY(open_site(context, request.path, request.signing_key));
  const auto all = rungs();
  if (!request.rung.empty() && std::ranges::find(all, request.rung) == all.end())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--rung {}: one of team, champion, advocate, security_team",
                      base::printable(request.rung));
  model::CallBody body;
  body.target = TRY(target_of(site, request.target));
  body.action = model::CallAction::pulled;
  body.reason = request.reason;
  body.owner = owner_of(site, request.owner);
  body.rung = request.rung.empty() ? std::string(all.front()) : request.rung;
  body.at = site.now;
  body.due = base::Instant{site.now.ms + rung_hours * 3'600'000};
  body.actor = context.actor.name;
  body.call = crypto::sha256_hex(body.target + "\n" + base::to_text(body.at) + "\n" + body.reason)
                  .substr(0, 12);
  const auto kept = TRY(keep_event(context, site, "call", model::to_value(body)));
  return Recorded{
      kept.digest,
      fmt::format("the line is stopped for {}: call {}\n  answers: {}; climbs to the next rung at "
                  "{}\n  release it: andon resume {}\n{}",
                  body.target, body.call, body.owner.empty() ? "nobody is named" : body.owner,
                  base::to_text(*body.due), body.target, signed_line(kept))};
}

base::Result<Recorded> resume(base::Context& context, const LineRequest& request) {
  auto site = TRY(open_site(context, request.path, request.signing_key));
  const auto target = TRY(target_of(site, request.target));
  const Believed believed(context, site.state, site.workspace);
  const auto calls = TRY(site.state.store().events("call", target));
  Recorded out;
  for (const auto& line :
       stopped_lines(calls, believed.by(governance::Role::operations), site.now)) {
    if (line.call.target != target) continue;
    model::CallBody body = line.call;
    body.action = model::CallAction::resumed;
    if (!request.reason.empty()) body.reason = request.reason;
    body.at = site.now;
    body.due.reset();
    body.actor = context.actor.name;
    const auto kept = TRY(keep_event(context, site, "call", model::to_value(body)));
    out.record = kept.digest;
    out.text += fmt::format("the line is released for {}: call {} of {}\n{}", target, body.call,
                            base::to_text(line.call.at), signed_line(kept));
  }
  if (out.record.empty())
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage, "the line is not stopped for {}",
                      base::printable(target));
  return out;
}

namespace {

base::Result<Recorded> second_word(base::Context& context, Site& site,
                                   const GlassRequest& request) {
  const bool is_review = !request.review.empty();
  const auto& id = is_review ? request.review : request.confirm;
  const Believed believed(context, site.state, site.workspace);
  const auto events = TRY(site.state.store().events("break_glass", ""));
  for (const auto& broken :
       broken_glasses(events, believed.by(governance::Role::operations), site.now)) {
    if (!broken.glass.glass.starts_with(id)) continue;
    if (model::is_same_account(request.by, broken.glass.actor))
      return base::fail(ErrorKind::denied, ErrorOrigin::usage, "{} broke it: another person {} it",
                        request.by, is_review ? "reviews" : "confirms");
    auto body = broken.glass;
    body.action = is_review ? model::GlassAction::reviewed : model::GlassAction::confirmed;
    if (!request.reason.empty()) body.reason = request.reason;
    body.at = site.now;
    body.actor = request.by;
    const auto kept = TRY(keep_event(context, site, "break_glass", model::to_value(body)));
    return Recorded{kept.digest, fmt::format("glass {} {} by {}\n{}", body.glass,
                                             is_review ? "reviewed" : "confirmed", body.actor,
                                             signed_line(kept))};
  }
  return base::fail(ErrorKind::not_found, ErrorOrigin::usage, "{}: no such broken glass",
                    base::printable(id));
}

}  // namespace

base::Result<Recorded> break_glass(base::Context& context, const GlassRequest& request) {
  if (request.by.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "--by ACCOUNT is missing: a person answers for it");
  auto site = TRY(open_site(context, request.path, request.signing_key));
  if (!request.confirm.empty() || !request.review.empty())
    return second_word(context, site, request);
  if (request.reason.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage, "--reason is missing");
  const auto* environment = TRY(environment_of(site.workspace, request.environment));
  model::BreakGlassBody body;
  body.action = model::GlassAction::broken;
  body.environment = environment->id;
  body.level = environment->level;
  body.release = site.workspace.tree.release();
  body.release.component = site.component;
  if (body.release.tree.empty() || body.release.tree.starts_with("worktree:"))
    return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                      "this tree is no commit or differs from it: commit first");
  body.reason = request.reason;
  body.at = site.now;
  body.actor = request.by;
  body.glass = crypto::sha256_hex(body.environment + body.release.tree + base::to_text(body.at))
                   .substr(0, 12);
  const auto kept = TRY(keep_event(context, site, "break_glass", model::to_value(body)));
  return Recorded{
      kept.digest,
      fmt::format(
          "GLASS BROKEN: {} may open to {} until {}, by {}\n  a second person confirms "
          "within {} h: andon break-glass --confirm {} --by ACCOUNT\n  it ends after {} h at "
          "most, and a review is due then\n{}",
          body.release.tree, environment->id,
          base::to_text(base::Instant{site.now.ms + glass_confirm_hours * 3'600'000}), body.actor,
          glass_confirm_hours, body.glass, glass_hours, signed_line(kept))};
}

}  // namespace andon::flow
