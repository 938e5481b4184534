#include "flow/finding.h"

#include <algorithm>

#include "base/text.h"
#include "flow/approval_signing.h"
#include "flow/catalogue.h"
#include "flow/render.h"
#include "flow/state.h"
#include "flow/workspace.h"
#include "governance/waivers.h"
#include "model/account.h"
#include "model/glob.h"
#include "records/check.h"

namespace andon::flow {
namespace {

bool is_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

std::string listed(const std::vector<std::string>& items) { return base::join(items, ", "); }

std::string finding_text(const model::Finding& finding) {
  std::string out = fmt::format("{}  {}  {} (confidence {})\n", finding.id,
                                finding.title.empty() ? finding.rule : finding.title,
                                model::word(finding.severity), model::word(finding.confidence));
  out += fmt::format("  where       {}:{}\n", finding.path, finding.region.start_line);
  for (const auto& line : finding.frame)
    out += fmt::format("  {:>6} {} {}\n", line.line,
                       line.line == finding.region.start_line ? '>' : '|', line.text);
  const auto row = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) out += fmt::format("  {:<11} {}\n", name, text);
  };
  row("what", finding.message);
  row("rule", finding.check + ": " + finding.rule);
  row("weakness", listed(finding.weaknesses));
  row("inside", finding.symbol);
  row("encoded", finding.decoded_from);
  row("also by", listed(finding.also_reported_by));
  row("state", fmt::format("{} ({})", words(finding.state)[static_cast<std::size_t>(finding.state)],
                           finding.state_reason));
  if (finding.first_seen) row("first seen", base::to_text(*finding.first_seen));
  if (finding.suppression)
    row("suppressed",
        finding.suppression->by +
            (finding.suppression->is_proposed ? " (proposed: counts after the merge)" : ""));
  row("fix", finding.fix);
  for (const auto& reference : finding.references) row("see", reference);
  return out;
}

std::string rule_text(const checks::RuleFacts& rule) {
  std::string out = fmt::format("{}: {}\n  {}\n", rule.check, rule.id, rule.title);
  const auto row = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) out += fmt::format("  {:<11} {}\n", name, text);
  };
  row("severity", rule.severity);
  row("confidence", rule.confidence);
  row("weakness", listed(rule.weaknesses));
  row("tags", listed(rule.tags));
  row("fix", rule.fix);
  row("from", rule.file);
  for (const auto& reference : rule.references) row("see", reference);
  return out;
}

std::vector<const model::Finding*> with_prefix(const model::Report& report,
                                               std::string_view prefix) {
  std::vector<const model::Finding*> found;
  for (const auto& finding : report.findings)
    if (finding.id.starts_with(prefix)) found.push_back(&finding);
  return found;
}

// A finding that an earlier check saw and the last one does not.
base::Result<std::string> from_history(base::Context& context, const std::string& path,
                                       const std::string& prefix) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  auto state = TRY(State::open(context, workspace.root()));
  auto found = TRY(state.store().find(prefix, 20));
  std::string out;
  for (const auto& each : found) {
    auto run = TRY([&]() -> base::Result<model::Run> {
      records::RunLoader loader(state.records());
      const auto* whole = TRY(loader.load(context, each.run));
      return whole->run;
    }());
    for (const auto& finding : run.findings)
      if (finding.id == each.finding.id)
        out += finding_text(finding) +
               fmt::format("  last in     the run of {}, not in the last check\n",
                           base::to_text(run.started));
  }
  return out;
}

}  // namespace

base::Result<Explanation> explain(base::Context& context, const std::string& path,
                                  const std::string& what) {
  Explanation out;
  if (is_hex(what) && what.size() >= 4) {
    auto report = recorded_report(context, path, "");
    if (report)
      for (const auto* finding : with_prefix(*report, what)) out.text += finding_text(*finding);
    if (out.text.empty()) out.text = TRY(from_history(context, path, what));
    if (!out.text.empty()) return out;
  }
  auto known = TRY(catalogue(context, path, {}));
  std::vector<std::string_view> ids;
  for (const auto& rule : known.rules) {
    if (rule.id == what) out.text += rule_text(rule);
    ids.push_back(rule.id);
  }
  if (!out.text.empty()) return out;
  const auto near = base::nearest(what, ids);
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                    "{}: no finding of the recorded checks and no rule is called so{}",
                    base::printable(what),
                    near.empty() ? "" : fmt::format(", did you mean {}?", near));
}

