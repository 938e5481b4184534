#include "flow/signing.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "flow/state.h"
#include "records/signatures.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

// What ssh-keygen needs to find the agent, to ask for a passphrase, and to reach a security key.
constexpr std::array<std::string_view, 10> kept_variables{"PATH",
                                                          "HOME",
                                                          "SSH_AUTH_SOCK",
                                                          "SSH_ASKPASS",
                                                          "SSH_ASKPASS_REQUIRE",
                                                          "DISPLAY",
                                                          "WAYLAND_DISPLAY",
                                                          "XDG_RUNTIME_DIR",
                                                          "XAUTHORITY",
                                                          "SSH_SK_PROVIDER"};

std::string last_line(std::string_view text) {
  std::string_view last;
  for (const auto line : base::lines(text))
    if (!base::trim(line).empty()) last = line;
  return base::shortened(base::printable(base::trim(last)), 300);
}

}  // namespace

base::Result<SigningKey> signing_key(base::Context& context, const std::string& given) {
  SigningKey key{given, "--sign"};
  if (given.empty())
    key = {context.world.environment("ANDON_SIGNING_KEY").value_or(""), "ANDON_SIGNING_KEY"};
  if (!key.is_given()) return key;
  const auto status = context.world.files().target_status(key.file);
  if (!status || status->kind != base::FileKind::file)
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                      "{} {}: no such file; give an SSH private key, or the public key of one that "
                      "the agent holds",
                      key.origin, base::printable(key.file));
  // ssh-keygen is told a path that cannot read as an option.
  key.file = TRY(context.world.files().absolute(key.file));
  return key;
}

base::Result<std::string> sign(base::Context& context, const SigningKey& key,
                               std::string_view name_space, std::string_view bytes,
                               const std::string& tree_root) {
  auto& processes = context.world.processes();
  auto program = processes.find("ssh-keygen", tree_root);
  if (!program)
    return base::fail(ErrorKind::unavailable, ErrorOrigin::machine,
                      "signing needs ssh-keygen (package openssh-client), and there is none on "
                      "PATH outside of the tree");
  base::Command command;
  command.argv = {*program, "-Y", "sign", "-n", std::string(name_space), "-f", key.file};
  for (const auto name : kept_variables)
    if (auto value = context.world.environment(name))
      command.environment.emplace_back(name, std::move(*value));
  command.environment.emplace_back("LC_ALL", "C.UTF-8");
  command.input = bytes;
  command.timeout_ms = base::limits::signing_timeout_ms;
  command.output_bytes = base::limits::ssh_signature_bytes;
  const auto ended = TRY(processes.run(command, context.stop), "running ssh-keygen");
  const auto name = base::printable(key.file);
  if (ended.is_timed_out)
    return base::fail(ErrorKind::timeout, ErrorOrigin::machine,
                      "ssh-keygen did not sign with {} within {} s", name,
                      base::limits::signing_timeout_ms / 1000);
  if (ended.exit_code != 0)
    return base::fail(ErrorKind::denied, ErrorOrigin::machine,
                      "ssh-keygen could not sign with {}: {}", name, last_line(ended.error));
  const auto signature = TRY(crypto::parse_ssh_signature(ended.output),
                             "reading what ssh-keygen signed with {}", name);
  TRY(crypto::verify(signature, name_space, bytes), "checking what ssh-keygen signed with {}",
      name);
  return ended.output;
}

base::Result<std::string> sign_records(base::Context& context, State& state, const SigningKey& key,
                                       std::span<const std::string> digests, const Signer& signer) {
  std::string fingerprint;
  for (const auto& digest : digests) {
    const auto sealed = TRY(state.records().read_sealed(context, digest), "reading what to sign");
    const auto armored =
        TRY(sign(context, key, records::record_name_space, sealed.bytes, signer.tree_root));
    (void)TRY(records::put_signature(context, state.records(), digest, armored));
    fingerprint = TRY(crypto::parse_ssh_signature(armored)).key.fingerprint();
  }
  auto text =
      fmt::format("signed {} with {}", base::counted(digests.size(), "record"), fingerprint);
  const auto now = context.world.clock().now();
  if (!signer.trust) return text + ": no trust.yaml says that it counts";
  const auto permission =
      governance::may(*signer.trust, fingerprint, {signer.role, signer.component, now});
  if (permission.key) return fmt::format("{} ({})", text, permission.key->id);
  return fmt::format("{}, which counts as unsigned: {}", text, permission.why_not);
}

}  // namespace andon::flow
