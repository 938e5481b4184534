// The gate weighed along a line of time: what each moment changes, and the moments at which a level
// changes although no date announces it (a rule that looks at an age).
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "base/context.h"
#include "model/upcoming.h"

namespace andon::model {
struct GateReport;
}

namespace andon::flow {

struct GateHistory;
struct GateQuestion;
struct GateWeighed;
struct Seen;

class Ahead {
 public:
  // Weighed at seen.now. `seen` is changed: it holds what is believed at the moment weighed last.
  static base::Result<Ahead> begin(base::Context& context, Seen& seen, const GateHistory& history,
                                   std::vector<GateQuestion> questions);
  Ahead(Ahead&&) noexcept;
  ~Ahead();

  // What is answered at the moment that was weighed last, a question each.
  struct Answer {
    const GateWeighed& weighed;
    const model::GateReport& report;
  };
  std::vector<Answer> answers() const;

  // On to `until`, or to the first second before it at which a level is another one.
  struct Change {
    base::Instant at;
    std::vector<model::LevelEffect> effects;
  };
  base::Result<std::optional<Change>> walk(base::Instant until);
  // On to `at`: what differs from the moment weighed last. Environments in which it is the same are
  // told together.
  base::Result<std::vector<model::LevelEffect>> step(base::Instant at);

 private:
  struct State;
  explicit Ahead(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace andon::flow
