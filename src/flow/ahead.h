// The gate weighed along a line of time: what each moment changes, and the moments at which a level
// changes although no date announces it (a rule that looks at an age).
#pragma once
#include <string>
#include <vector>

#include "flow/gate_weighing.h"
#include "model/upcoming.h"

namespace andon::flow {

// What the gate would answer at one moment, an entry for each environment asked.
struct MomentWeighed {
  struct Answer {
    GateWeighed weighed;
    model::GateReport report;
  };
  base::Instant at;
  std::vector<Answer> answers;
};

class Ahead {
 public:
  // `seen` is changed: it holds what is believed at the moment that was weighed last.
  Ahead(base::Context& context, Seen& seen, const GateHistory& history,
        std::vector<GateQuestion> questions)
      : context_(context), seen_(seen), history_(history), questions_(std::move(questions)) {}

  base::Result<MomentWeighed> weigh(base::Instant at);
  // The first second after `from` (weighed) up to `until` at which a level is another one, weighed;
  // `until` itself, weighed, when there is none.
  struct Step {
    MomentWeighed there;
    bool is_change = false;
  };
  base::Result<Step> next_change(const MomentWeighed& from, base::Instant until);

 private:
  base::Result<void> believe(base::Instant at);

  base::Context& context_;
  Seen& seen_;
  const GateHistory& history_;
  std::vector<GateQuestion> questions_;
};

// What differs; environments in which it is the same are told together.
std::vector<model::LevelEffect> effects(const MomentWeighed& before, const MomentWeighed& after);

}  // namespace andon::flow
