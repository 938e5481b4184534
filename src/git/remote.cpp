#include "base/text.h"
#include "git/git.h"
#include "git/parts/call.h"
#include "git/parts/session.h"

namespace andon::git {

using base::Context;
using base::Ended;
using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::Result;

namespace {

// Git's words, without the user information that a URL may hold.
std::string words(const Ended& ended) {
  std::string text = base::shortened(base::printable(base::trim(ended.error)), 600);
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const std::size_t end = text.find_first_of("/ '\"\n", at + 3);
    const std::size_t sign = text.substr(0, end).rfind('@');
    if (sign != std::string::npos && sign > at) text.erase(at + 3, sign - at - 2);
  }
  return text;
}

bool is_full_ref(std::string_view ref) {
  return ref.starts_with("refs/") && ref.find_first_of(" :^~?*[\\\n") == std::string_view::npos &&
         ref.find("..") == std::string_view::npos;
}

std::unexpected<base::Error> bad_ref(std::string_view ref) {
  return fail(ErrorKind::invalid, ErrorOrigin::usage, "{} is no full name of a ref",
              base::printable(ref));
}

bool says_no_such_ref(const Ended& ended) {
  return ended.error.find("couldn't find remote ref") != std::string::npos;
}

}  // namespace

Result<std::string> Repository::remote_protocol(Context& context, std::string_view remote) const {
  if (remote.empty() || remote.front() == '-')
    return fail(ErrorKind::invalid, ErrorOrigin::usage, "\"{}\" is no remote",
                base::printable(remote));
  // After the `url.*.insteadOf` of the configuration, which may change the protocol.
  const std::string url =
      TRY(run(context, {"ls-remote", "--get-url", std::string(remote)}), "asking for the remote");
  const std::string protocol = protocol_of(base::trim(url));
  if (protocol.empty())
    return fail(
        ErrorKind::denied, ErrorOrigin::configuration,
        "the URL of the remote {} would run a program; only https, ssh, git and file are spoken",
        base::printable(remote));
  return protocol;
}

Result<std::string> Repository::read_ref(Context& context, std::string_view ref) const {
  if (!is_full_ref(ref)) return bad_ref(ref);
  const Ended ended = TRY(start(context, {{"rev-parse", "--verify", "--quiet", std::string(ref)}}));
  return ended.exit_code == 0 ? std::string(base::trim(ended.output)) : std::string();
}

Result<void> Repository::update_ref(Context& context, std::string_view ref, std::string_view object,
                                    std::string_view expected) const {
  if (!is_full_ref(ref)) return bad_ref(ref);
  // git reads an old value of zeros as "must not exist".
  const std::string old =
      expected.empty() ? std::string(object.size(), '0') : std::string(expected);
  const Ended ended = TRY(
      start(context, {{"update-ref", "--no-deref", std::string(ref), std::string(object), old}}));
  if (ended.exit_code == 0) return {};
  const std::string now = TRY(read_ref(context, ref));
  const ErrorKind kind = now == expected ? ErrorKind::unavailable : ErrorKind::conflict;
  return fail(kind, ErrorOrigin::machine, "git update-ref {}: {}", ref, words(ended));
}

Result<bool> Repository::fetch(Context& context, std::string_view remote,
                               std::string_view remote_ref, std::string_view local_ref) const {
  if (!is_full_ref(remote_ref)) return bad_ref(remote_ref);
  if (!is_full_ref(local_ref)) return bad_ref(local_ref);
  Call call;
  call.protocol = TRY(remote_protocol(context, remote));
  call.arguments = {"-c",
                    "fetch.fsckObjects=true",
                    "fetch",
                    "--quiet",
                    "--no-tags",
                    "--no-recurse-submodules",
                    "--no-write-fetch-head",
                    "--no-auto-maintenance",
                    "--refmap=",
                    "--upload-pack=git-upload-pack",
                    std::string(remote),
                    fmt::format("+{}:{}", remote_ref, local_ref)};
  Result<Ended> fetched = start(context, std::move(call));
  session_->forget_program();  // where a shallow clone ends may be another place now
  const Ended ended = TRY(std::move(fetched));
  if (ended.exit_code == 0) return true;
  if (says_no_such_ref(ended)) return false;
  return fail(ErrorKind::unavailable, ErrorOrigin::machine, "git fetch {} from {}: {}", remote_ref,
              base::printable(remote), words(ended));
}

Result<void> Repository::push(Context& context, std::string_view remote, std::string_view object,
                              std::string_view remote_ref, std::string_view expected) const {
  if (!is_full_ref(remote_ref)) return bad_ref(remote_ref);
  Call call;
  call.protocol = TRY(remote_protocol(context, remote));
  call.arguments = {"push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed",
                    "--no-recurse-submodules", "--receive-pack=git-receive-pack",
                    // An empty expectation means: must not exist.
                    fmt::format("--force-with-lease={}:{}", remote_ref, expected),
                    std::string(remote), fmt::format("{}:{}", object, remote_ref)};
  const Ended ended = TRY(start(context, std::move(call)));
  if (ended.exit_code == 0) return {};
  // "!\t<from>:<to>\t[rejected] (stale info)", or the remote's own refusal when another was
  // quicker.
  const std::string_view told = ended.output;
  const bool is_rejected = told.find("[rejected]") != std::string_view::npos ||
                           told.find("cannot lock ref") != std::string_view::npos ||
                           told.find("failed to update ref") != std::string_view::npos ||
                           told.find("incorrect old value") != std::string_view::npos ||
                           told.find("reference already exists") != std::string_view::npos;
  return fail(is_rejected ? ErrorKind::conflict : ErrorKind::unavailable, ErrorOrigin::machine,
              "git push {} to {}: {}", remote_ref, base::printable(remote), words(ended));
}

}  // namespace andon::git
