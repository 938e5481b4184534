// What the records tell the gate: openings, calls, artifacts, broken glass, earlier answers.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace andon::model {
struct OpeningBody;
}
namespace andon::policy {
struct LevelsDecided;
}

namespace andon::flow {

class Believed;
class State;
enum class Returning;

struct GateHistory {
  std::vector<store::KnownEvent> openings, calls, glasses;  // of every component
  std::vector<store::KnownEvent> artifacts, trades;         // of this one
  // The latest moment of records made here. A clock that was set back must not bring an ended grant
  // to life.
  std::optional<base::Instant> recorded_until;
  store::Store* store = nullptr;  // where it was read; the caller's
};
base::Result<GateHistory> gate_history(base::Context& context, State& state,
                                       const std::string& component);
// The gate's earlier answers of that component, in order of time. One is added by each gate, so
// that they are read only where they are asked for.
base::Result<std::vector<store::KnownEvent>> earlier_answers(const GateHistory& history,
                                                             const std::string& component);

// unavailable (input) when no record that counts says that the artifact was built from `tree`.
base::Result<void> check_artifact(const std::string& digest, const GateHistory& history,
                                  const Believed& believed, const std::string& tree);

// Of this very release, by records that count.
std::vector<model::OpeningBody> openings_of(const GateHistory& history, const Believed& believed,
                                            const model::Release& release);

// Whether a release that was open in that environment may return although it is not granted: it
// runs there now, so that it may restart; or it is not worse than what runs there now, which is the
// last that was opened, by the gate's record of that.
struct ReturnQuestion {
  std::string environment, asked;
  model::Release release;
};
base::Result<Returning> returning_of(base::Context& context, const State& state,
                                     const GateHistory& history, const Believed& believed,
                                     const ReturnQuestion& question,
                                     const policy::LevelsDecided& decided);

}  // namespace andon::flow
