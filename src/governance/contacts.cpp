// catalog-info.yaml and security.txt.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "base/yaml.h"
#include "governance/owners.h"

namespace andon::governance {
namespace {

using base::Result;
using base::Value;

// Begins a document: "---" at the start of a line, and a blank or nothing after it (YAML 1.2.2,
// 9.1.2 and 9.2: no content of a document may look so, block scalars included).
bool is_marker(std::string_view line) {
  return (line.starts_with("---") || line.starts_with("...")) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t');
}

struct Document {
  std::string text;  // with empty lines before it, so that its places are those of the file
};

Result<std::vector<Document>> documents_of(std::string_view text, const std::string& file) {
  std::vector<Document> out;
  std::string blank, body;
  bool has_content = false;
  const auto end_document = [&] {
    if (has_content) out.push_back({blank + body});
    blank.append(static_cast<std::size_t>(std::ranges::count(body, '\n')), '\n');
    body.clear();
    has_content = false;
  };
  for (const auto line : base::lines(text)) {
    if (is_marker(line)) {
      end_document();
      blank += '\n';
      if (out.size() >= base::limits::catalog_documents)
        return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                          "{}:{}:1: more than {} documents", file, blank.size(),
                          base::limits::catalog_documents);
      continue;
    }
    const auto trimmed = base::trim(line);
    has_content =
        has_content || !(trimmed.empty() || trimmed.front() == '#' || trimmed.front() == '%');
    body.append(line).push_back('\n');
  }
  end_document();
  return out;
}

std::string without_namespace(std::string_view reference) {
  if (const auto colon = reference.find(':'); colon != std::string_view::npos)
    reference.remove_prefix(colon + 1);
  if (const auto slash = reference.rfind('/'); slash != std::string_view::npos)
    reference.remove_prefix(slash + 1);
  return std::string(base::trim(reference));
}

CatalogEntity entity_of(const Value& root) {
  CatalogEntity out;
  out.kind = root["kind"].text_or();
  out.name = root["metadata"]["name"].text_or();
  const auto& spec = root["spec"];
  out.owner = without_namespace(spec["owner"].text_or());
  out.part_of = without_namespace(spec["system"].text_or());
  if (const auto* members = spec["members"].list())
    for (const auto& member : *members)
      if (!member.text_or().empty()) out.members.push_back(without_namespace(member.text_or()));
  out.line = root.line;
  return out;
}

}  // namespace

Result<std::vector<CatalogEntity>> parse_catalog(std::string_view text, const std::string& file) {
  if (text.size() > base::limits::catalog_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                      "{}:1:1: more than {} bytes", file, base::limits::catalog_bytes);
  std::vector<CatalogEntity> out;
  const auto documents = TRY(documents_of(text, file));
  for (const auto& document : documents) {
    auto root = base::yaml::parse(document.text, file);
    if (!root) return std::unexpected(std::move(root).error().from(base::ErrorOrigin::input));
    if (!root->is_map()) continue;
    auto entity = entity_of(*root);
    if (entity.kind == "Component" || entity.kind == "Group") out.push_back(std::move(entity));
  }
  return out;
}

namespace {

// What a cleartext signature (RFC 4880, 7) puts around the text is no part of it.
class Lines {
 public:
  // False: no line of the text itself.
  bool take(std::string_view& line) {
    if (line == "-----BEGIN PGP SIGNED MESSAGE-----") is_header_ = true;
    if (line == "-----BEGIN PGP SIGNATURE-----") is_over_ = true;
    if (is_over_) return false;
    if (is_header_) {
      if (base::trim(line).empty()) is_header_ = false;
      return false;
    }
    if (line.starts_with("- ")) line.remove_prefix(2);
    return true;
  }

 private:
  bool is_header_ = false, is_over_ = false;
};

}  // namespace

SecurityText parse_security_text(std::string_view text, const std::string& file) {
  SecurityText out;
  const auto problem = [&](std::uint32_t line, std::string_view what) {
    out.problems.push_back(fmt::format("{}:{}:1: {}", file, line, what));
  };
  if (text.size() > base::limits::catalog_bytes) {
    problem(1, fmt::format("more than {} bytes", base::limits::catalog_bytes));
    return out;
  }
  Lines lines;
  std::uint32_t number = 0;
  for (auto line : base::lines(text)) {
    ++number;
    if (!lines.take(line)) continue;
    line = base::trim(line);
    const auto colon = line.find(':');
    if (line.empty() || line.front() == '#' || colon == std::string_view::npos) continue;
    const auto field = base::lower_ascii(base::trim(line.substr(0, colon)));
    const auto value = base::trim(line.substr(colon + 1));
    if (field == "contact" && !value.empty()) {
      out.contacts.emplace_back(value);
      if (out.contact_line == 0) out.contact_line = number;
    } else if (field == "expires") {
      const auto instant = base::parse_instant(value);
      if (!instant) problem(number, "Expires wants an instant (RFC 3339)");
      // RFC 9116, 2.5.5: it must not stand there twice.
      if (out.expires_line != 0) problem(number, "Expires stands there twice");
      if (instant) out.expires = *instant;
      out.expires_line = number;
    }
  }
  // RFC 9116, 2.5.3 and 2.5.5: both must be there.
  if (out.contacts.empty()) problem(1, "no Contact");
  if (out.expires_line == 0) problem(1, "no Expires");
  return out;
}

}  // namespace andon::governance
