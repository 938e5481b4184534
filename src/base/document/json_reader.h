// JSON in pieces to a Handler: what json::parse and json::parse_stream share.
#pragma once
#include <memory>
#include <string_view>

#include "base/document/place.h"
#include "base/json.h"

namespace andon::base::json {

class Reader {
 public:
  Reader(Handler& handler, std::string_view name);
  ~Reader();
  Result<void> feed(std::string_view chunk);
  Result<void> finish();
  // How far the text was read: after an error, where it stands.
  Place place() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace andon::base::json
