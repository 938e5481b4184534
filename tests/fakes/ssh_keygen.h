// The real ssh-keygen with throw-away keys in a private folder, for tests of signatures.
//
//   SshKeygen keygen;
//   if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
//   keygen.make("kim", "ed25519");
//   auto signature = keygen.sign("kim", "andon-waiver", bytes);
#pragma once
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/world.h"

namespace andon {

class SshKeygen {
 public:
  SshKeygen();
  ~SshKeygen();
  SshKeygen(const SshKeygen&) = delete;
  SshKeygen& operator=(const SshKeygen&) = delete;

  bool is_installed() const { return !program_.empty(); }
  // Without a passphrase; bits "" are ssh-keygen's own choice.
  void make(const std::string& name, const std::string& type, const std::string& bits = "");
  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  std::string public_line(const std::string& name) const;
  std::string sign(const std::string& name, const std::string& name_space, const std::string& bytes,
                   const std::string& hash = "sha512") const;

 private:
  base::Ended run(std::vector<std::string> arguments, const std::string& input = "") const;

  std::unique_ptr<base::World> world_;
  std::string folder_, program_;
};

}  // namespace andon
