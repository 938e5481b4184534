#include "flow/recorded.h"

#include <algorithm>
#include <set>

#include "flow/state.h"
#include "records/runs.h"

namespace andon::flow {
namespace {

using governance::Role;

bool is_wanted(const model::Run& run, RunKinds kinds) {
  if (run.kind == "import") return kinds != RunKinds::built_in;
  if (!run.scope.is_whole) return false;
  return run.kind == (kinds == RunKinds::built_in ? "built-in" : "tool") &&
         kinds != RunKinds::imports;
}

bool may_bring(const model::Run& run, const RecordStanding::By& by) {
  const auto has = [&](Role role) { return std::ranges::find(by.roles, role) != by.roles.end(); };
  return has(Role::pipeline) || (run.kind == "import" && has(Role::importer));
}

// Whose word the run is; nothing, with why, when nobody's that counts.
std::optional<RecordedRun> believed(base::Context& context, const State& state, const Judge& judge,
                                    const model::Run& run, const std::string& record,
                                    std::string& why) {
  const auto standing = standing_of(context, state, record, judge);
  if (!standing) {
    why = standing.error().text();
    return std::nullopt;
  }
  RecordedRun out{run, record, {}};
  for (const auto& by : standing->signers)
    if (out.signer.empty() && may_bring(run, by)) out.signer = by.key;
  if (!out.signer.empty() || (standing->is_own && run.kind != "built-in")) return out;
  why = run.kind == "import" ? "it was not made here, and no key that may import signed it"
                             : "it was not made here, and no key of a pipeline signed it";
  for (const auto& note : standing->notes) why += "; " + note;
  return std::nullopt;
}

}  // namespace

base::Result<RecordedRuns> recorded_runs(base::Context& context, State& state, const Judge& judge,
                                         const std::string& tree, RunKinds kinds) {
  RecordedRuns out;
  const auto known = TRY(state.store().runs_of(judge.component, tree));
  records::RunLoader loader(state.records());
  std::set<std::string> taken;
  for (const auto& each : known) {
    if (taken.contains(each.check)) continue;
    auto whole = loader.load(context, each.digest);
    if (!whole) {
      out.notes.push_back("left out a run of " + each.check + ": " + whole.error().text());
      continue;
    }
    const auto& run = (*whole)->run;
    if (!is_wanted(run, kinds) || run.check != each.check || run.release.tree != tree) continue;
    // That it could not run says nothing of the tree.
    if (run.kind == "tool" && run.outcome == model::Outcome::skipped) continue;
    std::string why;
    auto counts = believed(context, state, judge, run, each.digest, why);
    if (!counts) {
      out.left_out.try_emplace(each.check, std::move(why));
      continue;
    }
    taken.insert(each.check);
    out.runs.push_back(std::move(*counts));
  }
  for (const auto& check : taken) out.left_out.erase(check);
  return out;
}

}  // namespace andon::flow