namespace {

base::Result<void> add_findings(const model::Report& report, const WaiveRequest& request,
                                model::Waiver& waiver) {
  for (const auto& id : request.findings) {
    const auto found = with_prefix(report, id);
    if (found.empty())
      return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                        "{}: the last check has no such finding; see: andon report",
                        base::printable(id));
    if (found.size() > 1)
      return base::fail(base::ErrorKind::conflict, base::ErrorOrigin::usage,
                        "{}: {} findings begin so; give more digits", base::printable(id),
                        found.size());
    const auto& finding = *found.front();
    waiver.findings.push_back(
        {finding.id, finding.check, finding.rule, finding.path, finding.identity});
  }
  return {};
}

base::Result<void> set_approval(base::Context& context, const tree::Tree& tree,
                                const WaiveRequest& request, model::Waiver& waiver) {
  waiver.owner = request.owner;
  waiver.approver = request.approver;
  if (waiver.approver.empty() && TRY(has_one_author(context, tree))) {
    waiver.approver = waiver.owner;
    waiver.label = "self";
  }
  if (waiver.approver.empty())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "--approver is missing: who other than {} approves it?",
                      base::printable(waiver.owner));
  if (model::is_same_account(waiver.approver, waiver.owner) && waiver.label != "self")
    return base::fail(base::ErrorKind::denied, base::ErrorOrigin::usage,
                      "the owner cannot approve their own waiver: name another --approver");
  waiver.standing = "claimed";
  return {};
}

// The waiver, and the signature beside it where there is a key. How the approval stands.
base::Result<std::string> write(base::Context& context, const Workspace& workspace,
                                const SigningKey& key, const model::Waiver& waiver,
                                const std::string& relative) {
  const auto text = governance::write_waiver(waiver);
  // What is written must be what is read back; a waiver that its own rules refuse is not written.
  auto checked = governance::parse_waiver(text, relative);
  if (!checked) return std::unexpected(std::move(checked).error().from(base::ErrorOrigin::usage));
  auto& files = context.world.files();
  const auto path = workspace.root() + "/" + relative;
  TRY(files.make_folders(workspace.root() + "/.andon/waivers"));
  TRY(files.write_atomically(path, text), "writing the waiver");
  if (!key.is_given()) return "claimed";
  auto standing = sign_waiver(context, workspace, key, {path, relative, text});
  // Wanted as an approval: without one it is not left behind.
  if (!standing) (void)files.remove(path);
  return standing;
}

}  // namespace

base::Result<Waived> waive(base::Context& context, const WaiveRequest& request) {
  if (request.reason.empty() || request.owner.empty())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "a waiver needs --reason and --owner");
  if (request.findings.empty() && request.rule.empty() && request.path_pattern.empty())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "what is waived? Name findings, or --rule, or --path");
  SigningKey key;
  if (!request.signing_key.empty()) key = TRY(signing_key(context, request.signing_key));
  auto workspace = TRY(open_workspace(context, {.path = request.path}));
  model::Waiver waiver;
  // A signature is for this component: nobody carries it to another one.
  if (key.is_given()) waiver.components = {component_id(workspace)};
  waiver.reason = request.reason;
  waiver.rule = request.rule;
  waiver.path = request.path_pattern;
  waiver.measures = request.measures;
  waiver.justification = request.justification;
  waiver.created = context.world.clock().now();
  model::Report report;
  if (!request.findings.empty()) {
    report = TRY(recorded_report(context, request.path, ""));
    TRY(add_findings(report, request, waiver));
  }
  TRY(set_approval(context, workspace.tree, request, waiver));
  const int days = waiver.label == "self" ? governance::self_waiver_days : governance::waiver_days;
  waiver.expires = request.expires.empty()
                       ? base::Instant{waiver.created.ms + days * base::day_ms}
                       : TRY(base::parse_end(request.expires), "reading --expires");
  waiver.id = governance::waiver_id(waiver);
  const auto relative = ".andon/waivers/" + waiver.id + ".yaml";
  const auto standing = TRY(write(context, workspace, key, waiver, relative));
  const bool is_proven = standing.starts_with("proven");
  Waived out;
  out.file = relative;
  out.covered = waiver.findings.size();
  out.text = fmt::format(
      "wrote {}\n  covers {} until {}, owner {}, approved by {}{}\n  commit it: {}\n", relative,
      waiver.findings.empty() ? "what matches " + (waiver.rule.empty() ? waiver.path : waiver.rule)
                              : base::counted(waiver.findings.size(), "finding"),
      base::to_text(waiver.expires), waiver.owner, waiver.approver,
      waiver.label == "self" ? " (self: one-person project, at most 30 days)"
                             : " (" + standing + ")",
      is_proven                ? "its approval is proven, so it counts at once"
      : workspace.is_own_judge ? "it counts at once on a first look, else once the baseline has it"
                               : "it counts once it is merged");
  return out;
}

}  // namespace andon::flow
