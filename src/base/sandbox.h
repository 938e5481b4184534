// The sandboxes: how a command line becomes one that runs inside bubblewrap or behind our launcher.
#pragma once
#include <string>
#include <vector>

#include "base/child.h"
#include "base/process.h"

namespace andon::base {

// What the launcher (our own binary, see real_world.h) is told in its arguments.
struct Launch {
  SandboxKind kind = SandboxKind::none;
  std::vector<std::string> readable;
  std::vector<std::string> writable;
  std::vector<std::string> argv;
};

inline constexpr std::string_view launch_word = "--sandbox-launch";
inline constexpr int launch_failed_code = 125;  // as env(1) and others have it
inline constexpr std::string_view launch_failed_text = "andon-sandbox: ";

std::vector<std::string> launch_arguments(const std::string& launcher, const Launch& launch);

// Of the running kernel; 0 when it has none.
int landlock_version();

// The folders that every program needs to start at all.
std::vector<std::string> system_folders();
// What in them root could read and a tool has no business with.
std::vector<std::string> hidden_system_paths();

// argv of bwrap for the command; `private_folder` becomes /tmp, its "home" the HOME.
Result<std::vector<std::string>> bubblewrap_arguments(const std::string& bubblewrap,
                                                      const Command& command,
                                                      const std::string& private_folder);

// The program's environment with HOME and TMPDIR in `private_folder`.
std::vector<std::pair<std::string, std::string>> private_environment(
    const Command& command, const std::string& private_folder);

}  // namespace andon::base
