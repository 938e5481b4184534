// JSON: what is read writes back to the same value, in every form; the stream tells the same
// whichever way the bytes arrive, and never takes what the tree refuses for its syntax.
#include <fmt/core.h>

#include "base/canonical_json.h"
#include "base/json.h"

#include "fuzz/check.h"

namespace {

using andon::base::Result;
using andon::base::Value;
namespace json = andon::base::json;

class Recorder final : public json::Handler {
 public:
  Result<void> begin_map() override { return note("{"); }
  Result<void> key(std::string_view name) override { return note(name); }
  Result<void> end_map() override { return note("}"); }
  Result<void> begin_list() override { return note("["); }
  Result<void> end_list() override { return note("]"); }
  Result<void> string(std::string_view text) override { return note(text); }
  Result<void> integer(std::int64_t number) override { return note(fmt::format("{}", number)); }
  Result<void> number(double number) override { return note(fmt::format("{}", number)); }
  Result<void> boolean(bool value) override { return note(value ? "true" : "false"); }
  Result<void> null() override { return note("null"); }
  std::string told;

 private:
  Result<void> note(std::string_view event) {
    told.append(event).append("\n");
    return {};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using andon::fuzz::promise;
  const auto text = andon::fuzz::text_of(data, size);
  const auto value = json::parse(text, "fuzz");
  Recorder whole, pieces;
  andon::fuzz::PieceSource all(text, size + 1), some(text, size % 7 + 1);
  const auto read = json::parse_stream(all, whole, "fuzz");
  const auto read_in_pieces = json::parse_stream(some, pieces, "fuzz");
  promise(read.has_value() == read_in_pieces.has_value(), "pieces change what is valid");
  if (read) promise(whole.told == pieces.told, "pieces change what is told");
  if (!value) {
    Value direct;
    promise(!json::read_canonical(text, direct), "what is no JSON is taken for canonical");
    return 0;
  }
  promise(read.has_value(), "the tree takes what the stream refuses");
  const auto again = json::parse(json::write(*value), "again");
  promise(again && *again == *value, "write gives back another value");
  const auto line = json::parse(json::write_line(*value), "line");
  promise(line && *line == *value, "write_line gives back another value");
  if (const auto canonical = json::canonical(*value)) {
    const auto reread = json::parse(*canonical, "canonical");
    promise(reread.has_value(), "the canonical form is not JSON");
    const auto twice = json::canonical(*reread);
    promise(twice && *twice == *canonical, "the canonical form is not its own");
  }
  Value direct;
  if (json::read_canonical(text, direct)) {
    const auto canonical = json::canonical(*value);
    promise(canonical && *canonical == text, "another spelling is taken for canonical");
    promise(direct == *value, "the canonical form reads as another value");
  }
  return 0;
}
