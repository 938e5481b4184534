#include "git/parts/ended.h"

#include "base/limits.h"
#include "base/text.h"

namespace andon::git {

using base::Ended;
using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::Result;

std::string last_words(const Ended& ended) {
  std::string_view text = base::trim(ended.error);
  for (const std::string_view noise : {"fatal: ", "error: "})
    if (text.starts_with(noise)) text.remove_prefix(noise.size());
  if (text.empty()) return fmt::format("exit {}", ended.exit_code);
  return base::shortened(base::printable(text), 500);
}

std::unexpected<base::Error> not_installed() {
  return fail(ErrorKind::unavailable, ErrorOrigin::machine,
              "git is not installed, and this tree needs it (apt-get install git)");
}

std::unexpected<base::Error> was_stopped(std::string_view verb) {
  return fail(ErrorKind::unavailable, ErrorOrigin::machine, "git {} was stopped", verb);
}

std::unexpected<base::Error> took_too_long(std::string_view verb) {
  return fail(ErrorKind::timeout, ErrorOrigin::machine, "git {} took longer than {} s", verb,
              base::limits::git_timeout_ms / 1000);
}

std::unexpected<base::Error> printed_too_much(std::string_view verb) {
  return fail(ErrorKind::too_large, ErrorOrigin::machine, "git {} printed more than {} MiB", verb,
              base::limits::git_output_bytes >> 20);
}

Result<Ended> checked(Result<Ended> ended, std::string_view verb) {
  if (!ended) {
    if (ended.error().kind == ErrorKind::not_found) return not_installed();
    return ended;
  }
  if (ended->is_stopped) return was_stopped(verb);
  if (ended->is_timed_out) return took_too_long(verb);
  if (ended->is_output_cut) return printed_too_much(verb);
  if (ended->signal != 0)
    return fail(ErrorKind::unavailable, ErrorOrigin::machine, "git {} was ended by signal {}", verb,
                ended->signal);
  return ended;
}

}  // namespace andon::git
