#include "flow/governance_owners.h"

#include "base/text.h"

namespace andon::flow {
namespace {

class OwnersReader {
 public:
  OwnersReader(base::Context& context, const tree::Tree& tree, const std::string& folder)
      : context_(context), tree_(tree), folder_(folder) {}

  OwnersFiles read() {
    read_codeowners();
    read_insights();
    read_catalog();
    read_security();
    for (const auto* name : {"SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"})
      if (out_.policy_file.empty() && tree_.holds(under(name))) out_.policy_file = under(name);
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

  // The text of the first of these files that the tree has; `file` is its path.
  std::optional<std::string> first_of(std::initializer_list<const char*> names, std::string& file) {
    for (const auto* name : names) {
      const auto path = under(name);
      if (!tree_.holds(path)) continue;
      auto text = tree_.read(context_, path);
      file = path;
      if (text) return std::move(*text);
      gap("broken_file", text.error().text(), path, 1);
    }
    return std::nullopt;
  }

  void read_codeowners() {
    const auto text =
        first_of({".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"},
                 out_.codeowners_file);
    if (text) out_.codeowners = governance::parse_codeowners(*text);
  }

  void read_insights() {
    const auto text = first_of(
        {"security-insights.yml", "SECURITY-INSIGHTS.yml", ".github/security-insights.yml"},
        out_.insights_file);
    if (!text) return;
    auto read = governance::parse_security_insights(*text, out_.insights_file);
    if (read)
      out_.insights = std::move(*read);
    else
      gap("broken_file", read.error().text(), out_.insights_file, 1);
  }

  void read_catalog() {
    const auto text = first_of({"catalog-info.yaml", "catalog-info.yml"}, out_.catalog_file);
    if (!text) return;
    auto read = governance::parse_catalog(*text, out_.catalog_file);
    if (read)
      out_.catalog = std::move(*read);
    else
      gap("broken_file", read.error().text(), out_.catalog_file, 1);
  }

  void read_security() {
    const auto text = first_of({".well-known/security.txt", "security.txt"}, out_.security_file);
    if (!text) return;
    out_.security = governance::parse_security_text(*text, out_.security_file);
    for (const auto& problem : out_.security.problems)
      gap("broken_file", problem, out_.security_file, 1);
    const auto& expires = out_.security.expires;
    // RFC 9116, 2.5.5: what it says must then no longer be used.
    if (expires && *expires <= context_.world.clock().now())
      gap("contact_expired",
          fmt::format("{} expired on {}: renew it, so that reports find somebody",
                      out_.security_file, base::to_date(*expires)),
          out_.security_file, out_.security.expires_line);
  }

  base::Context& context_;
  const tree::Tree& tree_;
  const std::string& folder_;
  OwnersFiles out_;
};

}  // namespace

OwnersFiles read_owners(base::Context& context, const tree::Tree& tree, const std::string& folder) {
  return OwnersReader(context, tree, folder).read();
}

}  // namespace andon::flow
