#include "tools/own_files.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"

namespace andon::tools {
namespace {

constexpr unsigned link_mode = 0120000;

// Path: text; no text where the file is a link or cannot be read, which is as good as another text.
using OwnTexts = std::map<std::string, std::optional<std::string>>;

OwnTexts texts_of(base::Context& context, const Tool& tool, const tree::Tree& tree) {
  OwnTexts out;
  for (const tree::File& file : tree.files()) {
    const std::string_view path = file.path;
    const std::string_view name = path.substr(path.find_last_of('/') + 1);
    if (std::ranges::find(tool.judges_itself, name) == tool.judges_itself.end()) continue;
    std::optional<std::string>& text = out[file.path];
    if (file.mode == link_mode) continue;
    if (auto read = tree.read(context, file.path)) text = std::move(*read);
  }
  return out;
}

bool has_folder(const tree::Tree& tree, const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return true;
  const std::string folder = path.substr(0, slash + 1);
  const auto& files = tree.files();
  const auto at = std::ranges::lower_bound(files, folder, {}, &tree::File::path);
  return at != files.end() && at->path.starts_with(folder);
}

// The text to hand over, of the one file that there may be.
void choose_text(const OwnTexts& texts, OwnFilesInForce& out) {
  if (texts.size() == 1 && texts.begin()->second) out.text = *texts.begin()->second;
  if (texts.size() > 1)
    out.notes.push_back(
        {.path = base::path_text(texts.begin()->first),
         .text = fmt::format("one of {} files of this name, so none of them counts", texts.size()),
         .is_harmless = true});
}

}  // namespace

base::Result<OwnFilesInForce> own_files(base::Context& context, const Tool& tool,
                                        const tree::Tree& tree, const tree::Tree* judging,
                                        const std::string& folder) {
  OwnFilesInForce out;
  if (tool.judges_itself.empty()) return out;
  const OwnTexts mine = texts_of(context, tool, tree);
  const OwnTexts theirs = judging == nullptr ? mine : texts_of(context, tool, *judging);
  if (tool.own_files == OwnFiles::handed_over) choose_text(theirs, out);
  for (const auto& [path, text] : theirs)
    if (text) out.all += fmt::format("{}\n{}\n{}\n", path, text->size(), *text);
  std::size_t copies = 0;
  for (const auto& [path, text] : theirs) {
    const auto there = mine.find(path);
    const bool is_same = there != mine.end() && there->second && text == there->second;
    if (is_same || !text || !has_folder(tree, path)) continue;
    const std::string copy = fmt::format("{}/own-file-{}", folder, ++copies);
    TRY(context.world.files().write_atomically(copy, *text));
    out.covers.push_back({path, copy});
  }
  for (const auto& [path, text] : mine) {
    const auto there = theirs.find(path);
    // Unreadable on both sides counts as absent: nobody can say that they are the same.
    if (there == theirs.end() || !there->second) out.covers.push_back({path, {}});
  }
  if (tool.own_files == OwnFiles::handed_over) out.covers.clear();
  for (const base::Sandbox::Cover& cover : out.covers)
    out.notes.push_back({.path = base::path_text(cover.path),
                         .text = cover.with.empty() ? "not in the baseline, so it does not count"
                                                    : "counts as the baseline has it",
                         .is_harmless = true});
  return out;
}

}  // namespace andon::tools
