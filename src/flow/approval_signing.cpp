#include "flow/approval_signing.h"

#include "base/limits.h"
#include "base/text.h"
#include "flow/approval.h"
#include "flow/workspace.h"
#include "governance/waivers.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;

constexpr std::string_view component_folder = "/.andon/waivers/";

// Of a component; else of a governance source, whose waivers say themselves what they are for.
bool is_of_component(std::string_view file) {
  const auto slash = file.rfind('/');
  return slash != std::string_view::npos && file.substr(0, slash + 1).ends_with(component_folder);
}

base::Result<std::string> bound(const Workspace& workspace, const ApproveRequest& request,
                                const std::string& file, std::string bytes) {
  const bool is_component = is_of_component(file);
  auto waiver = TRY(governance::parse_waiver(
      bytes, base::path_text(request.file),
      is_component ? governance::WaiverPlace::component : governance::WaiverPlace::governance));
  const bool is_bound = !is_component || !waiver.components.empty();
  const bool is_named = request.approver.empty() || request.approver == waiver.approver;
  if (is_bound && is_named) return bytes;
  if (!is_bound) waiver.components = {component_id(workspace)};
  if (!is_named) waiver.approver = request.approver;
  bytes = governance::write_waiver(waiver);
  TRY(governance::parse_waiver(bytes, base::path_text(request.file)));
  return bytes;
}

std::string_view consequence(std::string_view standing) {
  if (standing.starts_with("proven")) return "a proven approval counts at once";
  if (standing.starts_with("claimed")) return "a claimed approval counts once it is merged";
  return "it counts for the components that lock them";
}

}  // namespace

base::Result<std::string> sign_waiver(base::Context& context, const Workspace& workspace,
                                      const SigningKey& key, const WaiverToSign& waiver) {
  const auto armored =
      TRY(sign(context, key, governance::waiver_name_space, waiver.bytes, workspace.tree.root()));
  TRY(context.world.files().write_atomically(waiver.file + ".sig", armored),
      "writing the signature of {}", waiver.name);
  const auto read = TRY(governance::parse_waiver(waiver.bytes, waiver.name,
                                                 is_of_component(waiver.file)
                                                     ? governance::WaiverPlace::component
                                                     : governance::WaiverPlace::governance));
  if (!is_of_component(waiver.file))
    return fmt::format("signed by {}: proven where trust.yaml gives it the role approver",
                       TRY(crypto::parse_ssh_signature(armored)).key.fingerprint());
  const auto trust = trust_of(workspace);
  const auto approval =
      governance::approval_of({read, waiver.bytes, armored}, trust ? &*trust : nullptr,
                              component_id(workspace), context.world.clock().now());
  return approval.is_proven ? "proven: " + approval.key : "claimed: " + approval.problem;
}

base::Result<std::string> approve_waiver(base::Context& context, const ApproveRequest& request) {
  const auto key = TRY(signing_key(context, request.signing_key));
  if (!key.is_given())
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage,
                      "with which key? Give --sign KEY, or set ANDON_SIGNING_KEY");
  auto& files = context.world.files();
  if (!request.file.ends_with(".yaml"))
    return base::fail(ErrorKind::invalid, ErrorOrigin::usage, "{}: is no waiver: it ends in .yaml",
                      base::printable(request.file));
  const auto file = TRY(files.absolute(request.file), "finding the waiver {}", request.file);
  const auto bytes =
      TRY(files.read(file, base::limits::configuration_bytes), "reading {}", request.file);
  // A waiver's own folder is no tree: what it belongs to begins above .andon.
  auto folder = file.substr(0, file.rfind('/'));
  if (is_of_component(file)) folder.resize(folder.size() - component_folder.size() + 1);
  auto workspace = TRY(open_workspace(context, {.path = folder}));
  const auto wanted = TRY(bound(workspace, request, file, bytes));
  if (wanted != bytes) TRY(files.write_atomically(file, wanted), "writing {}", request.file);
  const auto standing = TRY(sign_waiver(context, workspace, key, {file, request.file, wanted}));
  return fmt::format("{}wrote {}.sig ({})\n  commit both files: {}\n",
                     wanted == bytes ? "" : fmt::format("wrote {}\n", request.file), request.file,
                     standing, consequence(standing));
}

}  // namespace andon::flow
