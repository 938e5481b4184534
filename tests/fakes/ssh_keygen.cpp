#include "tests/fakes/ssh_keygen.h"

#include "base/real_world.h"

namespace andon {

SshKeygen::SshKeygen() : world_(base::make_real_world()) {
  if (auto folder = world_->files().make_temporary_folder("keys")) folder_ = *folder;
  if (auto program = world_->processes().find("ssh-keygen", "")) program_ = *program;
}

SshKeygen::~SshKeygen() {
  if (!folder_.empty()) (void)world_->files().remove_all(folder_);
}

base::Ended SshKeygen::run(std::vector<std::string> arguments, const std::string& input) const {
  base::Command command;
  command.argv = {program_};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", folder_}};
  command.input = input;
  return world_->processes().run(command, std::stop_token()).value();
}

void SshKeygen::make(const std::string& name, const std::string& type, const std::string& bits) {
  std::vector<std::string> arguments{"-q", "-t", type, "-N", "", "-C", name, "-f", file(name)};
  if (!bits.empty()) arguments.insert(arguments.end(), {"-b", bits});
  const auto ended = run(std::move(arguments));
  if (ended.exit_code != 0) std::fprintf(stderr, "ssh-keygen: %s\n", ended.error.c_str());
}

std::string SshKeygen::public_line(const std::string& name) const {
  return world_->files().read(file(name) + ".pub", 64u << 10).value_or("");
}

std::string SshKeygen::sign(const std::string& name, const std::string& name_space,
                            const std::string& bytes, const std::string& hash) const {
  return run({"-Y", "sign", "-f", file(name), "-n", name_space, "-O", "hashalg=" + hash}, bytes)
      .output;
}

}  // namespace andon
