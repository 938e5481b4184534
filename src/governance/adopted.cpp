#include <array>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "governance/waivers.h"
#include "model/describe.h"
#include "model/describe_canonical.h"

namespace andon::governance {
namespace {

constexpr std::string_view adopted_schema = "andon/adopted/v1";

struct Header {
  std::string schema;
  base::Instant adopted_at;
  std::uint64_t count = 0;
  template <class Self, class Visitor>
  static void describe(Self& self, Visitor& visit) {
    visit("schema", self.schema, "version of this shape");
    visit("adopted_at", self.adopted_at, "when");
    visit("count", self.count, "number of lines that follow");
  }
};

// A line of JSON as a described noun; errors name file and line.
template <class Noun>
base::Result<Noun> read_line(std::string_view line, const std::string& file, std::size_t number) {
  const auto refused = [&](const std::string& why) {
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration, "{}:{}:1: {}",
                      file, number, why);
  };
  Noun out;
  base::json::CanonicalReader reader(line);
  model::read_canonical(reader, out);
  if (reader.has_ended()) return out;
  // Not as we write it, which is no fault; or broken, and then this says where.
  const auto value = base::json::parse(line, fmt::format("{}:{}", file, number));
  if (!value) return refused(fmt::format("not a line of JSON ({})", value.error().message));
  out = {};
  const auto read = model::read_value(*value, out, model::Where(""));
  if (!read) return refused(read.error().message);
  return out;
}

std::string id_of(std::string_view file) {
  const auto slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  if (file.ends_with(".jsonl")) file.remove_suffix(6);
  return std::string(file);
}

}  // namespace

base::Result<model::Adoption> parse_adoption(std::string_view text, const std::string& file) {
  auto lines = base::lines(text);
  while (!lines.empty() && base::trim(lines.back()).empty()) lines.pop_back();
  const auto refused = [&](std::size_t line, const std::string& why) {
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::configuration, "{}:{}:1: {}",
                      file, line, why);
  };
  if (lines.empty()) return refused(1, "the file is empty; its first line names schema and count");
  if (lines.size() - 1 > base::limits::report_findings)
    return refused(1, fmt::format("more than {} lines", base::limits::report_findings));
  const auto header = TRY(read_line<Header>(lines[0], file, 1));
  if (header.schema != adopted_schema)
    return refused(
        1, fmt::format("schema is \"{}\", expected \"{}\"",
                       base::shortened(base::printable(header.schema), 60), adopted_schema));
  model::Adoption out;
  out.id = id_of(file);
  out.adopted_at = header.adopted_at;
  out.findings.reserve(lines.size() - 1);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto finding = TRY(read_line<model::FindingReference>(lines[i], file, i + 1));
    if (finding.id.empty() && finding.identity.context.empty())
      return refused(i + 1, "neither \"id\" nor \"identity\" is given");
    out.findings.push_back(std::move(finding));
  }
  if (out.findings.size() != header.count)
    return refused(1, fmt::format("count is {}, but {} follow: the file is cut or was changed",
                                  header.count, out.findings.size()));
  return out;
}

std::string write_adoption(const model::Adoption& adoption) {
  const Header header{std::string(adopted_schema), adoption.adopted_at, adoption.findings.size()};
  std::string out = base::json::write_line(model::to_value(header, model::Empty::left_out)) + "\n";
  for (const auto& finding : adoption.findings) {
    const auto value = model::to_value(finding, model::Empty::left_out);
    // Canonical lines are read in a fifth of the time of others.
    const auto line = base::json::canonical(value);
    out += (line ? *line : base::json::write_line(value)) + "\n";
  }
  return out;
}

}  // namespace andon::governance
