#include "flow/commit_signatures.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "crypto/openpgp.h"
#include "flow/governance_history.h"
#include "flow/governance_source.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using base::Result;

constexpr std::string_view ssh_begin = "-----BEGIN SSH SIGNATURE-----";

// Removed with all that is in it.
class PrivateFolder {
 public:
  static Result<std::unique_ptr<PrivateFolder>> create(base::Context& context) {
    auto path = TRY(context.world.files().make_temporary_folder("gpgv"));
    return std::unique_ptr<PrivateFolder>(new PrivateFolder(context, std::move(path)));
  }
  ~PrivateFolder() { (void)context_.world.files().remove_all(path); }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  Result<std::string> write(std::string_view name, std::string_view bytes) {
    auto file = fmt::format("{}/{}", path, name);
    TRY(context_.world.files().write_atomically(file, bytes));
    return file;
  }

  const std::string path;

 private:
  PrivateFolder(base::Context& context, std::string folder)
      : path(std::move(folder)), context_(context) {}
  base::Context& context_;
};

// Nobody whom trust.yaml lists: as good as unsigned, and nothing to tell of.
std::unexpected<base::Error> unlisted() {
  return base::fail(ErrorKind::not_found, ErrorOrigin::input, "trust.yaml lists no key of it");
}

}  // namespace

CommitSignatures::CommitSignatures(base::Context& context, const governance::Trust& trust,
                                   std::string tree_root)
    : context_(context), trust_(trust), tree_root_(std::move(tree_root)) {}

FileSigners CommitSignatures::of(const LockedGovernance& source, const std::string& root,
                                 const std::string& path) {
  FileSigners out;
  const auto file = std::ranges::find(source.files, path, &governance::SourceFile::path);
  if (file == source.files.end() || source.lock.commit.empty()) return out;
  if (!objects_) objects_ = read_history(context_, root, source.lock.commit);
  if (!*objects_) {
    out.problems.emplace_back(
        "the history of the governance source is not kept here; bring it: andon governance update "
        "--locked");
    return out;
  }
  const auto& objects = **objects_;
  if (objects.empty()) return out;  // nothing in it is signed
  if (!history_)
    history_.emplace(
        [&objects](std::string_view id) {
          const auto found = objects.find(id);
          return found == objects.end() ? nullptr : &found->second;
        },
        source.lock.commit);
  const auto givers = history_->givers(base::path_bytes(path), file->text);
  if (!givers.problem.empty())
    out.problems.push_back(givers.problem + "; bring it: andon governance update --locked");
  for (const auto& commit : givers.commits) {
    auto known = known_.find(commit.id);
    if (known == known_.end()) {
      if (known_.size() >= base::limits::governance_signed_commits) {
        out.problems.push_back(
            fmt::format("more than {} signed commits: the others are not verified",
                        base::limits::governance_signed_commits));
        break;
      }
      known = known_.emplace(commit.id, signer_of(commit)).first;
    }
    if (known->second)
      out.signers.push_back({commit.id, *known->second});
    else if (known->second.error().kind != ErrorKind::not_found)
      out.problems.push_back(
          fmt::format("commit {}: {}", commit.id.substr(0, 12), known->second.error().message));
  }
  return out;
}

Result<std::string> CommitSignatures::signer_of(const governance::SignedCommit& commit) {
  const auto armored = base::trim(commit.signature);
  if (armored.starts_with(ssh_begin)) {
    const auto signature = TRY(crypto::parse_ssh_signature(armored));
    TRY(crypto::verify(signature, governance::commit_name_space, commit.payload));
    return signature.key.fingerprint();
  }
  if (armored.starts_with(crypto::openpgp_signature_begin)) return ask_gpgv(commit);
  return base::fail(ErrorKind::unsupported, ErrorOrigin::input,
                    "it is signed by neither SSH nor GPG");
}

Result<std::string> CommitSignatures::ask_gpgv(const governance::SignedCommit& commit) {
  std::string keyring;
  for (const auto& key : trust_.keys) keyring += key.openpgp;
  if (keyring.empty()) return unlisted();
  auto& processes = context_.world.processes();
  const auto program = processes.find("gpgv", tree_root_);
  if (!program)
    return base::fail(ErrorKind::unavailable, ErrorOrigin::machine,
                      "it is signed by GPG, and there is no gpgv (package gpgv) on PATH outside of "
                      "the tree to verify that");
  const auto folder = TRY(PrivateFolder::create(context_));
  const auto keys = TRY(folder->write("keys.gpg", keyring));
  const auto signature = TRY(folder->write("commit.sig", commit.signature));
  const auto payload = TRY(folder->write("commit", commit.payload));
  base::Sandbox sandbox;
  sandbox.readable = {folder->path};
  base::Command command;
  command.argv = {*program,      "--homedir", folder->path, "--keyring", keys,
                  "--status-fd", "1",         "--",         signature,   payload};
  command.environment = {{"LC_ALL", "C.UTF-8"}, {"PATH", "/usr/bin:/bin"}};
  command.folder = "/";
  command.timeout_ms = base::limits::gpgv_timeout_ms;
  command.output_bytes = base::limits::configuration_bytes;
  command.sandbox = &sandbox;
  const auto ended = TRY(processes.run(command, context_.stop), "running gpgv");
  if (ended.is_timed_out || ended.is_stopped || ended.is_output_cut)
    return base::fail(ErrorKind::timeout, ErrorOrigin::machine,
                      "gpgv did not verify it within {} s", base::limits::gpgv_timeout_ms / 1000);
  auto fingerprint = TRY(crypto::signer_in_status(ended.output));
  // It answers 0 for a good signature by a key that has expired: its words count, and both must.
  if (ended.exit_code != 0)
    return base::fail(ErrorKind::denied, ErrorOrigin::machine, "gpgv ended with {}",
                      ended.exit_code);
  return fingerprint;
}

}  // namespace andon::flow
