#include "base/xml.h"

#include <expat.h>

#include <memory>

#include "base/limits.h"

namespace andon::base::xml {

namespace {

constexpr std::size_t chunk_bytes = 64u << 10;
constexpr std::size_t token_bytes = limits::text_field_bytes * 16;

class Reader {
 public:
  Reader(Handler& handler, std::string_view name)
      : parser_(XML_ParserCreate(nullptr), &XML_ParserFree), handler_(handler), name_(name) {
    ASSERT(parser_);
    auto* parser = parser_.get();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, &Reader::on_begin, &Reader::on_end);
    XML_SetCharacterDataHandler(parser, &Reader::on_text);
    XML_SetCommentHandler(parser, &Reader::on_comment);
    // A declared entity is where "billion laughs" and the reading of foreign files begin. Reports
    // need none: the five that XML itself knows are no declarations.
    XML_SetEntityDeclHandler(parser, &Reader::on_entity);
  }

  Result<void> feed(std::span<const char> chunk) { return parse(chunk, XML_FALSE); }
  Result<void> finish() { return parse({}, XML_TRUE); }

 private:
  Result<void> parse(std::span<const char> chunk, int is_last) {
    auto* parser = parser_.get();
    fed_bytes_ += chunk.size();
    const auto status = XML_Parse(parser, chunk.data(), static_cast<int>(chunk.size()), is_last);
    if (refusal_) return std::unexpected(std::move(*refusal_));
    if (status != XML_STATUS_OK) return std::unexpected(error(is_last == XML_TRUE));
    // Expat keeps an unfinished token whole and begins it anew with each piece.
    if (fed_bytes_ - told_bytes_ > token_bytes)
      return refused(ErrorKind::too_large, "a single piece of markup that is too long");
    return {};
  }

  std::unexpected<Error> refused(ErrorKind kind, std::string_view why) const {
    auto* parser = parser_.get();
    return fail(kind, ErrorOrigin::input, "{}:{}:{}: {}", name_, XML_GetCurrentLineNumber(parser),
                XML_GetCurrentColumnNumber(parser) + 1, why);
  }

  Error error(bool is_at_end) const {
    const auto code = XML_GetErrorCode(parser_.get());
    const bool is_cut =
        is_at_end && (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                      code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION);
    if (is_cut) return refused(ErrorKind::invalid, "cut off: the document ends too early").error();
    const auto* text = XML_ErrorString(code);
    return refused(ErrorKind::invalid, text ? text : "not valid XML").error();
  }

  void stop(Error refusal) {
    refusal_ = std::move(refusal);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  void told(Result<void> result) {
    if (!result) stop(std::move(result).error());
  }

  // Every callback comes by here: what was fed up to now holds no token without end.
  static Reader& self(void* data) {
    auto& reader = *static_cast<Reader*>(data);
    reader.told_bytes_ = reader.fed_bytes_;
    return reader;
  }

  static void on_comment(void* data, const char*) { self(data); }

  static void on_begin(void* data, const char* element, const char** attributes) {
    auto& reader = self(data);
    if (reader.refusal_) return;
    if (++reader.depth_ > limits::document_depth)
      return reader.stop(reader.refused(ErrorKind::too_large, "nested too deeply").error());
    reader.attributes_.clear();
    for (; *attributes; attributes += 2)
      reader.attributes_.emplace_back(attributes[0], attributes[1]);
    reader.told(reader.handler_.begin(element, reader.attributes_));
  }

  static void on_end(void* data, const char* element) {
    auto& reader = self(data);
    if (reader.refusal_) return;
    --reader.depth_;
    reader.told(reader.handler_.end(element));
  }

  static void on_text(void* data, const char* text, int length) {
    auto& reader = self(data);
    if (reader.refusal_) return;
    reader.told(reader.handler_.text({text, static_cast<std::size_t>(length)}));
  }

  static void on_entity(void* data, const char*, int, const char*, int, const char*, const char*,
                        const char*, const char*) {
    auto& reader = self(data);
    reader.stop(
        reader.refused(ErrorKind::invalid, "an entity is declared, which is not read").error());
  }

  std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
  Handler& handler_;
  std::string name_;
  Attributes attributes_;
  std::optional<Error> refusal_;
  std::size_t depth_ = 0;
  std::uint64_t fed_bytes_ = 0;
  std::uint64_t told_bytes_ = 0;
};

}  // namespace

Result<void> parse_stream(ByteSource& source, Handler& handler, std::string_view name) {
  std::vector<char> buffer(chunk_bytes);
  Reader reader(handler, name);
  for (;;) {
    const auto count = TRY(source.read(buffer), "reading {}", name);
    if (count == 0) return reader.finish();
    TRY(reader.feed({buffer.data(), count}));
  }
}

}  // namespace andon::base::xml
