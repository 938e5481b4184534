#include "flow/looking.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "flow/version.h"
#include "tools/tool.h"
#include "tools/tools.h"

namespace andon::flow {
namespace {

base::Result<std::size_t> decode_depth_of(const CheckRequest& request,
                                          const governance::Settings& settings) {
  if (request.decode_depth.empty()) return static_cast<std::size_t>(settings.decode_depth.value);
  std::size_t depth = 0;
  const auto& text = request.decode_depth;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), depth);
  if (error != std::errc() || end != text.data() + text.size() ||
      depth > base::limits::decode_depth)
    return base::fail(base::ErrorKind::invalid, base::ErrorOrigin::usage,
                      "--decode-depth {}: expected a number from 0 to {}", base::printable(text),
                      base::limits::decode_depth);
  return depth;
}

// Blob by path, of files that are read.
std::unordered_map<std::string_view, const tree::File*> by_path(const tree::Tree& tree) {
  std::unordered_map<std::string_view, const tree::File*> out;
  out.reserve(tree.files().size());
  for (const auto& file : tree.files()) out.emplace(file.path, &file);
  return out;
}

bool is_unchanged(const tree::File& one, const tree::File& other) {
  return !one.blob.empty() && one.blob == other.blob && one.is_read == other.is_read;
}

// Read in the baseline, and the same here, where a narrower scope leaves it out.
bool is_out_of_scope(const tree::Tree& tree, const tree::File& then, const tree::File& now) {
  return tree.is_narrowed() && then.is_read && !now.is_read && !then.blob.empty() &&
         then.blob == now.blob;
}

void set_release(std::vector<model::Run>& runs, const model::Release& release) {
  for (auto& run : runs) run.release = release;
}

// The baseline's findings: those of files that did not change are the ones at hand; only the others
// are looked at.
void look_at_base(base::Context& context, Workspace& workspace, const Engine& engine,
                  Looked& looked) {
  auto& base = *workspace.base;
  const auto now = by_path(workspace.tree);
  std::vector<std::string> changed;
  std::unordered_set<std::string> unchanged;  // as findings write paths
  for (const auto& file : base.files()) {
    const auto same = now.find(file.path);
    if (same != now.end() && is_unchanged(file, *same->second))
      unchanged.insert(base::path_text(file.path));
    else if (same != now.end() && is_out_of_scope(workspace.tree, file, *same->second))
      continue;
    else
      changed.push_back(file.path);
  }
  base.narrow_to(changed);
  auto runs = engine.checks.run(context, base);
  tree::anchor(context, base, runs);
  for (auto& run : runs) {
    looked.has_changed_values =
        looked.has_changed_values ||
        std::ranges::any_of(run.findings, [](const auto& each) { return !each.value_key.empty(); });
    for (const auto& mine : looked.runs) {
      if (mine.check != run.check) continue;
      for (const auto& finding : mine.findings)
        if (unchanged.contains(finding.path)) run.findings.push_back(finding);
    }
    looked.before.runs.push_back(std::move(run));
  }
  looked.before.has_comparable_values = true;
}

// The paths that a tree reads. Taken before it is narrowed: what is out of scope has not vanished.
std::function<bool(const std::string&)> paths_read(const tree::Tree& tree) {
  std::unordered_set<std::string> paths;
  for (const auto& file : tree.files())
    if (file.is_read) paths.insert(base::path_text(file.path));
  return [paths = std::move(paths)](const std::string& path) { return paths.contains(path); };
}

// A report's values were keyed where it was made. Where one value of both sides has the same key,
// all were keyed alike, and a value with another key is another value.
bool is_keyed_alike(const std::vector<model::Run>& runs, const model::Report& report) {
  std::unordered_set<std::string_view> keys;
  for (const auto& run : runs)
    for (const auto& finding : run.findings) keys.insert(finding.value_key);
  keys.erase("");
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const model::Finding& each) { return keys.contains(each.value_key); });
}

base::Result<void> prepare_before(base::Context& context, Workspace& workspace,
                                  const Engine& engine, Looked& looked) {
  auto& before = looked.before;
  before.baseline = workspace.chosen.baseline;
  before.adoptions = workspace.judging.adoptions;
  if (workspace.chosen.report) {
    before.has_comparable_values = is_keyed_alike(looked.runs, *workspace.chosen.report);
    std::map<std::string, model::Run> by_check;
    for (const auto& finding : workspace.chosen.report->findings) {
      auto& mine = by_check[finding.check];
      mine.check = finding.check;
      if (finding.state != model::FindingState::fixed) mine.findings.push_back(finding);
    }
    for (auto& [check, mine] : by_check) before.runs.push_back(std::move(mine));
    for (const auto& run_of_report : workspace.chosen.report->runs)
      if (!by_check.contains(run_of_report.check)) before.runs.push_back(run_of_report);
    return {};
  }
  if (!workspace.base || before.baseline.kind == "adopted") return {};
  TRY(workspace.base->list(context), "opening the baseline {}", workspace.chosen.baseline.name);
  before.was_in_baseline = paths_read(*workspace.base);
  auto changed = TRY(tree::changed_since(context, workspace.tree, workspace.chosen.treeish),
                     "comparing with {}", workspace.chosen.baseline.name);
  before.has_changed_lines = true;
  for (auto& file : changed)
    before.changed.push_back({base::path_text(file.path), std::move(file.lines)});
  look_at_base(context, workspace, engine, looked);
  return {};
}

