#include "base/yaml.h"

#include <yaml.h>

#include "base/document/place.h"
#include "base/document/unique_keys.h"
#include "base/document/yaml_scalar.h"
#include "base/limits.h"

namespace andon::base::yaml {

namespace {

constexpr std::string_view core_tags = "tag:yaml.org,2002:";

class Parser {
 public:
  Parser(std::string_view text, std::string_view name) : text_(text), name_(name) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  Result<Value> document() {
    for (;;) {
      TRY(next());
      switch (event_.type) {
        case YAML_STREAM_END_EVENT:
          return std::move(root_);
        case YAML_DOCUMENT_START_EVENT:
          if (std::exchange(has_document_, true))
            return refused("a second document begins here, one is allowed");
          break;
        case YAML_ALIAS_EVENT:
          TRY(alias());
          break;
        case YAML_SCALAR_EVENT:
          TRY(scalar());
          break;
        case YAML_SEQUENCE_START_EVENT:
          TRY(open(Value(List{}), event_.data.sequence_start.tag, "seq",
                   event_.data.sequence_start.anchor));
          break;
        case YAML_MAPPING_START_EVENT:
          TRY(open(Value(Map{}), event_.data.mapping_start.tag, "map",
                   event_.data.mapping_start.anchor));
          break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
          TRY(close());
          break;
        default:
          break;
      }
    }
  }

 private:
  // What a subtree costs when an alias copies it.
  struct Size {
    std::size_t nodes = 0;
    std::size_t bytes = 0;
    std::size_t depth = 0;
  };
  struct Frame {
    Value value;
    std::string anchor;
    UniqueKeys keys;
    Size size;
    bool is_key_next = false;
  };
  struct Anchored {
    Value value;
    Size size;
  };

  Result<void> next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_)) return {};
    event_ = {};
    const std::string_view problem = parser_.problem ? parser_.problem : "not valid YAML";
    Place place;
    if (parser_.error == YAML_READER_ERROR) {
      place.pass(text_.substr(0, std::min(parser_.problem_offset, text_.size())));
    } else {
      place.line = parser_.problem_mark.line + 1;
      place.column = parser_.problem_mark.column + 1;
    }
    return fail(ErrorKind::invalid, ErrorOrigin::input, "{}:{}:{}: {}", name_, place.line,
                place.column, problem);
  }

  std::unexpected<Error> refused(std::string_view why, ErrorKind kind = ErrorKind::invalid) const {
    return fail(kind, ErrorOrigin::input, "{}:{}:{}: {}", name_, event_.start_mark.line + 1,
                event_.start_mark.column + 1, why);
  }

  void give_place(Value& value) const {
    value.line = static_cast<std::uint32_t>(event_.start_mark.line + 1);
    value.column = static_cast<std::uint32_t>(event_.start_mark.column + 1);
  }

  Result<void> spend(const Size& size) {
    nodes_ += size.nodes;
    if (nodes_ > limits::document_nodes) return refused("too many values", ErrorKind::too_large);
    return {};
  }

  // A copy costs nodes like everything else, and its text counts against a budget of its own:
  // without it a few kilobytes of aliases to one long text fill the memory.
  Result<void> spend_copy(const Size& size) {
    TRY(spend(size));
    copied_bytes_ += size.bytes;
    if (copied_bytes_ > limits::document_copied_bytes)
      return refused("aliases copy too much text", ErrorKind::too_large);
    return {};
  }

  bool is_key_expected() const { return !open_.empty() && open_.back().is_key_next; }

  Result<void> open(Value value, const yaml_char_t* tag, std::string_view core,
                    const yaml_char_t* anchor) {
    if (is_key_expected()) return refused("a key must be a text");
    if (tag && !is_tag(tag, core)) return refused("an unknown tag");
    if (open_.size() >= limits::document_depth)
      return refused("nested too deeply", ErrorKind::too_large);
    TRY(spend({1, 0, 0}));
    give_place(value);
    Frame frame;
    frame.is_key_next = value.is_map();
    frame.value = std::move(value);
    if (anchor) frame.anchor = reinterpret_cast<const char*>(anchor);
    frame.size = {1, 0, 1};
    open_.push_back(std::move(frame));
    return {};
  }

  Result<void> close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    if (!frame.anchor.empty()) TRY(remember(frame.anchor, frame.value, frame.size));
    return place(std::move(frame.value), frame.size);
  }

  Result<void> remember(const std::string& anchor, const Value& value, const Size& size) {
    TRY(spend_copy(size));
    anchors_[anchor] = {value, size};
    return {};
  }

  Result<void> alias() {
    const auto found = anchors_.find(reinterpret_cast<const char*>(event_.data.alias.anchor));
    if (found == anchors_.end()) return refused("an alias to what does not stand whole before it");
    const auto& [value, size] = found->second;
    if (open_.size() + size.depth > limits::document_depth)
      return refused("nested too deeply", ErrorKind::too_large);
    TRY(spend_copy(size));
    if (!is_key_expected()) return place(Value(value), size);
    if (!value.is_string()) return refused("a key must be a text");
    return key(*value.string());
  }

  Result<void> scalar() {
    const auto& read = event_.data.scalar;
    const std::string_view text(reinterpret_cast<const char*>(read.value), read.length);
    TRY(spend({1, text.size(), 0}));
    Value value;
    if (read.tag) {
      auto tagged = tagged_scalar(reinterpret_cast<const char*>(read.tag), text);
      if (!tagged) return refused("a tag that is unknown or does not fit its value");
      value = std::move(*tagged);
    } else {
      value = read.style == YAML_PLAIN_SCALAR_STYLE ? plain_scalar(text) : Value(text);
    }
    give_place(value);
    const Size size{1, text.size(), 0};
    if (read.anchor) TRY(remember(reinterpret_cast<const char*>(read.anchor), value, size));
    if (!is_key_expected()) return place(std::move(value), size);
    if (!value.is_string()) return refused(fmt::format("a key must be a text: write \"{}\"", text));
    return key(text);
  }

  Result<void> key(std::string_view name) {
    auto& frame = open_.back();
    auto& entries = *frame.value.map();
    if (!frame.keys.is_new(entries, name))
      return refused(fmt::format("the key \"{}\" stands here twice", name));
    entries.emplace_back(name, Value());
    frame.size.nodes += 1;
    frame.size.bytes += name.size();
    frame.is_key_next = false;
    return {};
  }

  Result<void> place(Value value, const Size& size) {
    if (open_.empty()) {
      root_ = std::move(value);
      return {};
    }
    auto& frame = open_.back();
    frame.size.nodes += size.nodes;
    frame.size.bytes += size.bytes;
    frame.size.depth = std::max(frame.size.depth, size.depth + 1);
    if (auto* list = frame.value.list()) {
      list->push_back(std::move(value));
    } else {
      frame.value.map()->back().second = std::move(value);
      frame.is_key_next = true;
    }
    return {};
  }

  static bool is_tag(const yaml_char_t* tag, std::string_view core) {
    const std::string_view text(reinterpret_cast<const char*>(tag));
    return text == "!" || (text.starts_with(core_tags) && text.substr(core_tags.size()) == core);
  }

  std::string_view text_;
  std::string_view name_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  Value root_;
  bool has_document_ = false;
  std::vector<Frame> open_;
  std::unordered_map<std::string, Anchored> anchors_;
  std::size_t nodes_ = 0;
  std::size_t copied_bytes_ = 0;
};

}  // namespace

Result<Value> parse(std::string_view text, std::string_view name) {
  return Parser(text, name).document();
}

}  // namespace andon::base::yaml
