// What git prints, and its index file: any bytes give an error or facts that fit them. The first
// byte picks the parser.
#include "fuzz/check.h"
#include "git/index_file.h"
#include "git/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon::git;
  using andon::fuzz::promise;
  if (size == 0) return 0;
  const std::string_view text = andon::fuzz::text_of(data + 1, size - 1);
  constexpr unsigned parsers = 10;
  switch (data[0] % parsers) {
    case 0:
      (void)parse_configuration(text);
      break;
    case 1:
      if (const auto entries = parse_index(text))
        for (const IndexEntry& entry : *entries)
          promise(!entry.path.empty(), "an entry without a path");
      break;
    case 2:
      (void)parse_tree_list(text);
      break;
    case 3:
      (void)parse_status(text);
      break;
    case 4:
      if (const auto difference = parse_difference(text))
        for (const Change& change : difference->changes)
          for (const auto& [first, last] : change.lines) promise(first <= last, "lines backwards");
      break;
    case 5:
      (void)parse_object_header(text);
      break;
    case 6:
      (void)parse_commit("x", text);
      break;
    case 7:
      if (const auto entries = parse_tree_object(text, 20)) {
        const auto again = parse_tree_object(format_tree_object(*entries), 20);
        promise(again && again->size() == entries->size(), "a tree does not survive writing");
      }
      break;
    case 8:
      if (const auto index = parse_index_file(text)) {
        for (const IndexEntry& entry : index->entries)
          promise(!entry.path.empty(), "an index entry without a path");
        for (const auto& [folder, tree] : index->trees)
          promise(tree.size() == 40, "a tree whose name is not 20 bytes");
      }
      break;
    default:
      (void)parse_attributes(text);
      promise(unquoted(text).size() <= text.size(), "unquoting adds bytes");
      (void)protocol_of(text);
  }
  return 0;
}
