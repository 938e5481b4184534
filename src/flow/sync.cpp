#include "flow/sync.h"

#include "base/text.h"
#include "flow/state.h"
#include "flow/workspace.h"
#include "records/compact.h"
#include "records/sync.h"

namespace andon::flow {
namespace {

bool is_fork(const CiFacts& ci, base::Context& context) {
  // GitHub and GitLab give a fork's merge request no right to write: it only reads.
  if (ci.target_branch.empty()) return false;
  const auto own = context.world.environment("CI_PROJECT_ID").value_or("");
  const auto source = context.world.environment("CI_MERGE_REQUEST_SOURCE_PROJECT_ID").value_or("");
  return !own.empty() && !source.empty() && own != source;
}

records::Visibility visibility_of(const Workspace& workspace) {
  const auto& stated = workspace.judging.settings.sync_public.value;
  if (stated == "accepted") return records::Visibility::accepted;
  if (stated == "private" || workspace.ci.is_private.value_or(false))
    return records::Visibility::closed;
  return records::Visibility::open_to_all;
}

std::string told(const records::Union& done, const std::string& remote) {
  std::string out =
      fmt::format("synced with {}: took {}, gave {}", remote, base::counted(done.taken, "record"),
                  base::counted(done.given, "record"));
  if (done.signatures_taken)
    out += fmt::format(", took {}", base::counted(done.signatures_taken, "signature"));
  if (done.signatures_given)
    out += fmt::format(", gave {}", base::counted(done.signatures_given, "signature"));
  if (done.dropped) out += fmt::format(", dropped {} that a compaction replaces", done.dropped);
  out += "\n";
  for (const auto& problem : done.problems) out += "  left out: " + problem.text + "\n";
  return out;
}

bool is_folder(base::Context& context, const std::string& remote) {
  if (remote.find("://") != std::string::npos) return false;
  const auto status = context.world.files().target_status(remote);
  if (!status || status->kind != base::FileKind::folder) return false;
  // A bare repository or a clone is git's to speak with.
  auto& files = context.world.files();
  return !files.status(remote + "/HEAD") && !files.status(remote + "/.git");
}

}  // namespace

base::Result<std::string> sync(base::Context& context, const SyncRequest& request) {
  auto workspace = TRY(open_workspace(context, {.path = request.path}));
  const auto& stated = workspace.judging.settings.sync_remote;
  const auto remote = request.remote.empty() ? stated.value : request.remote;
  if (remote.empty())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "sync with what? There is no default remote: name one (andon sync origin), "
                      "or set sync.remote in andon.yaml");
  auto state = TRY(State::open(context, workspace.root()));
  const auto direction = request.reads_only || is_fork(workspace.ci, context)
                             ? records::Direction::reads_only
                             : records::Direction::both;
  records::Union done;
  if (is_folder(context, remote)) {
    done = TRY(records::sync_with_folder(context, state.records(), remote, direction));
  } else {
    auto repository = TRY(git::Repository::discover(context, workspace.root()));
    if (!repository)
      return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                        "{}: no folder, and {} is in no git repository to sync from",
                        base::printable(remote), workspace.root());
    records::GitTarget target;
    target.remote = remote;
    target.visibility = visibility_of(workspace);
    done = TRY(records::sync_with_git(context, state.records(), *repository, target, direction));
  }
  auto again = TRY(State::open(context, workspace.root()), "indexing what came");
  auto text = told(done, remote);
  for (const auto& note : again.notes()) text += "  " + note + "\n";
  return text;
}

base::Result<std::string> rebuild_state(base::Context& context, const std::string& path) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  auto state = TRY(State::open(context, workspace.root()));
  TRY(state.rebuild(context), "making the index again");
  const auto counts = TRY(state.store().counts());
  auto text =
      fmt::format("made the index again from {}: {}, {}\n", base::counted(counts.records, "record"),
                  base::counted(counts.runs, "run"), base::counted(counts.findings, "finding"));
  for (const auto& note : state.notes()) text += "  " + note + "\n";
  return text;
}

base::Result<std::string> compact_state(base::Context& context, const std::string& path,
                                        std::int64_t days) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  auto state = TRY(State::open(context, workspace.root()));
  const base::Instant before{context.world.clock().now().ms - days * base::day_ms};
  const auto compacted =
      TRY(records::compact(context, state.records(), component_id(workspace), before));
  if (!compacted) return fmt::format("nothing to compact before {}\n", base::to_date(before));
  auto again = TRY(State::open(context, workspace.root()), "indexing");
  return fmt::format("compacted {} from before {} into {}\n",
                     base::counted(compacted->dropped.size(), "run"), base::to_date(before),
                     compacted->digest);
}

base::Result<std::string> describe_state(base::Context& context, const std::string& path) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  auto state = TRY(State::open(context, workspace.root()));
  const auto counts = TRY(state.store().counts());
  auto text = fmt::format(
      "state of {} in {}\n  records     {}\n  runs        {}\n  decisions   {}\n  findings    {}\n",
      component_id(workspace), state.folder(), counts.records, counts.runs, counts.decisions,
      counts.findings);
  for (const auto& note : state.notes()) text += "  " + note + "\n";
  return text;
}

}  // namespace andon::flow
