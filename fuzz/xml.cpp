// XML: never ends the process; begins and ends balance; pieces change nothing.
#include "base/xml.h"

#include "fuzz/check.h"

namespace {

using andon::base::Result;

class Recorder final : public andon::base::xml::Handler {
 public:
  Result<void> begin(std::string_view element,
                     const andon::base::xml::Attributes& attributes) override {
    told.append("<").append(element);
    for (const auto& [name, value] : attributes) told.append(name).append("=").append(value);
    ++depth;
    return {};
  }
  Result<void> end(std::string_view element) override {
    told.append("/").append(element);
    --depth;
    return {};
  }
  Result<void> text(std::string_view piece) override {
    told.append(piece);
    return {};
  }
  std::string told;
  int depth = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using andon::fuzz::promise;
  const auto text = andon::fuzz::text_of(data, size);
  Recorder whole, pieces;
  andon::fuzz::PieceSource all(text, size + 1), some(text, size % 7 + 1);
  const auto read = andon::base::xml::parse_stream(all, whole, "fuzz");
  const auto read_in_pieces = andon::base::xml::parse_stream(some, pieces, "fuzz");
  promise(read.has_value() == read_in_pieces.has_value(), "pieces change what is valid");
  if (!read) return 0;
  promise(whole.depth == 0, "elements do not balance");
  promise(whole.told == pieces.told, "pieces change what is told");
  return 0;
}
