#include "flow/inspect.h"

#include "base/compress.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "cel/inspect.h"
#include "flow/deciding.h"
#include "flow/gate.h"
#include "formats/format.h"
#include "records/check.h"

namespace andon::flow {
namespace {

class Printer final : public formats::ReadingSink {
 public:
  explicit Printer(const PrintLine& print) : print_(print) {}
  base::Result<void> finding(model::Finding finding) override {
    line("finding", model::to_value(finding));
    ++findings_;
    return {};
  }
  void problem(model::Problem problem) override {
    base::Value value;
    value.set("path", problem.path);
    value.set("text", problem.text);
    line("problem", std::move(value));
  }
  void tool(std::string_view name, std::string_view version) override {
    run_.set("tool", name);
    run_.set("tool_version", version);
  }
  void analysed(std::string_view) override { ++analysed_; }
  void unsuccessful(std::string_view reason) override { run_.set("unsuccessful", reason); }
  void finish() {
    run_.set("findings", findings_);
    run_.set("analysed", analysed_);
    line("run", run_);
  }

 private:
  void line(std::string_view key, base::Value value) {
    base::Value out;
    out.set(key, std::move(value));
    print_(base::json::write_line(out));
  }
  const PrintLine& print_;
  base::Value run_;
  std::uint64_t findings_ = 0, analysed_ = 0;
};

}  // namespace

base::Result<void> inspect_tree(base::Context& context, const std::string& path,
                                const PrintLine& print) {
  TRY(context.world.files().target_status(path), "looking at {}", path);
  tree::Source source;
  source.path = path;
  const auto tree = TRY(tree::open(context, source), "opening {}", path);
  tree::inspect(context, tree, print);
  return {};
}

std::string inspect_cel(std::string_view line) { return cel::inspect_line(line); }

base::Result<void> inspect_report(base::Context& context, const std::string& file,
                                  const std::string& format, const PrintLine& print) {
  auto text = TRY(context.world.files().read(file, base::limits::report_bytes));
  base::StringSource packed(text);
  auto unpacked = base::unpacked(packed, base::limits::report_bytes);
  const auto bytes = TRY(base::read_all(*unpacked, base::limits::report_bytes, file));
  const formats::Format* reader = nullptr;
  if (!format.empty()) reader = formats::find(format);
  if (!format.empty() && (!reader || !reader->read))
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                      "--format {}: no such format is read", base::printable(format));
  if (!reader) reader = TRY(formats::recognise(std::string_view(bytes).substr(0, 64u << 10), file));
  base::StringSource source(bytes);
  Printer printer(print);
  auto read = reader->read(source, printer, file);
  printer.finish();
  if (!read) return std::unexpected(std::move(read).error().from(base::ErrorOrigin::input));
  return {};
}

base::Result<void> inspect_decision(base::Context& context, const std::string& path,
                                    const std::string& record, const PrintLine& print) {
  auto workspace = TRY(open_workspace(context, {.path = path}));
  auto state = TRY(State::open(context, workspace.root()));
  std::string digest = record.size() == 64 ? record : std::string();
  if (digest.empty())
    for (const auto& known : TRY(state.store().decisions(component_id(workspace), "", 10'000)))
      if (known.digest.starts_with(record)) {
        digest = known.digest;
        break;
      }
  if (digest.empty() && !record.empty())
    for (const auto& event : TRY(state.store().events("gate", "")))
      if (event.digest.starts_with(record)) digest = event.digest;
  if (digest.empty())
    return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::input,
                      "no decision record here begins with \"{}\"", base::printable(record));
  const auto sealed = TRY(state.records().read(context, digest));
  base::Value decided;
  std::string again;
  if (sealed.kind == "gate") {
    const auto body = TRY(model::gate_body_from(sealed.body));
    decided = body.decided;
    again = TRY(replay_gate(body), "replaying {}", digest);
  } else {
    const auto body = TRY(records::load_decision(context, state.records(), digest));
    decided = model::to_value(body.decision);
    again = TRY(replay(body), "replaying {}", digest);
  }
  const auto recorded = TRY(base::json::canonical(decided));
  base::Value out;
  out.set("record", digest);
  out.set("is_same", recorded == again);
  out.set("decision", std::move(decided));
  print(base::json::write_line(out));
  if (recorded != again)
    return base::fail(base::ErrorKind::conflict, base::ErrorOrigin::input,
                      "{}: the replay gives another decision", digest);
  return {};
}

}  // namespace andon::flow
