// tools: programs of others, one file each: how to find and run them, which files of the tree they
// let judge themselves, and which format they write. It runs them in a sandbox, bounded in time and
// output, and hands back a Run for each: skipped when absent, partial or failed when not whole,
// with what could be read. It never runs a program that stands in the tree, never fetches anything,
// and does not mask: flow redacts its texts.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/limits.h"
#include "model/run.h"
#include "tree/tree.h"

namespace andon::tools {

struct Tool;

// All that andon knows, in order; null: no such tool.
std::span<const Tool* const> all();
const Tool* find(std::string_view name);

// A rule file of the side that judges.
struct RuleFile {
  std::string name;  // as the user wrote it, for messages
  std::string text;
};

struct Wanted {
  std::string name;             // of the tool
  std::vector<RuleFile> rules;  // for tools that need them (semgrep)
  std::int64_t timeout_ms = base::limits::tool_timeout_ms;
  std::string program;  // absolute path; empty: found on PATH
};

struct Request {
  std::vector<Wanted> tools;
  base::SandboxKind sandbox_at_least = base::SandboxKind::none;
  std::string cache_folder;  // for the versions of programs; empty: none
};

// One Run per wanted tool, in their order. `judging`: the tree whose ignore files of tools count
// (law 9); null on a first look, when the tree's own do.
std::vector<model::Run> run(base::Context& context, const tree::Tree& tree,
                            const tree::Tree* judging, const Request& request);

// What is installed: for `init`, `rules` and `version`.
struct Installed {
  std::string name, title, program, version;  // program empty: not found; version empty: not told
};
std::vector<Installed> installed(base::Context& context, const std::string& not_inside,
                                 const std::string& cache_folder);

}  // namespace andon::tools
