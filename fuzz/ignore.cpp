// Ignore files: any bytes parse within their limits, and matching ends. First line: the path; the
// rest: the ignore file.
#include "tree/ignore.h"
#include "fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon::tree;
  using andon::fuzz::promise;
  const std::string_view text = andon::fuzz::text_of(data, size);
  const std::string_view path = text.substr(0, text.find('\n'));
  const std::string_view rules = text.substr(std::min(text.size(), path.size() + 1));
  constexpr std::size_t most_patterns = 64;
  std::size_t left_out = 0;
  const IgnoreFile file = parse_ignore_file("f", "", rules, most_patterns, left_out);
  promise(file.patterns.size() <= most_patterns, "more patterns than the limit");
  promise(left_out == 0 || file.patterns.size() == most_patterns, "left out below the limit");
  const IgnoreChain chain{nullptr, &file};
  for (const EntryKind kind : {EntryKind::file, EntryKind::folder}) {
    const IgnoreAnswer answer = match_ignore_chain(&chain, path, kind, LetterCase::matters);
    if (answer.pattern == nullptr) continue;
    promise(answer.pattern->line > 0, "a pattern without a line");
    const IgnoreAnswer folded = match_ignore_chain(&chain, path, kind, LetterCase::is_folded);
    promise(
        folded.pattern != nullptr || path.find('[') != path.npos || rules.find('[') != rules.npos,
        "folding loses a match");
  }
  return 0;
}
