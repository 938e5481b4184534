#include "model/decision.h"

namespace andon::model {

const std::vector<ElementOutcome>& Elements::items() const {
  static const std::vector<ElementOutcome> none;
  return items_ ? *items_ : none;
}

std::vector<ElementOutcome>& Elements::own() {
  if (!items_)
    items_ = std::make_shared<std::vector<ElementOutcome>>();
  else if (items_.use_count() > 1)
    items_ = std::make_shared<std::vector<ElementOutcome>>(*items_);
  return *items_;
}

}  // namespace andon::model
