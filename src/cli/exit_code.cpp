#include "cli/exit_code.h"

#include <algorithm>
#include <array>

namespace andon::cli {

int exit_code(const base::Error& error) {
  switch (error.origin) {
    case base::ErrorOrigin::usage:
    case base::ErrorOrigin::configuration:
      // A path that is missing is trouble with the input, not with the words of the command.
      return exit_usage;
    case base::ErrorOrigin::input:
      // Something that the verdict needs cannot be computed, as a baseline in a shallow clone.
      return error.kind == base::ErrorKind::unavailable ? exit_undecided : exit_trouble;
    case base::ErrorOrigin::machine:
      return exit_trouble;
  }
  return exit_trouble;
}

int exit_code(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::met:
      return exit_met;
    case model::Verdict::not_met:
      return exit_not_met;
    case model::Verdict::undecided:
      return exit_undecided;
  }
  return exit_undecided;
}

int worst(std::span<const int> codes) {
  constexpr std::array order{exit_met,     exit_no_file, exit_undecided,  exit_not_met,
                             exit_trouble, exit_usage,   exit_terminated, exit_interrupted};
  std::size_t rank = 0;
  for (const int code : codes) {
    const auto* at = std::find(order.begin(), order.end(), code);
    const auto here = at == order.end() ? order.size() - 4 : std::size_t(at - order.begin());
    rank = std::max(rank, here);
  }
  return order[rank];
}

}  // namespace andon::cli
