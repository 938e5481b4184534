// Streams a JSON report and builds only the parts that a reader asks for, one at a time: memory
// holds one element of the report, whatever its size.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/value.h"

namespace andon::formats {

// What to do with the value at a path such as "/runs/*/results/*" ("*": an element of a list).
// `keys`: of a map only its keys, told by key_of, none of its values.
enum class Want { enter, keys, build, skip };
enum class Container { map, list };

class JsonElements : public base::json::Handler {
 public:
  base::Result<void> begin_map() final;
  base::Result<void> key(std::string_view name) final;
  base::Result<void> end_map() final;
  base::Result<void> begin_list() final;
  base::Result<void> end_list() final;
  base::Result<void> string(std::string_view text) final;
  base::Result<void> integer(std::int64_t number) final;
  base::Result<void> number(double number) final;
  base::Result<void> boolean(bool value) final;
  base::Result<void> null() final;

 protected:
  // Asked for every value that is not inside a built one. Entering a scalar builds it.
  virtual Want want(std::string_view path) = 0;
  // A key inside a built value whose content nobody needs.
  virtual bool is_left_out(std::string_view key) const = 0;
  // `is_cut`: it held more than limits::report_element_nodes, the rest is not in it.
  virtual base::Result<void> built(std::string_view path, base::Value value, bool is_cut) = 0;
  // An entered container begins and ends.
  virtual base::Result<void> entered(std::string_view path, Container container) = 0;
  virtual base::Result<void> left(std::string_view path) = 0;
  virtual void key_of(std::string_view path, std::string_view key);

 private:
  struct Entered {
    std::size_t path_size;  // of the container itself
    Container container;
    bool is_keys_only;
  };
  Want begin_value();
  base::Result<void> begin_container(base::Value empty, Container container);
  base::Result<void> end_container();
  base::Result<void> scalar(base::Value value);
  base::Result<void> finished(base::Value value);

  std::string path_;
  std::vector<Entered> entered_;
  std::vector<base::Value> open_;  // the value being built, outermost first
  std::size_t nodes_ = 0;
  std::size_t skipped_depth_ = 0;  // containers open inside something skipped
  bool is_next_left_out_ = false;  // the value of the last key
  bool is_cut_ = false;
};

}  // namespace andon::formats
