#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "tools/own_files.h"
#include "tools/program.h"
#include "tools/reading.h"
#include "tools/tool.h"
#include "tools/tools.h"

namespace andon::tools {
namespace {

using base::Result;
using model::Outcome;

// A folder of this run, gone with it.
class Scratch {
 public:
  explicit Scratch(base::Files& files) : files_(files) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    if (!path.empty()) static_cast<void>(files_.remove_all(path));
  }
  std::string path;

 private:
  base::Files& files_;
};

bool applies(const Tool& tool, const tree::File& file) {
  if (!file.is_read || file.kind == "binary") return false;
  const bool is_kind =
      tool.kinds.empty() || std::ranges::find(tool.kinds, file.kind) != tool.kinds.end();
  const auto ends_so = [&](std::string_view suffix) { return file.path.ends_with(suffix); };
  return is_kind && (tool.suffixes.empty() || std::ranges::any_of(tool.suffixes, ends_so));
}

// Names that a list with a line each, or a report in JSON, cannot carry.
bool is_plain(std::string_view path) {
  return base::is_utf8(path) &&
         std::ranges::none_of(path, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// Where the tree lies for the tool.
struct Laid {
  std::string path;
  bool is_ours = false;  // a private copy, not the work tree
};

// One tool on one tree, step by step.
class Execution {
 public:
  Execution(base::Context& context, const Tool& tool, const tree::Tree& tree,
            const tree::Tree* judging, const Wanted& wanted, const Request& request)
      : context_(context),
        tool_(tool),
        tree_(tree),
        judging_(judging),
        wanted_(wanted),
        request_(request),
        scratch_(context.world.files()) {}

  model::Run run() {
    const std::int64_t begin_ns = context_.world.clock().monotonic_ns();
    run_.check = tool_.name;
    run_.kind = "tool";
    run_.tool = tool_.name;
    run_.release = tree_.release();
    run_.started = context_.world.clock().now();
    if (auto ran = steps(); !ran) worsen(run_, Outcome::failed, ran.error().text());
    if (run_.outcome != Outcome::skipped) describe_scope();
    // A copy inside the scratch folder goes with that.
    if (folder_.is_ours && !folder_.path.starts_with(scratch_.path + "/"))
      static_cast<void>(context_.world.files().remove_all(folder_.path));
    settle(context_, tool_, tree_, run_);
    if (run_.outcome == Outcome::complete &&
        std::ranges::any_of(run_.problems, [](const auto& p) { return !p.is_harmless; }))
      worsen(run_, Outcome::partial, "it could not look at everything");
    run_.duration_ms = (context_.world.clock().monotonic_ns() - begin_ns) / 1'000'000;
    return std::move(run_);
  }

 private:
  Result<void> steps() {
    auto program = find_program(context_, tool_, wanted_.program, tree_.root());
    if (!program) {
      worsen(run_, Outcome::skipped, fmt::format("{} is not installed", tool_.program));
      return {};
    }
    program_ = std::move(*program);
    if (tool_.needs_rules && wanted_.rules.empty()) {
      worsen(run_, Outcome::skipped, fmt::format("no rule files are named for {}", tool_.name));
      return {};
    }
    choose_targets();
    run_.tool_version = version_of(context_, tool_, program_, request_.cache_folder);
    if (targets_.empty()) {
      if (run_.problems.empty()) run_.reason = "no file that it applies to";
      return {};
    }
    scratch_.path = TRY(context_.world.files().make_temporary_folder("tool-run"));
    TRY(context_.world.files().make_folders(scratch_.path + "/out"));
    own_files_ = TRY(own_files(context_, tool_, tree_, judging_, scratch_.path));
    run_.problems.insert(run_.problems.end(), own_files_.notes.begin(), own_files_.notes.end());
    folder_.path = TRY(tree_.folder(context_), "laying the tree out for {}", tool_.name);
    folder_.is_ours = folder_.path != tree_.root();
    if (folder_.is_ours) TRY(lay_over(folder_.path));
    TRY(write_rules());
    return run_batches();
  }

  void choose_targets() {
    for (const tree::File& file : tree_.files()) {
      if (!applies(tool_, file)) continue;
      if (!is_plain(file.path)) {
        run_.problems.push_back({.path = base::path_text(file.path),
                                 .text = fmt::format("its name cannot be handed to {}", tool_.name),
                                 .is_harmless = false});
        continue;
      }
      targets_.push_back((file.path.starts_with('-') ? "./" : "") + file.path);
      run_.files_read += 1;
      run_.bytes_read += file.size_bytes;
    }
  }

  Result<void> write_rules() {
    std::size_t number = 0;
    for (const RuleFile& rules : wanted_.rules) {
      const std::string path = fmt::format("{}/rules-{}.yaml", scratch_.path, ++number);
      TRY(context_.world.files().write_atomically(path, rules.text));
      rule_paths_.push_back(path);
    }
    return {};
  }

  // The operating system bounds what can be handed over at once.
  std::vector<std::vector<std::string>> batches() const {
    if (tool_.targets == Targets::as_list || (tool_.kinds.empty() && !tree_.is_narrowed()))
      return {targets_};
    std::vector<std::vector<std::string>> out(1);
    std::size_t bytes = 0;
    for (const std::string& target : targets_) {
      if (bytes + target.size() > base::limits::tool_argument_bytes) {
        out.emplace_back();
        bytes = 0;
      }
      bytes += target.size() + sizeof(char*);
      out.back().push_back(target);
    }
    return out;
  }

  Result<void> run_batches() {
    const std::int64_t end_ns =
        context_.world.clock().monotonic_ns() + wanted_.timeout_ms * 1'000'000;
    std::size_t number = 0;
    for (const auto& targets : batches()) {
      const std::int64_t left_ms = (end_ns - context_.world.clock().monotonic_ns()) / 1'000'000;
      if (left_ms <= 0 || context_.stop.stop_requested()) {
        worsen(run_, Outcome::partial, left_ms <= 0 ? "its time was over" : "it was interrupted");
        break;
      }
      TRY(run_batch(targets, ++number, left_ms));
    }
    return {};
  }

  Result<void> run_batch(const std::vector<std::string>& targets, std::size_t number,
                         std::int64_t timeout_ms) {
    Invocation invocation;
    invocation.report = fmt::format("{}/out/report-{}", scratch_.path, number);
    invocation.rules = rule_paths_;
    invocation.targets = targets;
    invocation.target_list = fmt::format("{}/targets-{}", scratch_.path, number);
    invocation.is_whole = !tree_.is_narrowed();
    invocation.own_settings = own_files_.text;
    invocation.jobs = context_.pool.threads();
    if (tool_.targets == Targets::as_list)
      TRY(context_.world.files().write_atomically(invocation.target_list,
                                                  base::join(targets, "\n") + "\n"));
    Arguments arguments = tool_.arguments(invocation);
    if (number == 1) {
      words_ = arguments.words;
      run_.problems.insert(run_.problems.end(), arguments.notes.begin(), arguments.notes.end());
    }
    base::Command command;
    command.argv = {program_.path};
    command.argv.insert(command.argv.end(), arguments.words.begin(), arguments.words.end());
    command.environment = program_.environment;
    command.timeout_ms = timeout_ms;
    command.error_bytes = base::limits::tool_error_bytes;
    const base::Ended ended = TRY(start(command));
    run_.sandbox = base::name(ended.sandbox);
    read_report(context_, tool_, invocation.report, ended, run_);
    return {};
  }

  // In the tree itself with the baseline's files laid over it, or in a copy where that cannot be.
  Result<base::Ended> start(base::Command& command) {
    base::Sandbox sandbox;
    sandbox.at_least = request_.sandbox_at_least;
    sandbox.writable = scratch_.path + "/out";
    sandbox.readable = program_.readable;
    sandbox.readable.push_back(scratch_.path);
    sandbox.readable.push_back(folder_.path);
    command.sandbox = &sandbox;
    command.folder = folder_.path;
    if (folder_.is_ours || own_files_.covers.empty())
      return context_.world.processes().run(command, context_.stop);
    for (const base::Sandbox::Cover& cover : own_files_.covers)
      sandbox.covers.push_back({folder_.path + "/" + cover.path, cover.with});
    auto ended = context_.world.processes().run(command, context_.stop);
    if (ended || ended.error().kind != base::ErrorKind::unsupported) return ended;
    TRY(make_copy());
    sandbox.covers.clear();
    sandbox.readable.back() = command.folder = folder_.path;
    return context_.world.processes().run(command, context_.stop);
  }

  // The judging side's versions of the tool's own files, put into a folder that is ours to change.
  Result<void> lay_over(const std::string& folder) {
    base::Files& files = context_.world.files();
    for (const base::Sandbox::Cover& cover : own_files_.covers) {
      const std::string path = folder + "/" + cover.path;
      if (files.status(path)) TRY(files.remove(path));
      if (cover.with.empty()) continue;
      const std::string text = TRY(files.read(cover.with, base::limits::ignore_file_bytes));
      TRY(files.write_atomically(path, text));
    }
    return {};
  }

  // Of what the tool looks at, and of its own files.
  Result<void> make_copy() {
    base::Files& files = context_.world.files();
    const std::string copy = scratch_.path + "/tree";
    TRY(files.make_folders(copy));
    for (const tree::File& file : tree_.files()) {
      const std::string name = file.path.substr(file.path.find_last_of('/') + 1);
      const bool is_own = std::ranges::find(tool_.judges_itself, name) != tool_.judges_itself.end();
      if (!is_own && !applies(tool_, file)) continue;
      const auto bytes = tree_.read(context_, file.path);
      if (!bytes) {
        if (!is_own)
          run_.problems.push_back({base::path_text(file.path), bytes.error().text(), false});
        continue;
      }
      const std::string target = copy + "/" + file.path;
      TRY(files.make_folders(target.substr(0, target.find_last_of('/'))));
      TRY(files.write_atomically(target, *bytes));
    }
    TRY(lay_over(copy));
    folder_ = {copy, true};
    return {};
  }

  // At the end: only the report may have told the version.
  void describe_scope() {
    run_.scope.is_whole = !tree_.is_narrowed();
    if (tree_.is_narrowed())
      for (const std::string& target : targets_)
        run_.scope.paths.push_back(base::path_text(target));
    crypto::Sha256 rules;
    rules.update(run_.tool).update("\n").update(run_.tool_version).update("\n");
    for (const RuleFile& file : wanted_.rules) rules.update(crypto::sha256_hex(file.text));
    run_.scope.rule_digest = rules.hex();
    crypto::Sha256 configuration;
    for (const std::string& word : words_) {
      // Temporary names and the files themselves are no settings.
      const bool is_setting =
          word.starts_with('-') && word.find(scratch_.path) == std::string::npos;
      if (is_setting) configuration.update(word).update("\n");
    }
    configuration.update(own_files_.all);
    run_.scope.configuration_digest = configuration.hex();
  }

  base::Context& context_;
  const Tool& tool_;
  const tree::Tree& tree_;
  const tree::Tree* judging_;
  const Wanted& wanted_;
  const Request& request_;
  Scratch scratch_;
  model::Run run_;
  Program program_;
  OwnFilesInForce own_files_;
  Laid folder_;
  std::vector<std::string> targets_, rule_paths_, words_;
};

}  // namespace

std::vector<model::Run> run(base::Context& context, const tree::Tree& tree,
                            const tree::Tree* judging, const Request& request) {
  std::vector<model::Run> runs(request.tools.size());
  // One after another: each is told to use all threads.
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Wanted& wanted = request.tools[i];
    const Tool* tool = find(wanted.name);
    context.progress.report(wanted.name, i, runs.size());
    if (tool == nullptr) {
      runs[i].check = runs[i].tool = wanted.name;
      runs[i].kind = "tool";
      worsen(runs[i], Outcome::skipped, "andon knows no tool of this name");
      continue;
    }
    runs[i] = Execution(context, *tool, tree, judging, wanted, request).run();
  }
  return runs;
}

}  // namespace andon::tools
