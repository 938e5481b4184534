// Locking the governance source, joining one, and saying which one counts.
#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/yaml.h"
#include "flow/governance.h"
#include "flow/governance_facts.h"
#include "flow/governance_history.h"
#include "flow/governance_source.h"
#include "flow/state.h"
#include "flow/workspace.h"
#include "git/git.h"
#include "governance/lock.h"
#include "model/describe_writing.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

std::string lock_text(const model::GovernanceLock& lock) {
  return fmt::format("{}{}{}", base::printable(lock.source),
                     lock.ref.empty() ? "" : " " + base::printable(lock.ref),
                     lock.commit.empty() ? " at " + lock.digest.substr(0, 19)
                                         : " at " + lock.commit.substr(0, 12));
}

std::string lock_path(const std::string& root) {
  return fmt::format("{}/.andon/{}", root, governance::lock_file);
}

base::Result<governance::Settings> settings_at(base::Context& context, const std::string& root) {
  const auto text =
      context.world.files().read(root + "/andon.yaml", base::limits::configuration_bytes);
  if (!text && text.error().kind == ErrorKind::not_found) return governance::Settings();
  if (!text) return std::unexpected(text.error());
  return governance::parse_settings(*text, "andon.yaml");
}

std::optional<model::GovernanceLock> lock_at(base::Context& context, const std::string& root) {
  const auto text = context.world.files().read(lock_path(root), base::limits::configuration_bytes);
  if (!text) return std::nullopt;
  auto lock = governance::parse_lock(*text, ".andon/andon.lock");
  return lock ? std::optional(std::move(*lock)) : std::nullopt;
}

// What is fetched, read and kept counts; a source that is broken is not locked.
base::Result<GovernanceUpdated> lock_source(base::Context& context, const std::string& root,
                                            const SourceAddress& address) {
  auto fetched = TRY(fetch_source(context, root, address));
  const auto source = TRY(governance::parse_source(fetched.files),
                          "reading the governance source {}", base::printable(address.source));
  TRY(keep_source(context, root, fetched), "keeping the governance source");
  GovernanceUpdated out;
  const auto before = lock_at(context, root);
  out.lock = fetched.lock;
  out.lock.locked_at = context.world.clock().now();
  if (before && before->source == address.source)
    if (const auto old = open_locked(context, root, *before))
      out.changes = governance::compare(old->source, source);
  TRY(context.world.files().make_folders(root + "/.andon"));
  TRY(context.world.files().write_atomically(lock_path(root), governance::write_lock(out.lock)),
      "writing .andon/andon.lock");
  const bool is_same = before && before->digest == out.lock.digest;
  out.lines.push_back(fmt::format("locked {}{}", lock_text(out.lock),
                                  is_same ? ", which says the same as before" : ""));
  return out;
}

// Brings what is locked on one side, when it is not at hand.
base::Result<void> bring_locked(base::Context& context, const std::string& root,
                                const Governing& side, GovernanceUpdated& out) {
  if (side.lock_text.empty()) return governance_at_hand(side);
  const auto lock = TRY(governance::parse_lock(side.lock_text, ".andon/andon.lock"));
  out.lock = lock;
  const bool is_whole = lock.commit.empty() || holds_history(context, root, lock.commit);
  if (!side.governance_trouble && is_whole) {
    out.lines.push_back("at hand: " + lock_text(lock));
    return {};
  }
  auto fetched = TRY(fetch_source(context, root, {lock.source, lock.ref, lock.commit}));
  if (fetched.lock.digest != lock.digest)
    return base::fail(ErrorKind::conflict, ErrorOrigin::input,
                      "{} is not what is locked: it has {}, the lock says {}; lock it anew: andon "
                      "governance update",
                      lock_text(fetched.lock), fetched.lock.digest, lock.digest);
  TRY(keep_source(context, root, fetched), "keeping the governance source");
  out.lines.push_back("brought " + lock_text(lock));
  return {};
}

