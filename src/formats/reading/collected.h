// A ReadingSink for tests: keeps everything, and tells it as text in one fixed order of fields.
#pragma once
#include <string>
#include <vector>

#include "base/text.h"
#include "formats/format.h"

namespace andon::formats {

class Collected final : public ReadingSink {
 public:
  base::Result<void> finding(model::Finding finding) override {
    findings.push_back(std::move(finding));
    return {};
  }
  void problem(model::Problem problem) override { problems.push_back(std::move(problem)); }
  void tool(std::string_view name, std::string_view version) override {
    tools.push_back(fmt::format("{} {}", name, version));
  }
  void analysed(std::string_view path) override { paths.emplace_back(path); }
  void unsuccessful(std::string_view reason) override { reasons.emplace_back(reason); }

  std::string text() const {
    std::string out;
    for (const auto& tool : tools) out += fmt::format("tool: {}\n", base::trim(tool));
    for (const auto& one : findings) append(out, one);
    for (const auto& path : paths) out += fmt::format("analysed: {}\n", path);
    for (const auto& one : problems)
      out += fmt::format("{}: {}{}{}\n", one.is_harmless ? "note" : "problem", one.path,
                         one.path.empty() ? "" : ": ", one.text);
    for (const auto& reason : reasons) out += fmt::format("unsuccessful: {}\n", reason);
    return out;
  }

  std::vector<model::Finding> findings;
  std::vector<model::Problem> problems;
  std::vector<std::string> tools, paths, reasons;

 private:
  static void line(std::string& out, std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("  {}: {}\n", name, value);
  }
  static void append(std::string& out, const model::Finding& one) {
    const auto& region = one.region;
    out += fmt::format("finding: {} {} at {}:{}:{}-{}:{}\n", one.rule, model::word(one.severity),
                       one.path, region.start_line, region.start_column, region.end_line,
                       region.end_column);
    line(out, "confidence", model::word(one.confidence));
    line(out, "title", one.title);
    line(out, "message", one.message);
    line(out, "weaknesses", base::join(one.weaknesses, ", "));
    line(out, "symbol", one.symbol);
    line(out, "fix", one.fix);
    line(out, "references", base::join(one.references, ", "));
    line(out, "tags", base::join(one.tags, ", "));
    for (const auto& frame : one.frame) out += fmt::format("  {} | {}\n", frame.line, frame.text);
    if (one.suppression)
      line(out, "suppressed by",
           fmt::format("{} ({})", one.suppression->by, one.suppression->reason));
  }
};

}  // namespace andon::formats