// --since, --staged and a sub-path look at less than the component.
base::Result<void> narrow(base::Context& context, Workspace& workspace, const CheckRequest& request,
                          std::string& narrowed_by) {
  if (!request.since.empty() || request.is_staged) {
    auto changed = TRY(tree::changed_since(context, workspace.tree, workspace.chosen.treeish));
    std::vector<std::string> paths;
    for (const auto& file : changed) paths.push_back(file.path);
    narrowed_by = request.is_staged ? "--staged" : "--since " + request.since;
    workspace.tree.narrow_to(paths);
  }
  if (!workspace.narrowed.empty()) {
    narrowed_by +=
        (narrowed_by.empty() ? "path " : ", path ") + base::path_text(workspace.narrowed);
    workspace.tree.narrow_to({workspace.narrowed});
  }
  return {};
}

void set_scope(std::vector<model::Run>& runs, const tree::Tree& tree,
               const std::string& narrowed_by) {
  if (narrowed_by.empty()) return;
  std::vector<std::string> paths;
  for (const auto& file : tree.files())
    if (file.is_read) paths.push_back(base::path_text(file.path));
  for (auto& run : runs) {
    run.scope.is_whole = false;
    run.scope.narrowed_by = narrowed_by;
    run.scope.paths = paths;
  }
}

base::Result<std::vector<tools::Wanted>> wanted_tools(const Workspace& workspace,
                                                      const CheckRequest& request) {
  for (const auto& name : request.tools)
    if (!tools::find(name))
      return base::fail(base::ErrorKind::not_found, base::ErrorOrigin::usage,
                        "--tool {}: andon knows no such tool; see: andon rules --tools",
                        base::printable(name));
  std::vector<tools::Wanted> wanted;
  for (const auto* tool : tools::all()) {
    bool is_enabled = true;
    tools::Wanted want;
    want.name = tool->name;
    for (const auto& settings : workspace.judging.settings.tools) {
      if (settings.name != tool->name) continue;
      is_enabled = settings.is_enabled.value;
      want.timeout_ms = settings.timeout_seconds.value * 1000;
      for (const auto& file : workspace.judging.tool_rules)
        for (const auto& name : settings.rules.value)
          if (file.name == name || file.name.ends_with("/" + name))
            want.rules.push_back({file.name, file.text});
    }
    if (!request.tools.empty())
      is_enabled =
          std::find(request.tools.begin(), request.tools.end(), tool->name) != request.tools.end();
    if (is_enabled) wanted.push_back(std::move(want));
  }
  return wanted;
}

base::Result<void> run_tools(base::Context& context, Workspace& workspace, const Engine& engine,
                             const CheckRequest& request, Looked& looked) {
  tools::Request wanted;
  wanted.tools = TRY(wanted_tools(workspace, request));
  const auto& sandbox = workspace.judging.settings.sandbox.value;
  for (auto kind : {base::SandboxKind::landlock, base::SandboxKind::bubblewrap})
    if (base::name(kind) == sandbox) wanted.sandbox_at_least = kind;
  wanted.cache_folder = engine.cache_folder;
  if (workspace.base)  // a tool's own files may stand anywhere
    TRY(workspace.base->list(context), "opening the baseline {}", workspace.chosen.baseline.name);
  const auto* judging = workspace.base ? &*workspace.base : nullptr;
  for (auto& run : tools::run(context, workspace.tree, judging, wanted)) {
    redact(engine.checks, run);
    looked.runs.push_back(std::move(run));
  }
  return {};
}

}  // namespace

