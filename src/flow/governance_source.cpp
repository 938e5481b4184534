#include "flow/governance_source.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "flow/governance_history.h"
#include "flow/state.h"
#include "git/git.h"
#include "governance/lock.h"
#include "tree/tree.h"

namespace andon::flow {
namespace {

using base::ErrorKind;
using base::ErrorOrigin;
using governance::SourceFile;
using Files = std::vector<SourceFile>;

constexpr std::string_view local_ref = "refs/andon/governance";

base::Result<void> within_limits(const Files& files, std::size_t bytes, const std::string& where) {
  if (files.size() > base::limits::governance_files)
    return base::fail(ErrorKind::too_large, ErrorOrigin::configuration,
                      "{}: a governance source has at most {} files", where,
                      base::limits::governance_files);
  if (bytes > base::limits::governance_bytes)
    return base::fail(ErrorKind::too_large, ErrorOrigin::configuration,
                      "{}: a governance source has at most {} bytes", where,
                      base::limits::governance_bytes);
  return {};
}

class FolderReader {
 public:
  FolderReader(base::Context& context, const std::string& root) : context_(context), root_(root) {}

  base::Result<Files> read() {
    TRY(walk("", 0));
    std::ranges::sort(files_, {}, &SourceFile::path);
    return std::move(files_);
  }

 private:
  base::Result<void> walk(const std::string& relative, std::size_t depth) {
    const auto folder = relative.empty() ? root_ : root_ + "/" + relative;
    const auto entries = TRY(context_.world.files().list(folder), "listing {}", folder);
    for (const auto& entry : entries) {
      const auto path = relative.empty() ? entry.name : relative + "/" + entry.name;
      // What could hold no file of a source is not walked: a clone's .git, other projects.
      if (entry.kind == base::FileKind::folder) {
        if (depth >= base::limits::governance_depth)
          return base::fail(ErrorKind::too_large, ErrorOrigin::configuration,
                            "{}: more than {} folders deep", base::path_text(path),
                            base::limits::governance_depth);
        if (governance::is_source_path(path + "/x.yaml")) TRY(walk(path, depth + 1));
        continue;
      }
      if (!governance::is_source_path(path)) continue;
      if (entry.kind != base::FileKind::file)
        return base::fail(ErrorKind::invalid, ErrorOrigin::configuration,
                          "{}: a file of a governance source is no link", base::path_text(path));
      SourceFile file{base::path_text(path), {}};
      TRY(context_.world.files().read_beneath(root_, path, base::limits::configuration_bytes,
                                              file.text),
          "reading {}", base::path_text(path));
      bytes_ += file.text.size();
      files_.push_back(std::move(file));
      TRY(within_limits(files_, bytes_, root_));
    }
    return {};
  }

