#include "cli/cli.h"

#include <array>
#include <cstdio>

#include "cli/exit_code.h"
#include "cli/parse.h"
#include "cli/session.h"

namespace andon::cli {

int run(base::World& world, int argc, char** argv) {
  auto parsed = parse(argc, argv);
  if (!parsed.command) {
    std::fputs(parsed.text.c_str(), parsed.exit_code == exit_met ? stdout : stderr);
    return parsed.exit_code;
  }
  Session session(world, parsed.arguments);
  int code = exit_trouble;
  try {
    code = parsed.command->run(session, parsed.arguments);
  } catch (const std::exception& error) {
    session.say(fmt::format("internal error: {}", error.what()));
  }
  if (session.had_write_trouble()) {
    session.say("writing to stdout failed");
    code = worst(std::array{code, exit_trouble});
  }
  if (const int signal = session.signal_code()) code = signal;
  return code;
}

}  // namespace andon::cli
