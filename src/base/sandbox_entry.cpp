// The launcher: ourselves, started anew between andon and a program of others, because limits,
// Landlock and seccomp are put on by the process that they hold, and posix_spawn runs no code
// there. After a failed step nothing is started.
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "base/descriptor.h"
#include "base/limits.h"
#include "base/real_files.h"
#include "base/real_world.h"
#include "base/sandbox.h"
#include "base/text.h"

namespace andon::base {
namespace {

// Debian 12's header ends at version 2 of Landlock; the kernel's documentation has the rest.
struct RulesetAttributes {
  __u64 handled_access_fs;
  __u64 handled_access_net;  // version 4
  __u64 scoped;              // version 6
};
constexpr __u64 access_truncate = 1ull << 14;  // version 3
constexpr __u64 access_ioctl = 1ull << 15;     // version 5
constexpr __u64 access_bind_tcp = 1ull << 0;
constexpr __u64 access_connect_tcp = 1ull << 1;
constexpr __u64 scope_all = (1ull << 0) | (1ull << 1);  // abstract sockets, signals

constexpr __u64 read_access =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr __u64 file_access = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                              LANDLOCK_ACCESS_FS_WRITE_FILE | access_truncate | access_ioctl;

[[noreturn]] void give_up(std::string_view step, std::string_view what) {
  std::fprintf(stderr, "%s%.*s %.*s: %s\n", std::string(launch_failed_text).c_str(),
               static_cast<int>(step.size()), step.data(), static_cast<int>(what.size()),
               what.data(), std::strerror(errno));
  std::_Exit(launch_failed_code);
}

__u64 all_file_access(int version) {
  __u64 access = (1ull << 13) - 1;
  if (version >= 2) access |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) access |= access_truncate;
  if (version >= 5) access |= access_ioctl;
  return access;
}

void limit(int resource, rlim_t value) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0)
    give_up("reading", "a limit");
  if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
  const rlimit wanted{value, value};
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &wanted) != 0)
    give_up("setting", "a limit");
}

enum class Presence { required, optional };

void allow(int ruleset, const std::string& path, __u64 access, Presence presence) {
  const Descriptor target(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!target.is_open()) {
    if (presence == Presence::optional) return;
    give_up("opening", path);
  }
  struct stat data;
  if (::fstat(target.number(), &data) != 0) give_up("reading", path);
  if (!S_ISDIR(data.st_mode)) access &= file_access;  // a rule on a file takes only a file's rights
  landlock_path_beneath_attr rule{};
  rule.allowed_access = access;
  rule.parent_fd = target.number();
  if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
    give_up("allowing", path);
}

// Landlock only ever adds rights beneath a folder, so one that holds a hidden path is allowed entry
// by entry.
void allow_system(int ruleset, Files& files, const std::string& path) {
  bool is_holding_hidden = false;
  for (const std::string& hidden : hidden_system_paths()) {
    if (path == hidden) return;
    is_holding_hidden = is_holding_hidden || hidden.starts_with(path + "/");
  }
  if (!is_holding_hidden) return allow(ruleset, path, read_access, Presence::optional);
  allow(ruleset, path, LANDLOCK_ACCESS_FS_READ_DIR, Presence::optional);
  const auto entries = files.list(path);
  if (!entries) return;
  for (const FolderEntry& entry : *entries) allow_system(ruleset, files, path + "/" + entry.name);
}