  base::Context& context_;
  std::string root_;
  Files files_;
  std::size_t bytes_ = 0;
};

// `prefix`: "" or "folder/" of the tree that holds the source.
base::Result<Files> read_commit(base::Context& context, const git::Repository& repository,
                                const std::string& commit, const std::string& prefix) {
  const auto entries = TRY(repository.list_tree(context, commit));
  Files files;
  std::vector<std::string> objects;
  std::size_t bytes = 0;
  for (const auto& entry : entries) {
    if (!entry.path.starts_with(prefix)) continue;
    const auto path = entry.path.substr(prefix.size());
    if (!governance::is_source_path(path)) continue;
    if ((entry.mode & 0170000) != 0100000)
      return base::fail(ErrorKind::invalid, ErrorOrigin::configuration,
                        "{}: a file of a governance source is no link", base::path_text(path));
    bytes += entry.size_bytes;
    files.push_back({base::path_text(path), {}});
    objects.push_back(entry.object);
    TRY(within_limits(files, bytes, commit));
  }
  auto found = TRY(repository.objects(context, objects));
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!found[i])
      return base::fail(ErrorKind::unavailable, ErrorOrigin::input, "{}: git has no such object",
                        files[i].path);
    files[i].text = std::move(found[i]->bytes);
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

// Not "ssh://git@host", which names no secret; "https://name:token@host" does.
bool holds_password(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return false;
  const auto authority = url.substr(scheme + 3, url.find('/', scheme + 3) - scheme - 3);
  const auto sign = authority.rfind('@');
  if (sign == std::string_view::npos) return false;
  const auto user = authority.substr(0, sign);
  return user.find(':') != std::string_view::npos || url.starts_with("http");
}

struct Address {
  std::string place;  // URL or absolute path
  bool is_git = false;
};

base::Result<Address> find_address(base::Context& context, const std::string& root,
                                   const std::string& source) {
  if (holds_password(source))
    return base::fail(ErrorKind::denied, ErrorOrigin::configuration,
                      "the URL of the governance source holds user information: leave it out, git "
                      "has its credential helpers for that");
  auto& files = context.world.files();
  const bool is_url = source.find("://") != std::string::npos;
  if (!is_url) {
    const auto path = source.starts_with('/') ? source : root + "/" + source;
    const auto status = files.target_status(path);
    if (status && status->kind == base::FileKind::folder) {
      const bool is_git = files.status(path + "/.git") || files.status(path + "/HEAD");
      auto place = TRY(files.absolute(path));
      return Address{std::move(place), is_git};
    }
  }
  if (git::protocol_of(source).empty() || (!is_url && git::protocol_of(source) == "file"))
    return base::fail(ErrorKind::not_found, ErrorOrigin::configuration,
                      "the governance source {} is no folder and no URL", base::printable(source));
  return Address{source, true};
}

// An empty bare repository: git needs no more than this to fetch into it.
base::Result<void> make_bare(base::Context& context, const std::string& folder) {
  auto& files = context.world.files();
  TRY(files.make_folders(folder + "/objects"));
  TRY(files.make_folders(folder + "/refs"));
  TRY(files.write_atomically(folder + "/HEAD", "ref: refs/heads/main\n"));
  return files.write_atomically(folder + "/config",
                                "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
}

base::Result<void> fetch_ref(base::Context& context, const git::Repository& repository,
                             const std::string& place, const std::string& ref) {
  std::vector<std::string> names{ref};
  if (!ref.starts_with("refs/")) names = {"refs/heads/" + ref, "refs/tags/" + ref};
  for (const auto& name : names)
    if (TRY(repository.fetch(context, place, name, local_ref))) return {};
  return base::fail(ErrorKind::not_found, ErrorOrigin::configuration,
                    "the governance source {} has no branch or tag {}; andon.yaml names it as "
                    "governance.ref",
                    base::printable(place), base::printable(ref));
}

base::Result<FetchedSource> fetch_into(base::Context& context, const std::string& folder,
                                       const std::string& place, const SourceAddress& address) {
  TRY(make_bare(context, folder));
  auto repository = TRY(git::Repository::discover(context, folder));
  if (!repository)
    return base::fail(ErrorKind::internal, ErrorOrigin::machine, "no repository in {}", folder);
  const auto ref = address.ref.empty() ? std::string("main") : address.ref;
  TRY(fetch_ref(context, *repository, place, ref));
  auto wanted = address.commit.empty() ? std::string(local_ref) : address.commit;
  auto commit = repository->commit(context, wanted);
  if (!commit && !address.commit.empty())
    return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                      "{} of {} no longer leads to the locked commit {}; lock anew: andon "
                      "governance update",
                      ref, base::printable(place), address.commit);
  if (!commit) return std::unexpected(std::move(commit).error());
  FetchedSource out;
  out.files = TRY(read_commit(context, *repository, commit->id, ""));
  out.history = TRY(collect_history(context, *repository, commit->id, out.files));
  out.lock.ref = ref;
  out.lock.commit = commit->id;
  out.lock.tree = commit->tree;
  return out;
}

std::string name_of(const std::string& digest) { return digest.substr(digest.find(':') + 1); }

base::Result<LockedGovernance> parse_locked(const model::GovernanceLock& lock, Files files) {
  LockedGovernance out;
  out.lock = lock;
  out.source = TRY(governance::parse_source(files), "reading the governance source {}",
                   base::printable(lock.source));
  out.files = std::move(files);
  return out;
}

}  // namespace

std::vector<std::string> kept_source_folders(base::Context& context, const std::string& root) {
  std::vector<std::string> out{root + "/.andon/state/governance"};
  if (const auto cache = cache_folder(context); !cache.empty())
    out.push_back(cache + "/governance");
  return out;
}

base::Result<Files> read_source_folder(base::Context& context, const std::string& folder) {
  const auto root = TRY(context.world.files().absolute(folder), "looking at {}", folder);
  return FolderReader(context, root).read();
}

base::Result<Files> read_source_at(base::Context& context, const std::string& folder,
                                   const std::string& treeish) {
  const auto root = TRY(context.world.files().absolute(folder), "looking at {}", folder);
  auto repository = TRY(git::Repository::discover(context, root));
  if (!repository)
    return base::fail(ErrorKind::not_found, ErrorOrigin::usage,
                      "{} is no folder, and {} is in no git repository that could know it",
                      base::printable(treeish), root);
  const auto& top = repository->top_level();
  const auto prefix =
      !top.empty() && root.size() > top.size() ? root.substr(top.size() + 1) + "/" : "";
  const auto commit = TRY(repository->resolve(context, treeish));
  return read_commit(context, *repository, commit, prefix);
}

base::Result<FetchedSource> fetch_source(base::Context& context, const std::string& root,
                                         const SourceAddress& address) {
  const auto found = TRY(find_address(context, root, address.source));
  FetchedSource out;
  if (found.is_git) {
    auto& files = context.world.files();
    const auto folder = TRY(files.make_temporary_folder("governance"));
    auto fetched = fetch_into(context, folder, found.place, address);
    (void)files.remove_all(folder);
    out = TRY(std::move(fetched), "fetching the governance source {}",
              base::printable(address.source));
  } else {
    out.files = TRY(read_source_folder(context, found.place));
  }
  out.lock.source = address.source;
  out.lock.digest = governance::digest_of_packed(governance::pack_source(out.files));
  return out;
}

base::Result<void> keep_source(base::Context& context, const std::string& root,
                               const FetchedSource& fetched) {
  auto& files = context.world.files();
  const auto packed = governance::pack_source(fetched.files);
  const auto state = TRY(state_folder(context, root));
  auto folders = kept_source_folders(context, root);
  folders.front() = state + "/governance";
  for (const auto& folder : folders) {
    auto kept = files.make_folders(folder, 0755);
    if (kept) kept = files.write_atomically(folder + "/" + name_of(fetched.lock.digest), packed);
    if (kept && !fetched.lock.commit.empty())
      kept = keep_history(context, folder, fetched.lock.commit, fetched.history);
    // The cache is for other components: one copy is enough for this one.
    if (!kept && folder == folders.front()) return std::unexpected(std::move(kept).error());
  }
  return {};
}

base::Result<std::optional<model::GovernanceLock>> read_lock(base::Context& context,
                                                             const tree::Tree& tree) {
  for (const auto& file : TRY(tree.own_files(context, "")))
    if (file.path.ends_with(fmt::format("/{}", governance::lock_file)))
      return TRY(governance::parse_lock(file.bytes, base::path_text(file.path)));
  return std::optional<model::GovernanceLock>();
}

base::Result<LockedGovernance> open_locked(base::Context& context, const std::string& root,
                                           const model::GovernanceLock& lock) {
  auto& files = context.world.files();
  constexpr std::size_t packed_bytes =
      base::limits::governance_bytes + base::limits::governance_files * base::limits::path_bytes;
  for (const auto& folder : kept_source_folders(context, root)) {
    const auto packed = files.read(folder + "/" + name_of(lock.digest), packed_bytes);
    if (!packed) continue;
    auto unpacked = governance::unpack_source(*packed, lock.digest);
    // A copy that was damaged is as good as none.
    if (unpacked) return parse_locked(lock, std::move(*unpacked));
  }
  if (lock.commit.empty()) {
    const auto found = find_address(context, root, lock.source);
    if (found && !found->is_git) {
      auto read = read_source_folder(context, found->place);
      if (read && governance::digest_of_packed(governance::pack_source(*read)) == lock.digest)
        return parse_locked(lock, std::move(*read));
      return base::fail(ErrorKind::unavailable, ErrorOrigin::input,
                        "the governance source {} is no longer what is locked ({}), and no copy "
                        "of that is kept here; lock it anew: andon governance update",
                        base::printable(lock.source), lock.digest.substr(0, 19));
    }
  }
  return base::fail(
      ErrorKind::unavailable, ErrorOrigin::input,
      "the governance source {} is locked at {} and not at hand; bring it: andon governance "
      "update --locked",
      base::printable(lock.source),
      lock.commit.empty() ? lock.digest.substr(0, 19) : lock.commit.substr(0, 12));
}

}  // namespace andon::flow
