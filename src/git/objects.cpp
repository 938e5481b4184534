#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "git/git.h"
#include "git/parts/call.h"
#include "git/parts/session.h"

namespace andon::git {

using base::Context;
using base::ErrorKind;
using base::ErrorOrigin;
using base::fail;
using base::Result;

namespace {

std::string one_line(std::string_view output) { return std::string(base::trim(output)); }

// Of a line that git reads: a newline would begin another question, and git's names end at a NUL.
bool can_be_asked(std::string_view name) {
  return name.find('\n') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

std::unexpected<base::Error> unaskable() {
  return fail(ErrorKind::invalid, ErrorOrigin::input, "an object's name holds a newline or a NUL");
}

}  // namespace

Result<std::vector<TreeEntry>> Repository::list_tree(Context& context,
                                                     std::string_view treeish) const {
  return parse_tree_list(TRY(run(
      context, {"ls-tree", "-r", "-l", "-z", "--full-tree", fmt::format("{}^{{tree}}", treeish)})));
}

Result<std::vector<std::string>> Repository::converted(
    Context& context, const std::vector<std::string>& paths) const {
  std::string input;
  for (const std::string& path : paths) {
    input += path;
    input += '\0';
  }
  return parse_attributes(TRY(run(
      context, {"check-attr", "-z", "--stdin", "filter", "ident", "eol", "working-tree-encoding"},
      std::move(input))));
}

Result<std::vector<std::optional<Object>>> Repository::objects(
    Context& context, const std::vector<std::string>& names) const {
  if (!std::ranges::all_of(names, can_be_asked)) return unaskable();
  const auto start = [&] {
    base::Command spoken_with = command(context, {{std::string("cat-file"), "--batch"}});
    spoken_with.timeout_ms = Session::wait_ms;
    return context.world.processes().start(spoken_with);
  };
  return session_->ask(names, start, context.stop);
}

Result<ObjectReader> Repository::object_reader(Context& context) const {
  auto conversation = TRY(
      context.world.processes().start(command(context, {{"cat-file", "--batch"}})), "starting git");
  return ObjectReader(std::move(conversation));
}

Result<ObjectHeader> ObjectReader::read(std::string_view name, std::size_t limit_bytes,
                                        std::string& buffer) {
  buffer.clear();
  if (!can_be_asked(name)) return unaskable();
  TRY(conversation_->write(fmt::format("{}\n", name)), "asking git for an object");
  const std::string line = TRY(conversation_->read_line(), "reading git's answer");
  ObjectHeader header = TRY(parse_object_header(line));
  if (header.size_bytes > limit_bytes) {
    constexpr std::uint64_t piece_bytes = 1u << 20;
    for (std::uint64_t rest = header.size_bytes + 1; rest > 0;) {
      const std::uint64_t piece = std::min(rest, piece_bytes);
      TRY(conversation_->read_exactly(piece, buffer));
      rest -= piece;
    }
    buffer.clear();
    return fail(ErrorKind::too_large, ErrorOrigin::input, "{} holds {} bytes, more than {}",
                base::printable(name), header.size_bytes, limit_bytes);
  }
  TRY(conversation_->read_exactly(header.size_bytes + 1, buffer), "reading git's answer");
  buffer.pop_back();  // the newline after the object
  return header;
}

// The object of the commit that is meant, with its id; tags are followed.
Result<Object> Repository::commit_object(Context& context, std::string_view commitish) const {
  const std::string name = fmt::format("{}^{{commit}}", commitish);
  if (can_be_asked(name)) {
    auto found = objects(context, {name});
    // What makes git give up (a damaged object, a repository that it refuses) is no commit either.
    if (!found && found.error().kind != ErrorKind::invalid)
      return std::unexpected(std::move(found).error());
    if (found && found->front()) {
      session_->remember_commit(found->front()->header.id);
      return std::move(*found->front());
    }
  }
  if (is_shallow(context))
    return fail(
        ErrorKind::not_found, ErrorOrigin::machine,
        "git knows no commit {}; this clone is shallow: git fetch --unshallow (or git fetch "
        "origin {})",
        base::printable(commitish), base::printable(commitish));
  return fail(ErrorKind::not_found, ErrorOrigin::usage, "git knows no commit {}",
              base::printable(commitish));
}

Result<std::string> Repository::resolve(Context& context, std::string_view commitish) const {
  if (session_->is_known_commit(commitish)) return std::string(commitish);
  return TRY(commit_object(context, commitish)).header.id;
}

Result<Commit> Repository::commit(Context& context, std::string_view commitish) const {
  const Object object = TRY(commit_object(context, commitish));
  return parse_commit(object.header.id, object.bytes);
}

Result<std::string> Repository::write_blob(Context& context, std::string_view bytes) const {
  session_->forget_program();
  return one_line(
      TRY(run(context, {"hash-object", "-w", "--no-filters", "--stdin"}, std::string(bytes))));
}

Result<std::vector<std::string>> Repository::write_blobs(
    Context& context, const std::vector<std::string>& paths) const {
  session_->forget_program();
  if (paths.empty()) return std::vector<std::string>();
  std::string input;
  for (const std::string& path : paths) {
    if (path.find('\n') != std::string::npos || path.starts_with('"'))
      return fail(ErrorKind::invalid, ErrorOrigin::input, "{}: a name that git cannot be given",
                  base::printable(path));
    input += path + "\n";
  }
  const std::string output =
      TRY(run(context, {"hash-object", "-w", "--no-filters", "--stdin-paths"}, std::move(input)));
  std::vector<std::string> ids;
  for (const std::string_view line : base::lines(output))
    if (!line.empty()) ids.emplace_back(line);
  if (ids.size() != paths.size())
    return fail(ErrorKind::invalid, ErrorOrigin::machine, "git wrote {} of {} objects", ids.size(),
                paths.size());
  return ids;
}

Result<std::string> Repository::write_tree(Context& context,
                                           const std::vector<TreeEntry>& entries) const {
  session_->forget_program();
  std::string input;
  for (const TreeEntry& entry : entries) {
    const std::string_view type = entry.mode == mode_folder      ? "tree"
                                  : entry.mode == mode_submodule ? "commit"
                                                                 : "blob";
    input += fmt::format("{:06o} {} {}\t{}", entry.mode, type, entry.object, entry.path);
    input += '\0';
  }
  return one_line(TRY(run(context, {"mktree", "-z"}, std::move(input))));
}

Result<std::string> Repository::write_commit(Context& context, std::string_view tree,
                                             const std::vector<std::string>& parents,
                                             std::string_view message, const Signature& who) const {
  session_->forget_program();
  Call call;
  call.arguments = {"commit-tree", std::string(tree)};
  for (const std::string& parent : parents) {
    call.arguments.emplace_back("-p");
    call.arguments.push_back(parent);
  }
  call.input = message;
  const std::string date = fmt::format("@{} +0000", who.time_s);
  call.environment = {{"GIT_AUTHOR_NAME", who.name},      {"GIT_AUTHOR_EMAIL", who.email},
                      {"GIT_AUTHOR_DATE", date},          {"GIT_COMMITTER_NAME", who.name},
                      {"GIT_COMMITTER_EMAIL", who.email}, {"GIT_COMMITTER_DATE", date}};
  const base::Ended ended = TRY(start(context, std::move(call)));
  if (ended.exit_code != 0)
    return fail(ErrorKind::invalid, ErrorOrigin::machine, "git commit-tree: {}",
                base::printable(base::trim(ended.error)));
  return one_line(ended.output);
}

}  // namespace andon::git
