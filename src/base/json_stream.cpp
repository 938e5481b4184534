#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>

#include "base/document/json_reader.h"
#include "base/document/json_text.h"
#include "base/document/place.h"
#include "base/json.h"
#include "base/limits.h"

namespace andon::base::json {

namespace {

constexpr std::size_t chunk_bytes = 64u << 10;

// Joins the pieces that Boost tells and passes whole events on. Boost wants its own error code set
// when an event is refused; the reason itself waits in `refusal`.
class Joined {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Code = boost::json::error_code;
  using View = boost::json::string_view;

  explicit Joined(Handler& handler) : handler_(handler) {}

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code& code) { return told(handler_.begin_map(), code); }
  bool on_object_end(std::size_t, Code& code) { return told(handler_.end_map(), code); }
  bool on_array_begin(Code& code) { return told(handler_.begin_list(), code); }
  bool on_array_end(std::size_t, Code& code) { return told(handler_.end_list(), code); }
  bool on_key_part(View text, std::size_t, Code& code) { return held(text, code); }
  bool on_string_part(View text, std::size_t, Code& code) { return held(text, code); }
  bool on_number_part(View text, Code& code) { return held(text, code); }
  bool on_key(View text, std::size_t, Code& code) {
    return whole(text, code, [&](std::string_view all) { return handler_.key(all); });
  }
  bool on_string(View text, std::size_t, Code& code) {
    return whole(text, code, [&](std::string_view all) { return handler_.string(all); });
  }
  bool on_int64(std::int64_t number, View, Code& code) {
    pending_.clear();
    return told(handler_.integer(number), code);
  }
  bool on_uint64(std::uint64_t number, View, Code& code) {
    pending_.clear();
    return told(handler_.number(static_cast<double>(number)), code);
  }
  bool on_double(double number, View text, Code& code) {
    return whole(text, code, [&](std::string_view all) { return exact(all, number); });
  }
  bool on_bool(bool value, Code& code) { return told(handler_.boolean(value), code); }
  bool on_null(Code& code) { return told(handler_.null(), code); }
  bool on_comment_part(View, Code&) { return true; }
  bool on_comment(View, Code&) { return true; }

  std::optional<Error> refusal;
  bool is_refusal_placed = true;  // false: the reader puts name, line and column before it

 private:
  bool told(Result<void> result, Code& code) {
    if (result) [[likely]]
      return true;
    refusal = std::move(result).error();
    code = boost::json::error::exception;
    return false;
  }

  bool held(View text, Code& code) {
    if (pending_.size() + text.size() > string_bytes) {
      is_refusal_placed = false;
      return told(fail(ErrorKind::too_large, ErrorOrigin::input,
                       "a single text of more than {} bytes", string_bytes),
                  code);
    }
    pending_.append(text.data(), text.size());
    return true;
  }

  template <class Tell>
  bool whole(View text, Code& code, Tell tell) {
    if (pending_.empty() && text.size() <= string_bytes)
      return told(tell(std::string_view(text.data(), text.size())), code);
    if (!held(text, code)) return false;
    auto result = tell(std::string_view(pending_));
    pending_.clear();
    return told(std::move(result), code);
  }

  // Boost 1.81 rounds some doubles wrongly in the last bit; the text itself gives the nearest one.
  Result<void> exact(std::string_view text, double approximate) {
    double number = approximate;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{}) number = approximate;
    if (!std::isfinite(number)) {
      is_refusal_placed = false;
      return fail(ErrorKind::invalid, ErrorOrigin::input, "the number is out of range");
    }
    return handler_.number(number);
  }

  Handler& handler_;
  std::string pending_;
};

std::string_view reason(boost::json::error code) {
  using boost::json::error;
  switch (code) {
    case error::too_deep:
      return "nested too deeply";
    case error::incomplete:
      return "cut off: the document ends too early";
    case error::extra_data:
      return "more text after the end of the document";
    case error::expected_hex_digit:
      return "\\u needs four hexadecimal digits";
    case error::illegal_leading_surrogate:
    case error::illegal_trailing_surrogate:
      return "half of a surrogate pair";
    case error::exponent_overflow:
      return "the number is out of range";
    default:
      return "not valid JSON";
  }
}

}  // namespace

struct Reader::State {
  State(Handler& handler, std::string_view name_given)
      : parser(options(), handler), name(name_given) {}

  static boost::json::parse_options options() {
    boost::json::parse_options chosen;
    chosen.max_depth = limits::document_depth;
    return chosen;
  }

  Error error_at(std::string_view passed, boost::json::error_code code) {
    place.pass(passed);
    auto& joined = parser.handler();
    if (joined.refusal) {
      auto error = std::move(*joined.refusal);
      if (!joined.is_refusal_placed)
        error.message = fmt::format("{}:{}:{}: {}", name, place.line, place.column, error.message);
      return error;
    }
    const auto which = static_cast<boost::json::error>(code.value());
    const auto kind =
        which == boost::json::error::too_deep ? ErrorKind::too_large : ErrorKind::invalid;
    return fail(kind, ErrorOrigin::input, "{}:{}:{}: {}", name, place.line, place.column,
                reason(which))
        .error();
  }

  // A UTF-8 byte order mark, which RFC 8259 clause 8.1 lets a reader ignore, may come in pieces
  // too.
  void skip_mark(std::string_view& chunk) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    while (mark_bytes < mark.size() && !chunk.empty()) {
      if (chunk.front() != mark[mark_bytes]) {
        is_mark_broken = mark_bytes != 0;
        mark_bytes = mark.size();
        return;
      }
      chunk.remove_prefix(1);
      ++mark_bytes;
    }
  }

  boost::json::basic_parser<Joined> parser;
  std::string name;
  std::size_t mark_bytes = 0;
  bool is_mark_broken = false;
  Place place;
};

Reader::Reader(Handler& handler, std::string_view name)
    : state_(std::make_unique<State>(handler, name)) {}
Reader::~Reader() = default;

Result<void> Reader::feed(std::string_view chunk) {
  state_->skip_mark(chunk);
  boost::json::error_code code;
  if (state_->is_mark_broken) {
    code = boost::json::error::syntax;
    return std::unexpected(state_->error_at({}, code));
  }
  if (chunk.empty()) return {};
  const auto passed = state_->parser.write_some(true, chunk.data(), chunk.size(), code);
  if (!code && passed < chunk.size()) code = boost::json::error::extra_data;
  if (code) {
    return std::unexpected(state_->error_at(chunk.substr(0, passed), code));
  }
  state_->place.pass(chunk);
  return {};
}

Result<void> Reader::finish() {
  boost::json::error_code code;
  state_->parser.write_some(false, "", 0, code);
  if (code) return std::unexpected(state_->error_at({}, code));
  return {};
}

Place Reader::place() const { return state_->place; }

Result<void> parse_stream(ByteSource& source, Handler& handler, std::string_view name) {
  std::vector<char> buffer(chunk_bytes);
  Reader reader(handler, name);
  for (;;) {
    const auto count = TRY(source.read(buffer), "reading {}", name);
    if (count == 0) return reader.finish();
    TRY(reader.feed({buffer.data(), count}));
  }
}

}  // namespace andon::base::json
