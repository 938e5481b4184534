// What a tree says to the tools: their own files and the comments that suppress. No text of the
// tree becomes an option of the program, and each argument stays one word.
#include <vector>

#include "base/text.h"
#include "fuzz/check.h"
#include "tools/tool.h"
#include "tools/tools.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace andon;
  const auto text = fuzz::text_of(data, size);
  const auto lines = base::lines(text);
  model::Finding finding;
  finding.rule = "B602";
  finding.region.start_line = 1;
  finding.region.end_line = lines.size() + 1;
  for (const tools::Tool* tool : tools::all()) {
    tools::Invocation invocation;
    invocation.report = "/report";
    invocation.targets = {"src/a.py"};
    const auto plain = tool->arguments(invocation);
    invocation.own_settings = text;
    const auto told = tool->arguments(invocation);
    fuzz::promise(told.words.size() <= plain.words.size() + 3, "the tree's file adds arguments");
    fuzz::promise(told.words.size() >= plain.words.size(), "the tree's file takes arguments away");
    for (const auto& note : told.notes)
      fuzz::promise(note.text.find('\x1b') == std::string::npos, "a note that steers a terminal");
    if (tool->suppression) (void)tool->suppression(finding, lines);
  }
  return 0;
}
