#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "git/git.h"
#include "git/parts/call.h"
#include "git/parts/ended.h"
#include "git/parts/session.h"

namespace andon::git {

using base::Command;
using base::Context;
using base::Ended;
using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::FileKind;
using base::Result;

namespace {

// Kept when we are called as a hook: without them `git commit a.txt` shows the wrong index and a
// pre-receive hook finds no object.
constexpr std::array hook_variables = {"GIT_DIR",
                                       "GIT_WORK_TREE",
                                       "GIT_INDEX_FILE",
                                       "GIT_OBJECT_DIRECTORY",
                                       "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                       "GIT_QUARANTINE_PATH"};
constexpr std::array plain_variables = {"PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR",
                                        "GIT_CEILING_DIRECTORIES"};
// How a person or a CI job lets git in at the remote's door.
constexpr std::array network_variables = {
    "SSH_AUTH_SOCK",   "SSH_AGENT_PID",  "GIT_SSH",       "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT", "GIT_ASKPASS",    "SSH_ASKPASS",   "http_proxy",
    "https_proxy",     "HTTPS_PROXY",    "all_proxy",     "ALL_PROXY",
    "no_proxy",        "NO_PROXY",       "SSL_CERT_FILE", "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",  "GIT_SSL_CAPATH", "USER",          "LOGNAME"};
// Configuration keys that run programs, and what makes each harmless.
constexpr std::array hardened_settings = {"core.hooksPath=/dev/null",
                                          "core.fsmonitor=false",
                                          "core.attributesFile=/dev/null",
                                          "core.alternateRefsCommand=true",
                                          "core.pager=cat",
                                          "core.editor=true",
                                          "diff.external=",
                                          "diff.ignoreSubmodules=dirty",
                                          "gc.auto=0",
                                          "maintenance.auto=false",
                                          "log.showSignature=false",
                                          "submodule.recurse=false",
                                          "fetch.recurseSubmodules=false",
                                          "push.recurseSubmodules=no",
                                          "push.gpgSign=false",
                                          "commit.gpgSign=false",
                                          "color.ui=false",
                                          "advice.detachedHead=false"};

template <class Names>
void keep(Context& context, const Names& names, Command& command) {
  for (const char* name : names)
    if (auto value = context.world.environment(name))
      command.environment.emplace_back(name, *value);
}

// As GIT_CONFIG_COUNT: how a CI job hands over credentials without writing them down.
void keep_injected_configuration(Context& context, Command& command) {
  const auto count = context.world.environment("GIT_CONFIG_COUNT");
  if (!count) return;
  command.environment.emplace_back("GIT_CONFIG_COUNT", *count);
  for (std::size_t i = 0; i < 100; ++i) {
    const std::string key = fmt::format("GIT_CONFIG_KEY_{}", i);
    const std::string value = fmt::format("GIT_CONFIG_VALUE_{}", i);
    const auto key_text = context.world.environment(key);
    if (!key_text) return;
    command.environment.emplace_back(key, *key_text);
    command.environment.emplace_back(value, context.world.environment(value).value_or(""));
  }
}

Command hardened(Context& context, const std::string& safe_folder, const std::string& protocol) {
  Command command;
  command.argv = {"git", "--no-pager"};
  const auto set = [&](std::string setting) {
    command.argv.emplace_back("-c");
    command.argv.push_back(std::move(setting));
  };
  for (const char* setting : hardened_settings) set(setting);
  set("protocol.allow=never");
  if (protocol.empty()) {
    set("core.sshCommand=false");
    set("credential.helper=");
  } else {
    set(fmt::format("protocol.{}.allow=always", protocol));
    keep(context, network_variables, command);
    keep_injected_configuration(context, command);
  }
  if (!safe_folder.empty()) set("safe.directory=" + safe_folder);
  keep(context, plain_variables, command);
  keep(context, hook_variables, command);
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, const char*>>{{"LC_ALL", "C.UTF-8"},
                                                                  {"GIT_OPTIONAL_LOCKS", "0"},
                                                                  {"GIT_NO_LAZY_FETCH", "1"},
                                                                  {"GIT_NO_REPLACE_OBJECTS", "1"},
                                                                  {"GIT_ATTR_NOSYSTEM", "1"},
                                                                  {"GIT_TERMINAL_PROMPT", "0"},
                                                                  {"GIT_PAGER", "cat"}})
    command.environment.emplace_back(name, value);
  command.timeout_ms = base::limits::git_timeout_ms;
  command.output_bytes = base::limits::git_output_bytes;
  return command;
}

std::string parent(const std::string& folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : folder.substr(0, slash);
}

std::string resolved(const std::string& against, std::string_view path) {
  return path.starts_with('/') ? std::string(path) : fmt::format("{}/{}", against, path);
}

bool is_folder(base::Files& files, const std::string& path) {
  const auto status = files.target_status(path);
  return status && status->kind == FileKind::folder;
}

bool is_git_folder(base::Files& files, const std::string& path) {
  if (!files.status(path + "/HEAD")) return false;
  return files.status(path + "/commondir").has_value() ||
         (is_folder(files, path + "/objects") && is_folder(files, path + "/refs"));
}

// What a ".git" file points at; empty when it is none.
std::string linked_git_folder(base::Files& files, const std::string& folder) {
  const auto text = files.read(folder + "/.git", base::limits::path_bytes * 2);
  if (!text || !text->starts_with("gitdir: ")) return {};
  const std::string path = resolved(folder, base::trim(std::string_view(*text).substr(8)));
  return is_git_folder(files, path) ? path : std::string();
}

std::string git_folder_of(base::Files& files, const std::string& folder) {
  const auto status = files.target_status(folder + "/.git");
  if (!status) return {};
  if (status->kind == FileKind::file) return linked_git_folder(files, folder);
  return is_git_folder(files, folder + "/.git") ? folder + "/.git" : std::string();
}

}  // namespace

std::string_view Configuration::value(std::string_view key) const {
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
    if (entry->key == key) return entry->value;
  return {};
}

bool Configuration::is_true(std::string_view key) const {
  const std::string text = base::lower_ascii(value(key));
  return text == "true" || text == "yes" || text == "on" || text == "1";
}

Result<Configuration> user_configuration(Context& context) {
  Command command = hardened(context, {}, {});
  std::erase_if(command.environment,
                [](const auto& variable) { return variable.first == "GIT_DIR"; });
  command.argv.insert(command.argv.end(), {"config", "--list", "-z"});
  command.folder = "/";
  const Ended ended = TRY(checked(context.world.processes().run(command, context.stop), "config"));
  if (ended.exit_code != 0) return Configuration();
  return Configuration(TRY(parse_configuration(ended.output)));
}

Repository::Repository() : session_(std::make_unique<Session>()) {}

Result<std::optional<Repository>> Repository::discover(Context& context,
                                                       const std::string& folder) {
  base::Files& files = context.world.files();
  Repository repository;
  if (context.world.environment("GIT_DIR")) {
    repository.top_level_ = folder;
    const std::string answer =
        TRY(repository.run(context, {"rev-parse", "--path-format=absolute", "--git-dir",
                                     "--git-common-dir", "--is-bare-repository"}),
            "asking git where GIT_DIR is");
    const auto lines = base::lines(answer);
    if (lines.size() < 3)
      return fail(ErrorKind::invalid, ErrorOrigin::machine, "git does not know where GIT_DIR is");
    repository.git_folder_ = lines[0];
    repository.common_folder_ = lines[1];
    repository.top_level_.clear();
    if (lines[2] == "true") return repository;
    repository.top_level_ = folder;
    const std::string top = TRY(repository.run(context, {"rev-parse", "--show-toplevel"}));
    repository.top_level_ = top.substr(0, top.size() - (top.ends_with('\n') ? 1 : 0));
    return repository;
  }
  for (std::string at = folder;; at = parent(at)) {
    repository.git_folder_ = git_folder_of(files, at);
    if (!repository.git_folder_.empty()) {
      repository.top_level_ = at;
      break;
    }
    if (is_git_folder(files, at)) {
      repository.git_folder_ = at;
      break;
    }
    if (at == "/") return std::nullopt;
  }
  repository.common_folder_ = repository.git_folder_;
  const auto common = files.read(repository.git_folder_ + "/commondir", base::limits::path_bytes);
  if (common) repository.common_folder_ = resolved(repository.git_folder_, base::trim(*common));
  return repository;
}

Command Repository::command(Context& context, Call call) const {
  const std::string& folder = top_level_.empty() ? git_folder_ : top_level_;
  Command command = hardened(context, folder, call.protocol);
  for (const std::string& name : filters_)
    for (const std::string_view setting : {"clean=", "smudge=", "process=", "required=false"})
      command.argv.insert(command.argv.end(), {"-c", fmt::format("filter.{}.{}", name, setting)});
  for (auto& variable : call.environment) {
    std::erase_if(command.environment,
                  [&](const auto& other) { return other.first == variable.first; });
    command.environment.push_back(std::move(variable));
  }
  command.argv.insert(command.argv.end(), call.arguments.begin(), call.arguments.end());
  command.folder = folder;
  command.input = std::move(call.input);
  return command;
}

Result<Ended> Repository::start(Context& context, Call call) const {
  const std::string verb = call.arguments.empty() ? std::string() : call.arguments.front();
  return checked(context.world.processes().run(command(context, std::move(call)), context.stop),
                 verb);
}

Result<std::string> Repository::run(Context& context, std::vector<std::string> arguments,
                                    std::string input) const {
  const std::string verb = arguments.front();
  Ended ended = TRY(start(context, {std::move(arguments), std::move(input)}));
  if (ended.exit_code != 0)
    return fail(ErrorKind::invalid, ErrorOrigin::machine, "git {}: {}", verb, last_words(ended));
  return std::move(ended.output);
}

bool Repository::is_shallow(Context& context) const {
  return context.world.files().status(common_folder_ + "/shallow").has_value();
}

std::string Repository::default_branch(Context& context) const {
  const auto text = context.world.files().read(common_folder_ + "/refs/remotes/origin/HEAD",
                                               base::limits::path_bytes);
  constexpr std::string_view prefix = "ref: refs/remotes/origin/";
  if (!text || !text->starts_with(prefix)) return {};
  return std::string(base::trim(std::string_view(*text).substr(prefix.size())));
}

Result<Configuration> Repository::read_configuration(Context& context) {
  Configuration configuration = TRY(session_->configuration([&]() -> Result<Configuration> {
    return Configuration(TRY(parse_configuration(TRY(run(context, {"config", "--list", "-z"})))));
  }));
  filters_.clear();
  for (const ConfigEntry& entry : configuration.entries()) {
    const std::string_view key = entry.key;
    const std::size_t dot = key.rfind('.');
    if (!key.starts_with("filter.") || dot == std::string_view::npos || dot <= 7) continue;
    std::string name(key.substr(7, dot - 7));
    // `-c` cannot name it: refused rather than run.
    if (name.find('=') != std::string::npos)
      return fail(ErrorKind::unsupported, ErrorOrigin::machine,
                  "the git configuration has a filter with \"=\" in its name: {}",
                  base::printable(name));
    if (std::find(filters_.begin(), filters_.end(), name) == filters_.end())
      filters_.push_back(std::move(name));
  }
  return configuration;
}

bool Repository::is_free_of_filters(Context& context) const {
  const std::string home = context.world.environment("HOME").value_or("");
  const std::string user = context.world.environment("XDG_CONFIG_HOME").value_or("");
  for (const std::string& path :
       {common_folder_ + "/config", git_folder_ + "/config.worktree", home + "/.gitconfig",
        (user.empty() ? home + "/.config" : user) + "/git/config", std::string("/etc/gitconfig")}) {
    auto text = context.world.files().read(path, base::limits::configuration_bytes);
    if (!text && text.error().kind == ErrorKind::not_found) continue;
    if (!text) return false;
    const std::string lower = base::lower_ascii(*text);
    if (lower.find("filter") != std::string::npos || lower.find("include") != std::string::npos)
      return false;
  }
  return true;
}

Result<std::vector<IndexEntry>> Repository::index(Context& context) const {
  return parse_index(TRY(run(context, {"ls-files", "--cached", "--stage", "-v", "-z"})));
}

Result<Status> Repository::status(Context& context) const {
  return parse_status(
      TRY(run(context, {"status", "--porcelain=v2", "--branch", "-z", "--untracked-files=no",
                        "--ignore-submodules=dirty", "--no-renames", "--no-ahead-behind"})));
}

Result<std::string> Repository::merge_base(Context& context, std::string_view one,
                                           std::string_view other) const {
  const std::string first = TRY(resolve(context, one));
  const std::string second = TRY(resolve(context, other));
  if (first == second) return first;
  if (auto known = session_->known_merge_base(first, second)) return *std::move(known);
  const Ended ended = TRY(start(context, {{"merge-base", first, second}}));
  const std::string_view id = base::trim(ended.output);
  if (ended.exit_code == 0 && !id.empty()) {
    session_->remember_merge_base(first, second, std::string(id));
    return std::string(id);
  }
  if (is_shallow(context))
    return fail(ErrorKind::not_found, ErrorOrigin::machine,
                "no merge-base of {} and {} in this shallow clone; "
                "mend it with: git fetch --unshallow",
                base::printable(one), base::printable(other));
  return fail(ErrorKind::not_found, ErrorOrigin::usage, "{} and {} have no commit in common",
              base::printable(one), base::printable(other));
}

Result<Difference> Repository::difference(Context& context, std::string_view since, Side side,
                                          std::string_view treeish) const {
  std::vector<std::string> arguments = {"diff",
                                        "--raw",
                                        "-p",
                                        "-U0",
                                        "-z",
                                        "--abbrev=64",
                                        "-M",
                                        "-l2000",
                                        "--text",
                                        "--no-ext-diff",
                                        "--no-textconv",
                                        "--no-color",
                                        "--no-relative",
                                        "--src-prefix=a/",
                                        "--dst-prefix=b/",
                                        "--submodule=short",
                                        "--ignore-submodules=dirty",
                                        "--inter-hunk-context=0",
                                        "-O/dev/null"};
  if (side == Side::index) arguments.emplace_back("--cached");
  arguments.push_back(TRY(resolve(context, since)));
  if (side == Side::treeish) arguments.push_back(TRY(resolve(context, treeish)));
  arguments.emplace_back("--");
  return parse_difference(TRY(run(context, std::move(arguments))));
}

Result<void> Repository::write_files(Context& context, Side side, std::string_view treeish,
                                     const std::string& folder) const {
  const std::vector<std::string> checkout = {"checkout-index", "--all", "--quiet",
                                             "--prefix=" + folder + "/"};
  if (side == Side::index) {
    TRY(run(context, checkout));
    return {};
  }
  // An index of our own, so that the repository's is not touched.
  const std::string index_file = folder + "/.andon-index";  // the folder is private to us
  const auto own_index = [&](std::vector<std::string> arguments) {
    return start(context, {std::move(arguments), {}, {{"GIT_INDEX_FILE", index_file}}});
  };
  Result<Ended> ended = own_index({"read-tree", fmt::format("{}^{{tree}}", treeish)});
  if (ended && ended->exit_code == 0) ended = own_index(checkout);
  (void)context.world.files().remove(index_file);
  const Ended last = TRY(std::move(ended));
  if (last.exit_code != 0)
    return fail(ErrorKind::invalid, ErrorOrigin::machine, "git could not write the files of {}: {}",
                base::printable(treeish), last_words(last));
  return {};
}

}  // namespace andon::git
