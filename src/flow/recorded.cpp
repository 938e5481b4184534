#include "flow/recorded.h"

#include <algorithm>
#include <set>

#include "flow/state.h"
#include "records/runs.h"

namespace andon::flow {
namespace {

using governance::Role;

// By what the index says, before anything is read; and again by what was read.
struct Kind {
  std::string_view kind, outcome;
  bool is_whole;
};
bool is_wanted(const Kind& run, RunKinds kinds) {
  if (run.kind == "import") return kinds != RunKinds::built_in;
  if (!run.is_whole) return false;
  if (run.kind == "built-in") return kinds == RunKinds::built_in;
  // That it could not run says nothing of the tree.
  return run.kind == "tool" && kinds == RunKinds::imports_and_tools && run.outcome != "skipped";
}

bool may_bring(std::string_view kind, const RecordStanding::By& by) {
  const auto has = [&](Role role) { return std::ranges::find(by.roles, role) != by.roles.end(); };
  return has(Role::pipeline) || (kind == "import" && has(Role::importer));
}

// Whose word a run is.
struct Word {
  std::string signer;   // a key's id; "" when it was made here
  std::string why_not;  // "" when it counts
};
Word word_of(base::Context& context, const State& state, const Judge& judge,
             const store::KnownRun& run) {
  const auto standing = standing_of(context, state, run.digest, judge);
  if (!standing) return {{}, standing.error().text()};
  for (const auto& by : standing->signers)
    if (may_bring(run.kind, by)) return {by.key, {}};
  if (standing->is_own && run.kind != "built-in") return {};
  std::string why = run.kind == "import"
                        ? "it was not made here, and no key that may import signed it"
                        : "it was not made here, and no key of a pipeline signed it";
  for (const auto& note : standing->notes) why += "; " + note;
  return {{}, why};
}

}  // namespace

base::Result<RecordedRuns> recorded_runs(base::Context& context, State& state, const Judge& judge,
                                         const std::string& tree, RunKinds kinds) {
  RecordedRuns out;
  const auto known = TRY(state.store().runs_of(judge.component, tree));
  records::RunLoader loader(state.records());
  std::set<std::string> taken;
  for (const auto& each : known) {
    if (taken.contains(each.check) || !is_wanted({each.kind, each.outcome, each.is_whole}, kinds))
      continue;
    auto word = word_of(context, state, judge, each);
    if (!word.why_not.empty()) {
      out.left_out.try_emplace(each.check, std::move(word.why_not));
      continue;
    }
    auto run = loader.take(context, each.digest);
    if (!run) {
      out.notes.push_back("left out a run of " + each.check + ": " + run.error().text());
      continue;
    }
    const auto outcome = words(run->outcome)[static_cast<std::size_t>(run->outcome)];
    if (run->kind != each.kind || !is_wanted({run->kind, outcome, run->scope.is_whole}, kinds) ||
        run->check != each.check || run->release.tree != tree)
      continue;
    taken.insert(each.check);
    out.runs.push_back({std::move(*run), each.digest, std::move(word.signer)});
  }
  for (const auto& check : taken) out.left_out.erase(check);
  return out;
}

}  // namespace andon::flow
