#include "flow/governance_owners.h"

#include <array>
#include <span>

#include "base/text.h"
#include "flow/workspace.h"
#include "git/git.h"

namespace andon::flow {
namespace {

constexpr std::array<const char*, 4> codeowners_paths{".github/CODEOWNERS", "CODEOWNERS",
                                                      "docs/CODEOWNERS", ".gitlab/CODEOWNERS"};
constexpr std::array<const char*, 3> insights_paths{
    "security-insights.yml", "SECURITY-INSIGHTS.yml", ".github/security-insights.yml"};
constexpr std::array<const char*, 2> catalog_paths{"catalog-info.yaml", "catalog-info.yml"};
constexpr std::array<const char*, 2> security_paths{".well-known/security.txt", "security.txt"};

class OwnersReader {
 public:
  OwnersReader(base::Context& context, const Workspace& workspace, base::Instant now)
      : context_(context),
        workspace_(workspace),
        now_(now),
        tree_(workspace.base ? *workspace.base : workspace.tree),
        folder_(workspace.folder) {}

  OwnersFiles read() {
    read_codeowners();
    read_insights();
    read_catalog();
    read_security();
    for (const auto* name : {"SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"})
      if (out_.policy_file.empty() && is_there(under(name))) out_.policy_file = under(name);
    return std::move(out_);
  }

 private:
  std::string under(std::string_view name) const {
    return folder_.empty() ? std::string(name) : folder_ + "/" + std::string(name);
  }

  void gap(std::string kind, std::string text, std::string file, std::uint32_t line) {
    model::Gap out;
    out.kind = std::move(kind);
    out.text = std::move(text);
    out.file = std::move(file);
    out.line = line;
    out_.gaps.push_back(std::move(out));
  }

  // Where git cannot tell, that is a gap: nobody knows who the owners are.
  bool is_there(const std::string& path) {
    const auto held = tree_.holds(context_, path);
    if (!held) gap("broken_file", held.error().text(), path, 1);
    return held.value_or(false);
  }

  // The text of the first of these files that the tree has; `file` is its path.
  std::optional<std::string> first_of(std::span<const char* const> names, std::string& file) {
    for (const auto* name : names) {
      const auto path = under(name);
      if (!is_there(path)) continue;
      auto text = tree_.read(context_, path);
      file = path;
      if (text) return std::move(*text);
      gap("broken_file", text.error().text(), path, 1);
    }
    return std::nullopt;
  }

  void read_codeowners() {
    const auto text = first_of(codeowners_paths, out_.codeowners_file);
    if (text) {
      out_.codeowners_folder = folder_;
      out_.codeowners = governance::parse_codeowners(*text);
    } else if (!folder_.empty()) {
      read_codeowners_of_top();
    }
  }

  // The tree lists the component alone: what stands above it is asked of git.
  void read_codeowners_of_top() {
    const auto* repository = tree_.repository();
    if (repository == nullptr) return;
    const auto& chosen = workspace_.chosen.treeish;
    const auto treeish = workspace_.base && !chosen.empty() ? chosen : std::string("HEAD");
    std::vector<std::string> names;
    for (const auto* path : codeowners_paths) names.push_back(treeish + ":" + path);
    const auto found = repository->objects(context_, names);
    for (std::size_t i = 0; found && i < found->size(); ++i)
      if ((*found)[i] && (*found)[i]->header.type == "blob") {
        out_.codeowners_file = codeowners_paths[i];
        out_.codeowners = governance::parse_codeowners((*found)[i]->bytes);
        return;
      }
  }

  void read_insights() {
    const auto text = first_of(insights_paths, out_.insights_file);
    if (!text) return;
    auto read = governance::parse_security_insights(*text, out_.insights_file);
    if (read)
      out_.insights = std::move(*read);
    else
      gap("broken_file", read.error().text(), out_.insights_file, 1);
  }

  void read_catalog() {
    const auto text = first_of(catalog_paths, out_.catalog_file);
    if (!text) return;
    auto read = governance::parse_catalog(*text, out_.catalog_file);
    if (read)
      out_.catalog = std::move(*read);
    else
      gap("broken_file", read.error().text(), out_.catalog_file, 1);
  }

  void read_security() {
    const auto text = first_of(security_paths, out_.security_file);
    if (!text) return;
    out_.security = governance::parse_security_text(*text, out_.security_file);
    for (const auto& problem : out_.security.problems)
      gap("broken_file", problem, out_.security_file, 1);
    const auto& expires = out_.security.expires;
    // RFC 9116, 2.5.5: what it says must then no longer be used.
    if (expires && *expires <= now_)
      gap("contact_expired",
          fmt::format("{} expired on {}: renew it, so that reports find somebody",
                      out_.security_file, base::to_date(*expires)),
          out_.security_file, out_.security.expires_line);
  }

  base::Context& context_;
  const Workspace& workspace_;
  const base::Instant now_;
  const tree::Tree& tree_;
  const std::string& folder_;
  OwnersFiles out_;
};

}  // namespace

OwnersFiles read_owners(base::Context& context, const Workspace& workspace, base::Instant now) {
  return OwnersReader(context, workspace, now).read();
}

const governance::OwnerRule* owner_rule_of(const OwnersFiles& owners, const std::string& path) {
  auto below = base::path_bytes(path);
  const auto prefix = owners.codeowners_folder.empty() ? "" : owners.codeowners_folder + "/";
  if (!prefix.empty() && below.starts_with(prefix)) below.erase(0, prefix.size());
  return governance::owner_rule_of(owners.codeowners, below);
}

}  // namespace andon::flow
