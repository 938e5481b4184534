#include "tools/reading.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/text.h"
#include "formats/format.h"

namespace andon::tools {
namespace {

using model::Outcome;

// Not the enum's order: skipped never meets the others here.
int badness(Outcome outcome) {
  switch (outcome) {
    case Outcome::complete:
      return 0;
    case Outcome::partial:
      return 1;
    case Outcome::failed:
      return 2;
    case Outcome::skipped:
      return 3;
  }
  return 3;
}

class RunSink final : public formats::ReadingSink {
 public:
  RunSink(const Tool& tool, model::Run& run) : tool_(tool), run_(run) {}

  base::Result<void> finding(model::Finding finding) override {
    if (run_.findings.size() >= base::limits::report_findings)
      return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                        "more than {} findings", base::limits::report_findings);
    finding.check = tool_.name;
    run_.findings.push_back(std::move(finding));
    ++findings;
    return {};
  }
  void problem(model::Problem problem) override {
    is_partial = is_partial || !problem.is_harmless;
    run_.problems.push_back(std::move(problem));
  }
  void tool(std::string_view, std::string_view version) override {
    if (run_.tool_version.empty()) run_.tool_version = base::printable(version);
  }
  void analysed(std::string_view) override {}
  void unsuccessful(std::string_view reason) override { failure = reason; }

  std::size_t findings = 0;
  bool is_partial = false;
  std::string failure;

 private:
  const Tool& tool_;
  model::Run& run_;
};

base::Result<void> read_into(base::Context& context, const Tool& tool, const std::string& report,
                             RunSink& sink) {
  const formats::Format* format = formats::find(tool.format);
  if (format == nullptr || format->read == nullptr)
    return base::fail(base::ErrorKind::internal, base::ErrorOrigin::machine,
                      "andon has no reader for the format {}", tool.format);
  // The program chose what stands there: a link would make us read another file.
  const auto status = context.world.files().status(report);
  if (!status || status->kind != base::FileKind::file || status->size_bytes == 0)
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::input, "it wrote no report");
  if (status->size_bytes > base::limits::report_bytes)
    return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                      "its report is larger than {} bytes", base::limits::report_bytes);
  const auto source = TRY(context.world.files().open(report));
  return format->read(*source, sink, fmt::format("the report of {}", tool.name));
}

// Why the program's end alone makes the run less than complete; empty when it does not.
std::string ending(const Tool& tool, const base::Ended& ended) {
  if (ended.is_stopped) return "it was interrupted";
  if (ended.is_timed_out)
    return fmt::format("its time was over after {} s", (ended.duration_ms + 500) / 1000);
  if (ended.is_output_cut) return "it wrote too much and was ended";
  if (ended.signal != 0) return fmt::format("it crashed (signal {})", ended.signal);
  if (std::ranges::find(tool.finished_codes, ended.exit_code) == tool.finished_codes.end())
    return fmt::format("it ended with exit code {}", ended.exit_code);
  return {};
}

// What it said last: that is where programs say why they gave up.
std::string last_words(std::string_view error) {
  constexpr std::size_t shown_bytes = 2000;
  error = base::trim(error);
  if (error.size() <= shown_bytes) return base::printable(error);
  error = error.substr(error.size() - shown_bytes);
  if (const std::size_t line = error.find('\n'); line != std::string_view::npos)
    error.remove_prefix(line + 1);
  return "..." + base::printable(error);
}

}  // namespace

void worsen(model::Run& run, Outcome outcome, std::string reason) {
  if (badness(outcome) <= badness(run.outcome)) return;
  run.outcome = outcome;
  run.reason = std::move(reason);
}

void read_report(base::Context& context, const Tool& tool, const std::string& report,
                 const base::Ended& ended, model::Run& run) {
  RunSink sink(tool, run);
  const auto read = read_into(context, tool, report, sink);
  const std::string end = ending(tool, ended);
  const Outcome without_whole = sink.findings > 0 ? Outcome::partial : Outcome::failed;
  if (!end.empty()) {
    worsen(run, without_whole, end);
    if (const std::string words = last_words(ended.error); !words.empty())
      run.problems.push_back({.path = {}, .text = words, .is_harmless = false});
  }
  if (!read) {
    worsen(run, without_whole, read.error().text());
    if (!end.empty())
      run.problems.push_back({.path = {}, .text = read.error().text(), .is_harmless = false});
  }
  if (!sink.failure.empty())
    worsen(run, Outcome::partial,
           "it says that it did not finish: " + base::printable(sink.failure));
  if (sink.is_partial) worsen(run, Outcome::partial, "it could not look at everything");
}

void settle(base::Context& context, const Tool& tool, const tree::Tree& tree, model::Run& run) {
  std::map<std::string, const tree::File*, std::less<>> files;
  for (const tree::File& file : tree.files()) files.emplace(base::path_text(file.path), &file);
  const auto is_left_out = [&](const model::Finding& finding) {
    const auto file = files.find(finding.path);
    return file != files.end() && !file->second->is_read;
  };
  const std::size_t dropped = std::erase_if(run.findings, is_left_out);
  if (dropped > 0)
    run.problems.push_back(
        {.path = {},
         .text = fmt::format("{} in files that are left out (ignored, binary or too large)",
                             base::counted(dropped, "finding")),
         .is_harmless = true});
  if (tool.suppression == nullptr) return;
  std::string path, text;
  std::vector<std::string_view> lines;
  for (model::Finding& finding : run.findings) {
    const auto file = files.find(finding.path);
    if (finding.suppression || file == files.end()) continue;
    if (finding.path != path) {
      path = finding.path;
      text = tree.read(context, file->second->path).value_or(std::string());
      lines = base::lines(text);
    }
    finding.suppression = tool.suppression(finding, lines);
  }
}

}  // namespace andon::tools
