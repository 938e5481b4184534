// Ignore rules as git reads them (gitignore(5), git 2.39): patterns of one file, and the chain of
// files that hold for a folder. Pure functions on bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace andon::tree {

enum class LetterCase { matters, is_folded };
enum class EntryKind { file, folder };

struct IgnorePattern {
  std::string text;                  // without "!" and without the slash at the end
  std::uint32_t line = 0;            // 1-based
  std::uint32_t literal_prefix = 0;  // bytes before the first of * ? [ backslash
  bool is_negated = false;
  bool is_folder_only = false;
  bool is_name_only = false;  // no slash inside: matches the last part of a path
  bool is_suffix = false;     // "*" and then only literal bytes
};

struct IgnoreFile {
  std::string name;    // as shown: ".gitignore", "src/.gitignore"
  std::string folder;  // that it stands in: "" or "src"; patterns are relative to it
  std::vector<IgnorePattern> patterns;
};

// `most` patterns at most are taken from it; what is beyond is counted in `left_out`.
IgnoreFile parse_ignore_file(std::string name, std::string folder, std::string_view bytes,
                             std::size_t most, std::size_t& left_out);

// git's wildmatch; in a path, * and ? and [...] do not match a slash, ** does.
enum class Wild { path, plain };
bool wild_match(std::string_view pattern, std::string_view text, Wild wild, LetterCase letter_case);

// The last pattern of the file that speaks of the path; null when none does.
const IgnorePattern* match_ignore_file(const IgnoreFile& file, std::string_view path,
                                       EntryKind kind, LetterCase letter_case);

// Ignore files from the weakest to the strongest: the user's, info/exclude, the root's, deeper
// ones.
struct IgnoreChain {
  const IgnoreChain* weaker = nullptr;
  const IgnoreFile* file = nullptr;
};
struct IgnoreAnswer {
  const IgnoreFile* file = nullptr;
  const IgnorePattern* pattern = nullptr;
  bool is_ignored() const { return pattern != nullptr && !pattern->is_negated; }
  // "ignored by src/.gitignore:3"
  std::string reason() const;
};
// Of the path itself; that its folder is not ignored is the caller's business.
IgnoreAnswer match_ignore_chain(const IgnoreChain* chain, std::string_view path, EntryKind kind,
                                LetterCase letter_case);

}  // namespace andon::tree