void enter_landlock(const Launch& launch) {
  const int version = landlock_version();
  if (version < 1) give_up("looking for", "Landlock");
  const __u64 all = all_file_access(version);
  RulesetAttributes attributes{all, version >= 4 ? access_bind_tcp | access_connect_tcp : 0,
                               version >= 6 ? scope_all : 0};
  std::size_t size = sizeof(__u64);
  if (version >= 4) size = 2 * sizeof(__u64);
  if (version >= 6) size = sizeof attributes;
  const Descriptor ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0)));
  if (!ruleset.is_open()) give_up("making", "a Landlock ruleset");
  const auto files = make_real_files("/tmp");
  for (const std::string& path : system_folders()) allow_system(ruleset.number(), *files, path);
  for (const std::string path :
       {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/proc"})
    allow(ruleset.number(), path,
          path == "/dev/null" ? (read_access | LANDLOCK_ACCESS_FS_WRITE_FILE) : read_access,
          Presence::optional);
  for (const std::string& path : launch.readable)
    allow(ruleset.number(), path, read_access, Presence::required);
  for (const std::string& path : launch.writable)
    allow(ruleset.number(), path, all, Presence::required);
  if (::syscall(SYS_landlock_restrict_self, ruleset.number(), 0) != 0)
    give_up("entering", "Landlock");
}

// No sockets but pairs (Landlock leaves UDP and named sockets open), nothing that reaches into
// other processes or the kernel.
void enter_seccomp() {
  const scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) give_up("making", "a seccomp filter");
  constexpr std::array denied = {
      SCMP_SYS(socket),
      SCMP_SYS(ptrace),
      SCMP_SYS(process_vm_readv),
      SCMP_SYS(process_vm_writev),
      SCMP_SYS(pidfd_getfd),
      SCMP_SYS(mount),
      SCMP_SYS(umount2),
      SCMP_SYS(move_mount),
      SCMP_SYS(open_tree),
      SCMP_SYS(fsopen),
      SCMP_SYS(mount_setattr),
      SCMP_SYS(pivot_root),
      SCMP_SYS(chroot),
      SCMP_SYS(setns),
      SCMP_SYS(unshare),
      SCMP_SYS(keyctl),
      SCMP_SYS(add_key),
      SCMP_SYS(request_key),
      SCMP_SYS(bpf),
      SCMP_SYS(perf_event_open),
      SCMP_SYS(userfaultfd),
      SCMP_SYS(kexec_load),
      SCMP_SYS(kexec_file_load),
      SCMP_SYS(init_module),
      SCMP_SYS(finit_module),
      SCMP_SYS(delete_module),
      SCMP_SYS(swapon),
      SCMP_SYS(swapoff),
      SCMP_SYS(reboot),
      SCMP_SYS(open_by_handle_at),
      SCMP_SYS(name_to_handle_at),
  };
  for (const int call : denied)
    if (::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) != 0)
      give_up("filling", "the seccomp filter");
  const scmp_arg_cmp typing_for_others{1, SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, TIOCSTI};
  // io_uring opens sockets past this filter; ENOSYS makes programs do without.
  if (::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(io_uring_setup), 0) != 0 ||
      ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1, typing_for_others) != 0)
    give_up("filling", "the seccomp filter");
  const int answer = ::seccomp_load(filter);
  ::seccomp_release(filter);
  if (answer != 0) {
    errno = -answer;
    give_up("entering", "seccomp");
  }
}

std::optional<Launch> launch_of(int argc, char** argv) {
  if (argc < 2 || argv[1] != launch_word) return std::nullopt;
  Launch launch;
  for (int i = 2; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") {
      launch.argv.assign(argv + i + 1, argv + argc);
      break;
    }
    if (i + 1 >= argc) break;
    const std::string value = argv[++i];
    if (word == "--readable")
      launch.readable.push_back(value);
    else if (word == "--writable")
      launch.writable.push_back(value);
    else if (word == "--kind" && value == "landlock")
      launch.kind = SandboxKind::landlock;
  }
  return launch;
}

}  // namespace

int landlock_version() {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : static_cast<int>(version);
}

std::vector<std::string> launch_arguments(const std::string& launcher, const Launch& launch) {
  std::vector<std::string> out = {launcher, std::string(launch_word)};
  if (launch.kind == SandboxKind::landlock) out.insert(out.end(), {"--kind", "landlock"});
  for (const std::string& path : launch.readable) out.insert(out.end(), {"--readable", path});
  for (const std::string& path : launch.writable) out.insert(out.end(), {"--writable", path});
  out.emplace_back("--");
  out.insert(out.end(), launch.argv.begin(), launch.argv.end());
  return out;
}

void sandbox_entry(int argc, char** argv) {
  const auto launch = launch_of(argc, argv);
  if (!launch) return;
  if (launch->argv.empty()) {
    errno = EINVAL;
    give_up("starting", "nothing");
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);  // should we be killed ourselves
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, limits::program_file_bytes);
  if (launch->kind == SandboxKind::landlock) {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("giving up", "privileges");
    enter_landlock(*launch);
    enter_seccomp();
  }
  std::vector<std::string> words = launch->argv;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  give_up("starting", words[0]);
}

}  // namespace andon::base
