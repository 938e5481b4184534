// Level by level: the folders of one depth are listed in parallel, so that the chain of ignore
// files of each is whole before its own folders are looked at.
#include <algorithm>
#include <deque>

#include "base/limits.h"
#include "base/text.h"
#include "tree/kind.h"
#include "tree/parts/state.h"
#include "tree/parts/walk.h"

namespace andon::tree {
namespace {

using base::Context;
using base::FileKind;
using base::FolderEntry;
using base::Result;
using git::IndexEntry;

using IndexRange = std::span<const IndexEntry>;

struct Folder {
  std::string path;  // relative, "" for the root
  const IgnoreChain* chain = nullptr;
  IndexRange tracked;            // the index entries below it
  std::string untracked_reason;  // why nothing untracked below is read; "" when it is
  std::string reason;            // why nothing at all below is read
};

// What one folder gave; made by one thread, read after all are done.
struct Visited {
  std::vector<File> files;
  std::vector<Folder> folders;
  std::vector<std::string> untracked;
  std::vector<model::Problem> problems;
  std::unique_ptr<IgnoreFile> ignore_file;
  std::unique_ptr<IgnoreChain> chain;
};

std::string joined(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

// The entries whose path is `path` or below `path`/ ; a name such as "a.c" sorts between "a" and
// "a/".
IndexRange below(IndexRange range, const std::string& path) {
  const std::string prefix = path + "/";
  const auto begin = std::lower_bound(
      range.begin(), range.end(), prefix,
      [](const IndexEntry& entry, const std::string& key) { return entry.path < key; });
  auto end = begin;
  // Everything below begins with the prefix; '0' follows '/'.
  std::string after = path + "0";
  end = std::lower_bound(
      begin, range.end(), after,
      [](const IndexEntry& entry, const std::string& key) { return entry.path < key; });
  return range.subspan(static_cast<std::size_t>(begin - range.begin()),
                       static_cast<std::size_t>(end - begin));
}

const IndexEntry* exactly(IndexRange range, const std::string& path) {
  const auto found = std::lower_bound(
      range.begin(), range.end(), path,
      [](const IndexEntry& entry, const std::string& key) { return entry.path < key; });
  return found != range.end() && found->path == path ? &*found : nullptr;
}

File folder_file(std::string path, std::string reason) {
  File file;
  file.path = std::move(path);
  file.kind = "folder";
  file.reason = std::move(reason);
  file.mode = git::mode_folder;
  return file;
}

// Does the target lead out of the tree, by its text alone?
bool leads_out(std::string_view link_path, std::string_view target) {
  if (target.starts_with('/')) return true;
  std::int64_t depth = std::count(link_path.begin(), link_path.end(), '/');
  for (const std::string_view part : base::split(target, '/')) {
    if (part == "..")
      --depth;
    else if (!part.empty() && part != ".")
      ++depth;
    if (depth < 0) return true;
  }
  return false;
}

class Walk {
 public:
  Walk(Context& context, const WalkRequest& request) : context_(context), request_(request) {
    for (const IgnoreFile& file : request.outer) {
      outer_.push_back({chain_, &file});
      chain_ = &outer_.back();
    }
  }

  Result<Walked> run();

 private:
  void visit(const Folder& folder, Visited& out) const;
  void visit_entry(const Folder& folder, const FolderEntry& entry, Visited& out) const;
  void visit_folder(const Folder& folder, std::string path, Visited& out) const;
  void visit_file(const Folder& folder, std::string path, FileKind kind, Visited& out) const;
  void look_at_link(File& file) const;
  void read_ignore_file(const Folder& folder, Visited& out) const;
  bool is_repository(const std::string& path, FileKind git_entry) const;
  std::string andonignored(std::string_view path, EntryKind kind) const;
  std::string on_disk(std::string_view path) const { return joined(request_.root, path); }
  void start(Folder& root, std::vector<Visited>& kept) const;

  Context& context_;
  const WalkRequest& request_;
  std::deque<IgnoreChain> outer_;
  const IgnoreChain* chain_ = nullptr;
};

std::string Walk::andonignored(std::string_view path, EntryKind kind) const {
  if (request_.andonignore == nullptr) return {};
  const IgnorePattern* pattern =
      match_ignore_file(*request_.andonignore, path, kind, request_.letter_case);
  if (pattern == nullptr || pattern->is_negated) return {};
  return IgnoreAnswer{request_.andonignore, pattern}.reason();
}

// As git sees it: what it cannot take for a repository it walks like any folder.
bool Walk::is_repository(const std::string& path, FileKind git_entry) const {
  base::Files& files = context_.world.files();
  const std::string git = on_disk(path) + "/.git";
  if (git_entry == FileKind::folder)
    return files.status(git + "/HEAD") && files.status(git + "/objects") &&
           files.status(git + "/refs");
  std::string text;
  return git_entry == FileKind::file &&
         files.read_beneath(request_.root, joined(path, ".git"), base::limits::path_bytes, text) &&
         text.starts_with("gitdir: ");
}

void Walk::read_ignore_file(const Folder& folder, Visited& out) const {
  const std::string path = joined(folder.path, ".gitignore");
  std::string bytes;
  const auto read = context_.world.files().read_beneath(request_.root, path,
                                                        base::limits::ignore_file_bytes, bytes);
  if (!read) {
    out.problems.push_back({base::path_text(path), read.error().text(), false});
    return;
  }
  std::size_t left_out = 0;
  out.ignore_file = std::make_unique<IgnoreFile>(
      parse_ignore_file(path, folder.path, bytes, base::limits::ignore_patterns, left_out));
  if (left_out > 0)
    out.problems.push_back(
        {base::path_text(path),
         fmt::format("{} beyond the limit of {} are not honoured",
                     base::counted(left_out, "pattern"), base::limits::ignore_patterns),
         false});
  out.chain = std::make_unique<IgnoreChain>(IgnoreChain{folder.chain, out.ignore_file.get()});
}

void Walk::visit(const Folder& original, Visited& out) const {
  auto entries = context_.world.files().list(on_disk(original.path));
  if (!entries) {
    File file = folder_file(original.path, reason_of(entries.error(), on_disk(original.path)));
    file.is_partial = true;
    out.problems.push_back({base::path_text(original.path), file.reason, false});
    out.files.push_back(std::move(file));
    return;
  }
  Folder folder = original;
  for (const FolderEntry& entry : *entries) {
    if (entry.name == ".git" && !folder.path.empty() && is_repository(folder.path, entry.kind)) {
      constexpr std::string_view reason = "a repository of its own: another component";
      if (folder.tracked.empty()) {
        out.files.push_back(folder_file(folder.path, std::string(reason)));
        return;
      }
      if (folder.untracked_reason.empty()) folder.untracked_reason = reason;
    }
    if (entry.name == ".gitignore" && entry.kind == FileKind::file &&
        request_.is_gitignore_honoured && folder.untracked_reason.empty())
      read_ignore_file(folder, out);
  }
  if (out.chain) folder.chain = out.chain.get();
  for (const FolderEntry& entry : *entries) visit_entry(folder, entry, out);
}

void Walk::visit_entry(const Folder& folder, const FolderEntry& entry, Visited& out) const {
  if (entry.name == ".git") return;
  std::string path = joined(folder.path, entry.name);
  if (path.size() > base::limits::path_bytes) {
    out.problems.push_back(
        {base::shortened(base::path_text(path), 200),
         fmt::format("the path is longer than {} bytes", base::limits::path_bytes), false});
    return;
  }
  if (entry.kind == FileKind::folder)
    visit_folder(folder, std::move(path), out);
  else
    visit_file(folder, std::move(path), entry.kind, out);
}

void Walk::visit_folder(const Folder& folder, std::string path, Visited& out) const {
  if (path == joined(request_.component, ".andon")) {
    out.files.push_back(folder_file(std::move(path), "andon's own folder, not part of a release"));
    return;
  }
  if (const IndexEntry* entry = exactly(folder.tracked, path);
      entry != nullptr && entry->mode == git::mode_submodule) {
    File file = folder_file(std::move(path), "a submodule: another component");
    file.is_tracked = true;
    file.mode = git::mode_submodule;
    file.blob = entry->object;
    out.files.push_back(std::move(file));
    return;
  }
  Folder next;
  next.tracked = below(folder.tracked, path);
  next.chain = folder.chain;
  next.untracked_reason = folder.untracked_reason;
  next.reason = folder.reason;
  if (next.untracked_reason.empty()) {
    const IgnoreAnswer answer =
        match_ignore_chain(folder.chain, path, EntryKind::folder, request_.letter_case);
    if (answer.is_ignored()) next.untracked_reason = answer.reason();
  }
  if (next.reason.empty()) next.reason = andonignored(path, EntryKind::folder);
  // Below an .andonignore git still decides whether the tree is dirty; without git there is no
  // need.
  const bool is_needless =
      !next.untracked_reason.empty() || (!next.reason.empty() && request_.index == nullptr);
  if (next.tracked.empty() && is_needless) {
    const std::string& reason = next.untracked_reason.empty() ? next.reason : next.untracked_reason;
    out.files.push_back(folder_file(std::move(path), reason));
    return;
  }
  next.path = std::move(path);
  out.folders.push_back(std::move(next));
}

void Walk::look_at_link(File& file) const {
  base::Files& files = context_.world.files();
  file.kind = "link";
  file.mode = git::mode_link;
  const auto target = files.link_target(on_disk(file.path));
  if (!target) {
    file.reason = "a link that cannot be read";
    return;
  }
  file.size_bytes = target->size();
  const auto status = files.target_status(on_disk(file.path));
  if (leads_out(file.path, *target))
    file.reason = "a link out of the tree, not followed";
  else if (status)
    file.reason = "a link, not followed: its target is read where it stands";
  else if (status.error().kind == base::ErrorKind::not_found)
    file.reason = "a link to nothing";
  else
    file.reason = "a link that goes in circles";
}

void Walk::visit_file(const Folder& folder, std::string path, FileKind kind, Visited& out) const {
  File file;
  file.path = std::move(path);
  const IndexEntry* entry = exactly(folder.tracked, file.path);
  file.is_tracked = entry != nullptr;
  std::string git_reason;
  if (entry == nullptr) {
    git_reason = folder.untracked_reason;
    if (git_reason.empty()) {
      const IgnoreAnswer answer =
          match_ignore_chain(folder.chain, file.path, EntryKind::file, request_.letter_case);
      if (answer.is_ignored()) git_reason = answer.reason();
    }
    if (git_reason.empty() && kind != FileKind::other) out.untracked.push_back(file.path);
  }
  file.reason = git_reason.empty() ? folder.reason : git_reason;
  if (file.reason.empty()) file.reason = andonignored(file.path, EntryKind::file);
  if (kind == FileKind::link) {
    const std::string reason = file.reason;
    look_at_link(file);
    if (!reason.empty()) file.reason = reason;
  } else if (kind == FileKind::other) {
    file.kind = "special";
    if (file.reason.empty()) file.reason = "not a regular file";
  } else {
    describe_by_name(file);
    const auto status = context_.world.files().status(on_disk(file.path));
    if (status) {
      file.size_bytes = status->size_bytes;
      file.mode = status->is_executable ? 0100755 : 0100644;
      if (file.reason.empty() && file.size_bytes > base::limits::tree_file_bytes)
        file.reason = fmt::format("larger than {} MiB", base::limits::tree_file_bytes >> 20);
      file.is_read = file.reason.empty();
    } else if (file.reason.empty()) {
      file.is_partial = true;
      file.reason = reason_of(status.error(), on_disk(file.path));
      out.problems.push_back({base::path_text(file.path), file.reason, false});
    }
  }
  // Where core.fileMode is off the file system's word does not count.
  if (entry != nullptr && (entry->mode == 0100644 || entry->mode == 0100755) &&
      kind == FileKind::file)
    file.mode = entry->mode;
  out.files.push_back(std::move(file));
}

// Down to the component's folder, gathering the ignore files on the way.
void Walk::start(Folder& root, std::vector<Visited>& kept) const {
  root.chain = chain_;
  if (request_.index != nullptr) root.tracked = *request_.index;
  if (request_.component.empty()) return;
  std::string at;
  for (const std::string_view part : base::split(request_.component, '/')) {
    Folder above = root;
    above.path = at;
    Visited& visited = kept.emplace_back();
    if (context_.world.files().status(on_disk(joined(at, ".gitignore"))))
      read_ignore_file(above, visited);
    if (visited.chain) root.chain = visited.chain.get();
    at = joined(at, part);
    if (root.untracked_reason.empty()) {
      const IgnoreAnswer answer =
          match_ignore_chain(root.chain, at, EntryKind::folder, request_.letter_case);
      if (answer.is_ignored()) root.untracked_reason = answer.reason();
    }
    if (root.reason.empty()) root.reason = andonignored(at, EntryKind::folder);
  }
  root.tracked = below(root.tracked, at);
  root.path = at;
}

Result<Walked> Walk::run() {
  Walked walked;
  std::vector<Visited> above;
  above.reserve(base::limits::tree_depth);
  std::deque<std::vector<Visited>> kept;  // the chains point into them
  std::vector<Folder> level(1);
  start(level.front(), above);
  for (Visited& visited : above)
    walked.problems.insert(walked.problems.end(), visited.problems.begin(), visited.problems.end());
  for (std::size_t depth = 0; !level.empty() && !context_.stop.stop_requested(); ++depth) {
    if (depth > base::limits::tree_depth) {
      walked.problems.push_back(
          {base::path_text(level.front().path),
           fmt::format("folders deeper than {} are not read", base::limits::tree_depth), false});
      break;
    }
    std::vector<Visited>& visited = kept.emplace_back(level.size());
    context_.pool.for_each(level.size(), context_.stop, [&](std::size_t index, std::size_t) {
      visit(level[index], visited[index]);
    });
    std::vector<Folder> next;
    for (Visited& one : visited) {
      std::move(one.files.begin(), one.files.end(), std::back_inserter(walked.files));
      std::move(one.folders.begin(), one.folders.end(), std::back_inserter(next));
      std::move(one.untracked.begin(), one.untracked.end(), std::back_inserter(walked.untracked));
      std::move(one.problems.begin(), one.problems.end(), std::back_inserter(walked.problems));
      one.files = {};
    }
    level = std::move(next);
    context_.progress.report("walking", walked.files.size(), 0);
    if (walked.files.size() > base::limits::tree_files)
      return base::fail(base::ErrorKind::too_large, base::ErrorOrigin::input,
                        "{}: more than {} files", base::path_text(request_.root),
                        base::limits::tree_files);
  }
  std::sort(walked.files.begin(), walked.files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  std::sort(walked.untracked.begin(), walked.untracked.end());
  return walked;
}

}  // namespace

void describe_by_name(File& file) {
  const std::string_view kind = kind_by_name(file.path);
  file.kind = kind.empty() ? "text" : std::string(kind);
  file.is_generated = is_generated_name(file.path);
  file.is_vendored = is_vendored_path(file.path);
}

Result<Walked> walk(Context& context, const WalkRequest& request) {
  return Walk(context, request).run();
}

}  // namespace andon::tree
