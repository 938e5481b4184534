// Report readers: the first byte picks one, so a new reader is fuzzed at once. They never end the
// process, an error has a message, and every path that they tell is relative, absolute or a URI in
// printable text.
#include "formats/format.h"

#include "base/text.h"
#include "fuzz/check.h"

namespace {

using andon::base::Result;
using andon::fuzz::promise;
namespace model = andon::model;

class Checked final : public andon::formats::ReadingSink {
 public:
  // What andon itself wrote is taken at its word, whatever stands there.
  explicit Checked(std::string_view format) : is_foreign_(format != "json") {}

  Result<void> finding(model::Finding finding) override {
    if (!is_foreign_) return {};
    promise(!finding.rule.empty(), "a finding without a rule");
    promise(!finding.title.empty() && !finding.message.empty(), "a finding without words");
    promise(finding.region.end_line >= finding.region.start_line || finding.region.end_line == 0,
            "a region that ends before it begins");
    path(finding.path);
    return {};
  }
  void problem(model::Problem problem) override { path(problem.path); }
  void tool(std::string_view, std::string_view) override {}
  void analysed(std::string_view one) override { path(one); }
  void unsuccessful(std::string_view reason) override {
    promise(!reason.empty(), "a failure without a reason");
  }

 private:
  void path(std::string_view path) {
    promise(!is_foreign_ || andon::base::path_text(andon::base::path_bytes(path)) == path,
            "a path that is no path text");
  }
  bool is_foreign_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::vector<const andon::formats::Format*> readers;
  for (const auto* format : andon::formats::all())
    if (format->read) readers.push_back(format);
  const auto& format = *readers[data[0] % readers.size()];
  const auto text = andon::fuzz::text_of(data + 1, size - 1);
  if (format.recognises) (void)format.recognises(text, "report");
  andon::fuzz::PieceSource source(text, 4096);
  Checked sink(format.name);
  const auto read = format.read(source, sink, "report");
  if (!read) promise(!read.error().message.empty(), "an error without words");
  return 0;
}
