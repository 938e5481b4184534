#include "formats/reading/json_elements.h"

#include "base/limits.h"
#include "base/text.h"

namespace andon::formats {

namespace limits = base::limits;

base::Result<void> JsonElements::begin_map() {
  return begin_container(base::Map{}, Container::map);
}
base::Result<void> JsonElements::begin_list() {
  return begin_container(base::List{}, Container::list);
}
base::Result<void> JsonElements::end_map() { return end_container(); }
base::Result<void> JsonElements::end_list() { return end_container(); }
base::Result<void> JsonElements::integer(std::int64_t number) { return scalar(number); }
base::Result<void> JsonElements::number(double number) { return scalar(number); }
base::Result<void> JsonElements::boolean(bool value) { return scalar(value); }
base::Result<void> JsonElements::null() { return scalar(nullptr); }

base::Result<void> JsonElements::string(std::string_view text) {
  if (skipped_depth_ > 0) return {};
  if (text.size() <= limits::text_field_bytes) return scalar(text);
  return scalar(base::shortened(text, limits::text_field_bytes));
}

base::Result<void> JsonElements::key(std::string_view name) {
  if (skipped_depth_ > 0) return {};
  if (open_.empty()) {
    path_.resize(entered_.back().path_size);
    if (entered_.back().is_keys_only) {
      key_of(path_, name);
      return {};
    }
    // A slash or a star in a key must not look like two steps of a path or like a list.
    const bool is_plain = name.find('/') == name.npos && name != "*";
    path_.append("/").append(is_plain ? name : std::string_view("?"));
    return {};
  }
  is_next_left_out_ = is_left_out(name);
  if (!is_next_left_out_) open_.back().map()->emplace_back(name, base::Value());
  return {};
}

void JsonElements::key_of(std::string_view, std::string_view) {}

// What happens to the value that begins now.
Want JsonElements::begin_value() {
  if (!open_.empty()) return std::exchange(is_next_left_out_, false) ? Want::skip : Want::build;
  if (!entered_.empty() && entered_.back().is_keys_only) return Want::skip;
  if (!entered_.empty() && entered_.back().container == Container::list) {
    path_.resize(entered_.back().path_size);
    path_.append("/*");
  }
  return entered_.empty() && path_.empty() ? Want::enter : want(path_);
}

base::Result<void> JsonElements::begin_container(base::Value empty, Container container) {
  if (skipped_depth_ > 0) {
    ++skipped_depth_;
    return {};
  }
  const auto wanted = begin_value();
  switch (wanted) {
    case Want::skip:
      skipped_depth_ = 1;
      return {};
    case Want::enter:
    case Want::keys:
      entered_.push_back({path_.size(), container, wanted == Want::keys});
      return entered(path_, container);
    case Want::build:
      break;
  }
  if (++nodes_ > limits::report_element_nodes) {
    is_cut_ = true;
    skipped_depth_ = 1;
    return {};
  }
  open_.push_back(std::move(empty));
  return {};
}

base::Result<void> JsonElements::end_container() {
  if (skipped_depth_ > 0) {
    --skipped_depth_;
    return {};
  }
  if (!open_.empty()) {
    auto value = std::move(open_.back());
    open_.pop_back();
    return finished(std::move(value));
  }
  const auto size = entered_.back().path_size;
  entered_.pop_back();
  path_.resize(size);
  return left(path_);
}

base::Result<void> JsonElements::scalar(base::Value value) {
  if (skipped_depth_ > 0) return {};
  const auto wanted = begin_value();
  if (wanted == Want::skip) return {};
  if (++nodes_ > limits::report_element_nodes) {
    is_cut_ = true;
    return {};
  }
  return finished(std::move(value));
}

base::Result<void> JsonElements::finished(base::Value value) {
  if (open_.empty()) {
    nodes_ = 0;
    return built(path_, std::move(value), std::exchange(is_cut_, false));
  }
  auto& parent = open_.back();
  if (auto* list = parent.list())
    list->push_back(std::move(value));
  else
    parent.map()->back().second = std::move(value);
  return {};
}

}  // namespace andon::formats