base::Result<GovernanceUpdated> bring(base::Context& context, const std::string& path) {
  const auto workspace = TRY(open_workspace(context, {.path = path}));
  if (workspace.judging.settings.governance_source.value.empty() &&
      workspace.mine.settings.governance_source.value.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "andon.yaml names no governance source: nothing is locked");
  GovernanceUpdated out;
  const auto& judging = workspace.judging;
  if (!judging.settings.governance_source.value.empty())
    TRY(bring_locked(context, workspace.root(), judging, out));
  // What a change points at elsewhere is not asked for: only the URL that counts is.
  const auto& mine = workspace.mine;
  if (!workspace.is_own_judge && mine.lock_text != judging.lock_text &&
      mine.settings.governance_source.value == judging.settings.governance_source.value)
    TRY(bring_locked(context, workspace.root(), mine, out));
  return out;
}

}  // namespace

base::Result<GovernanceUpdated> update_governance(base::Context& context, const std::string& path,
                                                  Update update) {
  if (update == Update::locked) return bring(context, path);
  const auto root = TRY(component_root(context, path));
  const auto settings = TRY(settings_at(context, root));
  if (settings.governance_source.value.empty())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "andon.yaml names no governance source: set governance.source, or: andon "
                      "init --governance URL");
  return lock_source(context, root,
                     {settings.governance_source.value, settings.governance_ref.value, {}});
}

namespace {

std::string age_text(std::int64_t days) {
  return days == 0 ? "today" : base::counted(static_cast<std::uint64_t>(days), "day") + " ago";
}

void tell_organisation(const model::Organisation& told, std::vector<std::string>& out) {
  const auto row = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) out.push_back(fmt::format("{:<12} {}", name, base::printable(text)));
  };
  if (told.product)
    row("product",
        fmt::format("{}{} ({}:{})", told.product->id,
                    told.product->tier.empty() ? "" : ", risk tier " + told.product->tier,
                    told.product->file, told.product->line));
  if (told.component)
    row("component",
        fmt::format("{} ({}:{})", told.component->id, told.component->file, told.component->line));
  if (told.team)
    row("team", fmt::format("{}{}", told.team->id,
                            told.team->champion.empty() ? ", no champion"
                                                        : ", champion " + told.team->champion));
  std::vector<std::string> levels;
  for (const auto& level : told.levels) levels.push_back(level.id);
  row("levels", base::join(levels, " < "));
  for (const auto& plan : told.plans)
    row("plan",
        fmt::format("{} to {}, until {}, {} ({}:{})", plan.id, plan.level,
                    base::to_date({plan.expires.ms - 1}), plan.standing, plan.file, plan.line));
  for (const auto& answer : told.answers)
    row("answer",
        fmt::format("{} to {} by {}: {}, {} ({}:{})", answer.question, answer.level, answer.account,
                    answer.is_yes ? "yes" : "no", answer.standing, answer.file, answer.line));
  for (const auto& gap : told.gaps)
    row("gap", fmt::format("{} [{}] ({}:{})", gap.text, gap.kind, gap.file, gap.line));
}

}  // namespace

base::Result<GovernanceShown> show_governance(base::Context& context, const std::string& path) {
  const auto workspace = TRY(open_workspace(context, {.path = path}));
  const auto& judging = workspace.judging;
  GovernanceShown out;
  const auto& wanted = judging.settings.governance_source;
  out.source = wanted.value;
  if (out.source.empty())
    out.policy = judging.settings.policy.value;
  else
    out.named_by = wanted.origin;
  if (judging.governance_trouble) out.trouble = judging.governance_trouble->text();
  out.organisation = organisation_facts(context, workspace, {}, context.world.clock().now());
  if (!workspace.is_own_judge) out.proposed = proposals(judging, workspace.mine);
  return out;
}

std::vector<std::string> told(const GovernanceShown& shown) {
  std::vector<std::string> out;
  if (shown.source.empty()) {
    out.push_back(fmt::format("{:<12} none is named: the shipped default serves, policy {}",
                              "source", shown.policy));
    out.push_back(fmt::format("{:<12} andon init --governance URL", "to join"));
  } else {
    out.push_back(
        fmt::format("{:<12} {} ({})", "source", base::printable(shown.source), shown.named_by));
  }
  const auto& told = shown.organisation;
  if (!shown.trouble.empty()) {
    out.push_back(fmt::format("{:<12} {}", "trouble", shown.trouble));
  } else if (!shown.source.empty()) {
    out.push_back(fmt::format("{:<12} {}, {}", "locked", lock_text(told.governance),
                              age_text(told.lock_age_days)));
    out.push_back(fmt::format("{:<12} {}", "digest", told.governance.digest));
  }
  tell_organisation(told, out);
  for (const auto& proposal : shown.proposed)
    out.push_back(fmt::format("{:<12} {}", "proposed", proposal));
  return out;
}

