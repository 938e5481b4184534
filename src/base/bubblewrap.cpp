#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "base/real_files.h"
#include "base/sandbox.h"
#include "base/text.h"

namespace andon::base {
namespace {

using Arguments = std::vector<std::string>;

void add(Arguments& out, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) out.emplace_back(word);
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

void hide_secrets_of_the_system(Arguments& out, Files& files) {
  for (const std::string& path : hidden_system_paths()) {
    const auto status = files.status(path);
    if (!status) continue;
    if (status->kind == FileKind::folder)
      add(out, {"--tmpfs", path});
    else
      add(out, {"--ro-bind", "/dev/null", path});
  }
}

// Bubblewrap has no way to take a path away, nor to add one to a folder that is read-only, so the
// folder is built anew from mounts of everything else that stands there.
Result<void> rebuild(Arguments& out, Files& files, const std::string& folder,
                     const std::set<std::string>& absent) {
  const auto entries = TRY(files.list(folder));
  if (entries.size() > limits::sandbox_folder_entries)
    return fail(ErrorKind::unsupported, ErrorOrigin::machine,
                "{}: has {} entries, too many to show one of them otherwise", path_text(folder),
                entries.size());
  add(out, {"--tmpfs", folder});
  for (const FolderEntry& entry : entries) {
    const std::string path = (folder == "/" ? "" : folder) + "/" + entry.name;
    if (absent.contains(path)) continue;
    if (entry.kind == FileKind::link) {
      const std::string target = TRY(files.link_target(path));
      add(out, {"--symlink", target, path});
    } else if (entry.kind != FileKind::other) {
      add(out, {"--ro-bind", path, path});
    }
  }
  return {};
}

Result<void> add_covers(Arguments& out, Files& files, const std::vector<Sandbox::Cover>& covers) {
  std::map<std::string, std::set<std::string>> rebuilt;  // folder: absent paths; outer ones first
  for (const Sandbox::Cover& cover : covers) {
    if (cover.with.empty())
      rebuilt[parent_of(cover.path)].insert(cover.path);
    else if (!files.status(cover.path))
      rebuilt.try_emplace(parent_of(cover.path));
  }
  // A folder inside one that was itself taken away is gone with it.
  std::erase_if(rebuilt, [&](const auto& folder) {
    return std::ranges::any_of(covers, [&](const Sandbox::Cover& cover) {
      return cover.with.empty() &&
             (folder.first == cover.path || folder.first.starts_with(cover.path + "/"));
    });
  });
  for (const auto& [folder, paths] : rebuilt) TRY(rebuild(out, files, folder, paths));
  for (const Sandbox::Cover& cover : covers)
    if (!cover.with.empty()) add(out, {"--ro-bind", cover.with, cover.path});
  for (const auto& [folder, paths] : rebuilt) add(out, {"--remount-ro", folder});
  return {};
}

}  // namespace

std::vector<std::string> system_folders() {
  return {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc"};
}

std::vector<std::string> hidden_system_paths() {
  return {"/etc/shadow",     "/etc/shadow-",    "/etc/gshadow",     "/etc/gshadow-",
          "/etc/sudoers",    "/etc/ssh",        "/etc/ssl/private", "/etc/docker",
          "/etc/kubernetes", "/etc/machine-id", "/etc/krb5.keytab"};
}

Result<std::vector<std::string>> bubblewrap_arguments(const std::string& bubblewrap,
                                                      const Command& command,
                                                      const std::string& private_folder) {
  const Sandbox& sandbox = *command.sandbox;
  const auto files = make_real_files("/tmp");
  Arguments out;
  add(out, {bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            "--hostname", "andon"});
  for (const std::string& folder : system_folders()) add(out, {"--ro-bind-try", folder, folder});
  hide_secrets_of_the_system(out, *files);
  add(out, {"--proc", "/proc", "--dev", "/dev", "--bind", private_folder, "/tmp"});
  // After /tmp: the tree or the tool may stand there.
  for (const std::string& path : sandbox.readable) add(out, {"--ro-bind", path, path});
  TRY(add_covers(out, *files, sandbox.covers));
  if (!sandbox.writable.empty()) add(out, {"--bind", sandbox.writable, sandbox.writable});
  add(out, {"--remount-ro", "/", "--setenv", "HOME", "/tmp/home", "--setenv", "TMPDIR", "/tmp"});
  if (!command.folder.empty()) add(out, {"--chdir", command.folder});
  out.emplace_back("--");
  out.insert(out.end(), command.argv.begin(), command.argv.end());
  return out;
}

std::vector<std::pair<std::string, std::string>> private_environment(
    const Command& command, const std::string& private_folder) {
  auto environment = command.environment;
  std::erase_if(environment, [](const auto& variable) {
    return variable.first == "HOME" || variable.first == "TMPDIR";
  });
  environment.emplace_back("HOME", private_folder + "/home");
  environment.emplace_back("TMPDIR", private_folder);
  return environment;
}

}  // namespace andon::base
