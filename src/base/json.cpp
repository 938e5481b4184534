#include "base/json.h"

#include "base/document/json_reader.h"
#include "base/document/unique_keys.h"
#include "base/limits.h"

namespace andon::base::json {

namespace {

// Makes the tree. Keys and depth are its business only as far as the Reader does not see them.
class Builder final : public Handler {
 public:
  Result<void> begin_map() override { return open(Value(Map{})); }
  Result<void> begin_list() override { return open(Value(List{})); }
  Result<void> end_map() override { return close(); }
  Result<void> end_list() override { return close(); }
  Result<void> string(std::string_view text) override { return add(Value(text)); }
  Result<void> integer(std::int64_t number) override { return add(Value(number)); }
  Result<void> number(double number) override { return add(Value(number)); }
  Result<void> boolean(bool value) override { return add(Value(value)); }
  Result<void> null() override { return add(Value()); }

  Result<void> key(std::string_view name) override {
    auto& top = open_.back();
    auto& entries = *top.value->map();
    if (!top.keys.is_new(entries, name)) {
      is_refused = true;
      return fail(ErrorKind::invalid, ErrorOrigin::input, "the key \"{}\" stands here twice", name);
    }
    entries.emplace_back(name, Value());
    return {};
  }

  Value take() { return std::move(root_); }
  bool is_refused = false;  // the error is ours and has no place yet

 private:
  struct Frame {
    Value* value;  // stays where it is: what holds it gets no further value until it is closed
    UniqueKeys keys;
  };

  Result<void> counted() {
    if (++nodes_ <= limits::document_nodes) [[likely]]
      return {};
    is_refused = true;
    return fail(ErrorKind::too_large, ErrorOrigin::input, "more than {} values",
                limits::document_nodes);
  }

  Result<void> open(Value value) {
    TRY(counted());
    open_.push_back({&place(std::move(value)), {}});
    return {};
  }

  Result<void> close() {
    open_.pop_back();
    return {};
  }

  Result<void> add(Value value) {
    TRY(counted());
    place(std::move(value));
    return {};
  }

  Value& place(Value value) {
    if (open_.empty()) return root_ = std::move(value);
    auto& holder = *open_.back().value;
    if (auto* list = holder.list()) return list->emplace_back(std::move(value));
    return holder.map()->back().second = std::move(value);
  }

  Value root_;
  std::vector<Frame> open_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<Value> parse(std::string_view text, std::string_view name) {
  Builder builder;
  Reader reader(builder, name);
  auto read = reader.feed(text);
  if (read) read = reader.finish();
  if (read) return builder.take();
  auto error = std::move(read).error();
  if (builder.is_refused) {
    const auto place = reader.place();
    error.message = fmt::format("{}:{}:{}: {}", name, place.line, place.column, error.message);
  }
  return std::unexpected(std::move(error));
}

}  // namespace andon::base::json