std::string governance_json(const GovernanceShown& shown) {
  auto value = model::to_value(shown, model::Empty::kept);
  value.set("organisation", model::to_value(shown.organisation));
  return base::json::write(value) + "\n";
}

namespace {

// "https://git.example.org/shop/web.git" and "git@git.example.org:shop/web" name one place.
std::string place_of(std::string url) {
  if (const auto scheme = url.find("://"); scheme != std::string::npos) url.erase(0, scheme + 3);
  const auto slash = url.find('/');
  if (const auto at = url.rfind('@', slash); at != std::string::npos) url.erase(0, at + 1);
  std::ranges::replace(url, ':', '/');
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with(".git")) url.resize(url.size() - 4);
  return base::lower_ascii(url);
}

// The component that the source knows by this remote, or by the id that the component has anyway.
const model::Component* known_component(const governance::Source& source,
                                        const Workspace& workspace) {
  const auto remote = workspace.tree.git() ? place_of(workspace.tree.git()->remote) : "";
  for (const auto& product : source.products)
    for (const auto& component : product.components)
      if (!remote.empty() && !component.repository.empty() &&
          place_of(component.repository) == remote && component.path == workspace.folder)
        return &component;
  const auto& stated = workspace.mine.settings.component.value;
  return source.component(stated.empty() ? component_id(workspace) : stated);
}

// andon.yaml as it stands with the keys added at its end; one that can't take them is refused.
base::Result<std::string> with_keys(const Workspace& workspace, const model::Component* component,
                                    const JoinRequest& request) {
  const auto& settings = workspace.mine.settings;
  base::Value added{base::Map{}};
  if (settings.component.value.empty())
    added.set("component", component ? component->id : component_id(workspace));
  if (settings.product.value.empty() && component) added.set("product", component->product);
  auto& keys = added.set("governance", base::Map{});
  keys.set("source", request.source);
  if (!request.ref.empty()) keys.set("ref", request.ref);
  auto text = workspace.mine.settings_text;
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  if (text.empty()) text = "# What andon is told about this component; every default serves.\n";
  text += base::yaml::write(added);
  const auto parsed = governance::parse_settings(text, "andon.yaml");
  if (!parsed || parsed->governance_source.value != request.source)
    return base::fail(ErrorKind::conflict, ErrorOrigin::configuration,
                      "andon.yaml cannot take more keys at its end; add these by hand and run: "
                      "andon governance update\n{}",
                      base::yaml::write(added));
  return text;
}

}  // namespace

base::Result<std::vector<std::string>> join_governance(base::Context& context,
                                                       const std::string& path,
                                                       const JoinRequest& request) {
  const auto workspace = TRY(open_workspace(context, {.path = path}));
  const auto& stated = workspace.mine.settings.governance_source;
  if (!stated.value.empty() && stated.value != request.source)
    return base::fail(ErrorKind::conflict, ErrorOrigin::usage,
                      "{}: it has a governance source already, {}; change it there and run: andon "
                      "governance update",
                      stated.origin, base::printable(stated.value));
  const auto root = workspace.root();
  auto ref = request.ref.empty() ? workspace.mine.settings.governance_ref.value : request.ref;
  auto locked = TRY(lock_source(context, root, {request.source, ref, {}}));
  const auto opened = TRY(open_locked(context, root, locked.lock));
  const auto* component = known_component(opened.source, workspace);
  std::vector<std::string> out;
  if (stated.value.empty()) {
    const auto text = TRY(with_keys(workspace, component, request));
    TRY(context.world.files().write_atomically(root + "/andon.yaml", text), "writing andon.yaml");
    out.emplace_back("wrote andon.yaml");
  }
  out.insert(out.end(), locked.lines.begin(), locked.lines.end());
  if (component)
    out.push_back(fmt::format("this is component {} of product {} ({}:{})", component->id,
                              component->product, component->file, component->line));
  else
    out.push_back(
        fmt::format("the source does not know the component {}: add it to a product there",
                    component_id(workspace)));
  out.emplace_back("commit andon.yaml .andon/andon.lock");
  return out;
}

}  // namespace andon::flow
