#include "flow/recorded.h"

#include <algorithm>
#include <set>

#include "flow/state.h"
#include "flow/verified.h"
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

// The keys whose signature lets a run count for the component, at the judge's moment.
std::vector<std::pair<crypto::SshKey, RecordStanding::By>> bringers(base::Context& context,
                                                                    const Judge& judge) {
  std::vector<std::pair<crypto::SshKey, RecordStanding::By>> out;
  if (!judge.trust) return out;
  const governance::Use use{
      {}, judge.component, judge.at ? *judge.at : context.world.clock().now()};
  for (const auto& key : judge.trust->keys) {
    if (!key.ssh || !governance::is_for(key, judge.component)) continue;
    const auto permission = governance::may(*judge.trust, key.fingerprint, use);
    if (permission.key)
      out.push_back({*key.ssh,
                     {permission.key->id, permission.key->owner,
                      governance::roles_of(*judge.trust, key.fingerprint, use)}});
  }
  return out;
}

// Whose word a run is.
struct Word {
  std::string signer;   // a key's id; "" when it was made here
  std::string why_not;  // "" when it counts
};
class Words {
 public:
  Words(base::Context& context, const State& state, const Judge& judge)
      : context_(context), state_(state), judge_(judge) {}
  ~Words() {
    if (verified_) verified_->keep();
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  Word of(const store::KnownRun& run) {
    if (!verified_) {
      verified_.emplace(context_, state_);
      bringers_ = bringers(context_, judge_);
    }
    // A signature that was verified here before needs no look at the record.
    for (const auto& [key, by] : bringers_)
      if (may_bring(run.kind, by) && verified_->is_signed_by(run.digest, key)) return {by.key, {}};
    return looked_at(run);
  }

 private:
  Word looked_at(const store::KnownRun& run) const;

  base::Context& context_;
  const State& state_;
  const Judge& judge_;
  std::optional<Verified> verified_;
  std::vector<std::pair<crypto::SshKey, RecordStanding::By>> bringers_;
};

// With every signature that stands beside it: one may name no key, and why none counts is told.
Word Words::looked_at(const store::KnownRun& run) const {
  const auto standing = standing_of(context_, state_, run.digest, judge_);
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
  Words words_of_runs(context, state, judge);
  std::set<std::string> taken;
  for (const auto& each : known) {
    if (taken.contains(each.check) || !is_wanted({each.kind, each.outcome, each.is_whole}, kinds))
      continue;
    auto word = words_of_runs.of(each);
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
