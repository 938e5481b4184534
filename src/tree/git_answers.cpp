#include "tree/parts/git_answers.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/limits.h"
#include "git/index_file.h"
#include "tree/parts/state.h"

namespace andon::tree {
namespace {

using base::Context;
using base::ErrorKind;
using base::Result;

// Runs each of `tasks` on the pool; the first error counts.
Result<void> together(Context& context, const std::vector<std::function<Result<void>()>>& tasks) {
  std::vector<Result<void>> results(tasks.size());
  context.pool.for_each(tasks.size(), {},
                        [&](std::size_t at, std::size_t) { results[at] = tasks[at](); });
  for (Result<void>& result : results)
    if (!result) return result;
  return {};
}

std::string home(Context& context) { return context.world.environment("HOME").value_or(""); }

// The user's ignore file as git finds it: core.excludesFile, else git/ignore in the configuration
// folder.
void add_user_ignore_file(Context& context, const git::Configuration& configuration,
                          std::vector<IgnoreFile>& outer, std::vector<model::Problem>& problems) {
  std::string shown(configuration.value("core.excludesfile"));
  std::string path = shown;
  if (path.starts_with("~/")) path = home(context) + path.substr(1);
  if (path.empty()) {
    const std::string folder = context.world.environment("XDG_CONFIG_HOME").value_or("");
    shown = folder.empty() ? "~/.config/git/ignore" : folder + "/git/ignore";
    path = folder.empty() ? home(context) + "/.config/git/ignore" : shown;
  }
  const auto bytes = context.world.files().read(path, base::limits::ignore_file_bytes);
  std::size_t left_out = 0;
  if (bytes)
    outer.push_back(parse_ignore_file(shown, "", *bytes, base::limits::ignore_patterns, left_out));
  else if (bytes.error().kind != ErrorKind::not_found)
    problems.push_back({"", bytes.error().text(), false});
}

// HEAD's tree, where the index is known to hold just that and nothing of andon's is to be taken out
// of it; else empty.
std::string tree_in_index(const GitAnswers& answers,
                          const std::map<std::string, std::string, std::less<>>& trees,
                          const std::string& component) {
  const auto tree = trees.find(component);
  if (tree == trees.end() || answers.status.commit.empty()) return {};
  const auto is_staged = [](const git::StatusEntry& entry) { return entry.index != '.'; };
  if (std::ranges::any_of(answers.status.entries, is_staged)) return {};
  const std::string own = component.empty() ? ".andon" : component + "/.andon";
  for (const git::IndexEntry& entry : answers.index)
    if (is_within(entry.path, own)) return {};
  return tree->second;
}

// Files of andon's that people commit: with them in HEAD, its tree has to be read, to leave them
// out.
bool has_own_files(Context& context, const git::Repository& repository,
                   const std::string& component) {
  const std::string own = fmt::format("{}{}{}/.andon/", repository.top_level(),
                                      component.empty() ? "" : "/", component);
  const auto is_there = [&](const char* name) {
    return context.world.files().status(own + name).has_value();
  };
  return std::ranges::any_of(std::array{"adopted", "waivers", "trust.yaml", "andon.lock"},
                             is_there);
}

}  // namespace

Result<GitAnswers> ask_git(Context& context, git::Repository& repository,
                           const std::string& component, const std::string& treeish) {
  GitAnswers answers;
  const git::Repository early = repository;  // its copy runs while filters are not known yet
  const auto configuration = [&]() -> Result<void> {
    answers.configuration = TRY(repository.read_configuration(context));
    return {};
  };
  const auto head_tree = [&]() -> Result<void> {
    const std::string of = treeish.empty() ? "HEAD" : treeish;
    const std::string name =
        component.empty() ? of + "^{tree}" : fmt::format("{}:{}", of, component);
    auto found = TRY(early.objects(context, {name}));
    if (found.front() && found.front()->header.type == "tree") {
      answers.tree = found.front()->header.id;
      answers.tree_bytes = std::move(found.front()->bytes);
    }
    return {};
  };
  if (!treeish.empty()) {
    TRY(together(context, {configuration, head_tree}));
    return answers;
  }
  // Each call of git costs some 2 ms: status does not wait for the configuration where no filter
  // can come of it, and the index is read as it lies.
  std::vector<std::function<Result<void>()>> tasks = {configuration};
  const bool is_status_early = early.is_free_of_filters(context);
  const auto status_of = [&](const git::Repository& asked) {
    return [&]() -> Result<void> {
      answers.status = TRY(asked.status(context));
      return {};
    };
  };
  if (is_status_early) tasks.push_back(status_of(early));
  if (has_own_files(context, early, component)) tasks.push_back(head_tree);
  TRY(together(context, tasks));
  tasks.clear();
  if (!is_status_early || repository.has_filters()) tasks.push_back(status_of(repository));
  auto index = git::read_index_file(context, repository, answers.configuration);
  if (index)
    answers.index = std::move(index->entries);
  else
    tasks.push_back([&]() -> Result<void> {
      answers.index = TRY(early.index(context));
      return {};
    });
  TRY(together(context, tasks));
  if (index && answers.tree.empty()) answers.tree = tree_in_index(answers, index->trees, component);
  if (answers.tree.empty()) TRY(head_tree());
  return answers;
}

std::vector<IgnoreFile> outer_ignore_files(Context& context,
                                           const git::Configuration& configuration,
                                           const std::optional<git::Repository>& repository,
                                           std::vector<model::Problem>& problems) {
  std::vector<IgnoreFile> outer;
  add_user_ignore_file(context, configuration, outer, problems);
  if (!repository) return outer;
  const auto bytes = context.world.files().read(repository->common_folder() + "/info/exclude",
                                                base::limits::ignore_file_bytes);
  std::size_t left_out = 0;
  if (bytes)
    outer.push_back(parse_ignore_file(".git/info/exclude", "", *bytes,
                                      base::limits::ignore_patterns, left_out));
  return outer;
}

}  // namespace andon::tree
