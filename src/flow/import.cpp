#include "flow/import.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/compress.h"
#include "base/limits.h"
#include "base/text.h"
#include "flow/approval.h"
#include "flow/looking.h"
#include "flow/signing.h"
#include "formats/format.h"
#include "model/report_path.h"
#include "records/check.h"

namespace andon::flow {
namespace {

// Bytes already taken from a source, then the rest of it.
class Resumed final : public base::ByteSource {
 public:
  Resumed(std::string head, base::ByteSource& rest) : head_(std::move(head)), rest_(rest) {}
  base::Result<std::size_t> read(std::span<char> buffer) override {
    if (at_ == head_.size()) return rest_.read(buffer);
    const auto count = std::min(buffer.size(), head_.size() - at_);
    std::copy_n(head_.data() + at_, count, buffer.data());
    at_ += count;
    return count;
  }

 private:
  std::string head_;
  std::size_t at_ = 0;
  base::ByteSource& rest_;
};

class Collector final : public formats::ReadingSink {
 public:
  Collector(model::Run& run, model::ReportPaths& paths) : run_(run), paths_(paths) {}

  base::Result<void> finding(model::Finding finding) override {
    if (run_.findings.size() >= base::limits::report_findings)
      return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                        "more than {} findings", base::limits::report_findings);
    if (!finding.path.empty()) {
      if (const auto mine = paths_.find(finding.path))
        finding.path = *mine;
      else
        problem({finding.path, "a finding's file is not in this tree, or not in one place of it",
                 true});
    }
    run_.findings.push_back(std::move(finding));
    return {};
  }
  void problem(model::Problem problem) override {
    if (run_.problems.size() < 1000) run_.problems.push_back(std::move(problem));
  }
  void tool(std::string_view name, std::string_view version) override {
    if (!run_.tool.empty()) return;
    run_.tool = name;
    run_.tool_version = version;
  }
  void analysed(std::string_view path) override {
    if (const auto mine = paths_.find(path)) analysed_.emplace(*mine);
  }
  void unsuccessful(std::string_view reason) override {
    run_.outcome = model::Outcome::partial;
    run_.reason = reason;
  }
  std::vector<std::string> analysed_paths() const { return {analysed_.begin(), analysed_.end()}; }

 private:
  model::Run& run_;
  model::ReportPaths& paths_;
  std::set<std::string> analysed_;
};

base::Result<const formats::Format*> format_of(const ImportRequest& request,
                                               std::string_view head) {
  if (request.format.empty()) return formats::recognise(head, request.file);
  const auto* format = formats::find(request.format);
  if (format && format->read) return format;
  return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                    "--format {}: no such format is read", base::printable(request.format));
}

// Reads what can be read. The error tells what the report lacks; the findings before it are kept.
std::optional<base::Error> read_report(base::ByteSource& source, const ImportRequest& request,
                                       Collector& collector, model::Run& run) {
  std::string head(64u << 10, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    auto count = source.read({head.data() + size, head.size() - size});
    if (!count) return std::move(count).error().from(base::ErrorOrigin::input);
    if (*count == 0) break;
    size += *count;
  }
  head.resize(size);
  auto format = format_of(request, head);
  if (!format) return std::move(format).error();
  Resumed whole(std::move(head), source);
  auto read = (*format)->read(whole, collector, request.file);
  if (read) return std::nullopt;
  run.outcome = model::Outcome::partial;
  run.reason = read.error().text();
  return std::move(read).error().from(base::ErrorOrigin::input);
}

std::string lowered_name(const std::string& tool) {
  std::string name;
  for (const char c : base::lower_ascii(tool))
    name += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ? c : '-';
  return base::shortened(name, 60);
}

base::Result<void> keep(base::Context& context, State& state, const Workspace& workspace,
                        const SigningKey& key, Imported& out) {
  const auto& component = out.run.release.component;
  const auto known = TRY(state.store().runs(component, out.run.check, 1));
  auto sealed = TRY(records::seal_run(context, state.records(), out.run,
                                      known.empty() ? std::string() : known.front().digest),
                    "keeping the record");
  TRY(state.index(context, {sealed}));
  out.record = sealed.digest;
  if (const auto marked = state.mark_own(context, sealed.digest); !marked)
    out.text += "  a check believes it only when it is signed: " + marked.error().text() + "\n";
  if (!key.is_given()) return {};
  const Signer signer{trust_of(workspace), component, workspace.tree.root()};
  out.text +=
      TRY(sign_records(context, state, key, std::array{out.record}, signer), "signing the record");
  out.text += "\n";
  return {};
}

}  // namespace

base::Result<Imported> import_report(base::Context& context, const ImportRequest& request) {
  const auto key = TRY(signing_key(context, request.signing_key));
  auto packed = TRY(context.world.files().open(request.file), "opening the report");
  auto workspace = TRY(open_workspace(context, {.path = request.path}));
  const auto started = context.world.clock().monotonic_ns();
  Imported out;
  auto& run = out.run;
  run.kind = "import";
  run.started = context.world.clock().now();
  run.outcome = model::Outcome::complete;
  run.scope.is_whole = false;
  run.scope.narrowed_by = "import";
  std::vector<std::string> files;
  for (const auto& file : workspace.tree.files()) files.push_back(base::path_text(file.path));
  model::ReportPaths paths(files);
  Collector collector(run, paths);
  auto source = base::unpacked(*packed, base::limits::report_bytes);
  out.trouble = read_report(*source, request, collector, run);
  if (out.trouble && run.findings.empty() && run.tool.empty())
    return std::unexpected(std::move(*out.trouble));
  run.scope.paths = collector.analysed_paths();
  run.check = request.check.empty() ? lowered_name(run.tool) : request.check;
  if (run.check.empty())
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "{}: the report names no tool; say which check it is: --check NAME",
                      request.file);
  for (auto& finding : run.findings) finding.check = run.check;
  TRY(workspace.tree.settle_release(context), "digesting the tree");
  run.release = workspace.tree.release();
  run.release.component = component_id(workspace);

  auto state = TRY(State::open(context, workspace.root()));
  const auto identity = TRY(identity_key(context, state.folder()));
  auto engine = TRY(make_engine(context, workspace, {}, identity.key));
  redact(engine.checks, run);
  std::vector<model::Run> runs;
  runs.push_back(std::move(run));
  tree::anchor(context, workspace.tree, runs);
  redact(engine.checks, runs.front());
  run = std::move(runs.front());
  run.duration_ms = (context.world.clock().monotonic_ns() - started) / 1'000'000;
  out.text = fmt::format("imported {} as check {}: {}, {}, of {}{}{}\n", request.file, run.check,
                         base::counted(run.findings.size(), "finding"),
                         words(run.outcome)[static_cast<std::size_t>(run.outcome)], run.tool,
                         run.tool_version.empty() ? "" : " ", run.tool_version);
  if (request.is_kept) TRY(keep(context, state, workspace, key, out));
  return out;
}

}  // namespace andon::flow