base::Result<Engine> make_engine(base::Context& context, const Workspace& workspace,
                                 const CheckRequest& request, const base::Secret& key) {
  checks::Settings settings;
  settings.secret_rules = workspace.judging.secret_rules;
  for (const auto& name : request.rules) {
    auto text = TRY(context.world.files().read(name, base::limits::configuration_bytes),
                    "reading the rule file {}", name);
    settings.secret_rules.push_back({name, std::move(text)});
  }
  settings.decode_depth = TRY(decode_depth_of(request, workspace.judging.settings));
  if (!is_ignore_file_replaced(workspace.judging))
    settings.ignore_file = workspace.judging.gitleaks_ignore;
  settings.andonignore = workspace.judging.andonignore.value_or("");
  settings.identity_key = key;
  settings.cache_folder = cache_folder(context);
  auto cache = settings.cache_folder;
  auto checks = TRY(checks::Checks::create(context, std::move(settings)));
  return Engine{std::move(checks), std::move(cache)};
}

bool is_ignore_file_replaced(const Governing& judging) {
  return judging.has_gitleaks_ignore &&
         std::any_of(judging.waivers.begin(), judging.waivers.end(),
                     [](const model::Waiver& waiver) { return waiver.label == "imported"; });
}

void redact(const checks::Checks& checks, model::Run& run) {
  run.reason = checks.redact(run.reason);
  for (auto& problem : run.problems) problem.text = checks.redact(problem.text);
  for (auto& finding : run.findings) {
    finding.title = checks.redact(finding.title);
    finding.message = checks.redact(finding.message);
    finding.fix = checks.redact(finding.fix);
    finding.symbol = checks.redact(finding.symbol);
    for (auto& tag : finding.tags) tag = checks.redact(tag);
    for (auto& reference : finding.references) reference = checks.redact(reference);
    for (auto& line : finding.frame) line.text = checks.redact(line.text);
    if (finding.suppression)
      finding.suppression->reason = checks.redact(finding.suppression->reason);
  }
}

namespace {

model::Run switched_off(std::string_view check, const governance::Settings& settings) {
  model::Run run;
  run.check = check;
  run.kind = "built-in";
  run.tool = "andon";
  run.outcome = model::Outcome::skipped;
  run.reason = fmt::format("{} switches it off", settings.secrets_enabled.origin);
  return run;
}

std::vector<model::Run> built_in(base::Context& context, const tree::Tree& tree,
                                 const Engine& engine) {
  auto runs = engine.checks.run(context, tree);
  for (auto& run : runs) run.tool_version = engine_version();
  return runs;
}

}  // namespace

base::Result<void> look(base::Context& context, Workspace& workspace, const Engine& engine,
                        const CheckRequest& request, Looked& looked) {
  std::string narrowed_by;
  looked.before.is_in_tree = paths_read(workspace.tree);
  TRY(narrow(context, workspace, request, narrowed_by));
  for (const auto& file : workspace.tree.files()) {
    looked.applicable_files += file.is_read || file.is_partial;
    looked.readable_files += file.is_read;
  }
  if (!workspace.judging.settings.secrets_enabled.value)
    looked.runs.push_back(switched_off("secrets", workspace.judging.settings));
  else if (looked.given.empty())
    looked.runs = built_in(context, workspace.tree, engine);
  if (request.has_tools) TRY(run_tools(context, workspace, engine, request, looked));
  if (auto settled = workspace.tree.settle_release(context); !settled) {
    // Stopped half-way: what is whole is still told, though it is nobody's evidence.
    if (!context.stop.stop_requested())
      return std::unexpected(base::clause_added(std::move(settled).error(), "digesting the tree"));
    looked.notes.push_back("stopped: this tree's id is not known, so nothing is recorded");
  }
  auto release = workspace.tree.release();
  release.component = component_id(workspace);
  set_release(looked.runs, release);
  set_scope(looked.runs, workspace.tree, narrowed_by);
  tree::anchor(context, workspace.tree, looked.runs);
  const bool has_given = !looked.given.empty() && looked.runs.empty();
  if (has_given) looked.runs = std::move(looked.given);
  looked.given.clear();
  looked.is_given = has_given;
  TRY(prepare_before(context, workspace, engine, looked));
  // A given run's values were keyed where it was made, those of the baseline's changed files here.
  if (has_given && looked.has_changed_values) {
    looked.notes.push_back(
        "the baseline has secrets where this tree changed, and only the machine that found them "
        "can tell whether they are the same: the built-in checks were run here");
    std::erase_if(looked.runs, [](const model::Run& run) { return run.kind == "built-in"; });
    looked.is_given = false;
    auto runs = built_in(context, workspace.tree, engine);
    set_release(runs, release);
    tree::anchor(context, workspace.tree, runs);
    looked.runs.insert(looked.runs.begin(), std::make_move_iterator(runs.begin()),
                       std::make_move_iterator(runs.end()));
    looked.before.runs.clear();
    TRY(prepare_before(context, workspace, engine, looked));
  }
  if (is_ignore_file_replaced(workspace.judging))
    looked.notes.push_back(
        ".gitleaksignore is left out: its entries are waivers in .andon/waivers now");
  return {};
}

}  // namespace andon::flow
