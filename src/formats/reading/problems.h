// The problems of one report on their way to the sink: the first ones one by one, the rest counted.
#pragma once
#include "base/limits.h"
#include "formats/format.h"

namespace andon::formats {

class Problems {
 public:
  explicit Problems(ReadingSink& sink) : sink_(sink) {}
  void tell(model::Problem problem) {
    if (++count_ <= base::limits::report_problems) return sink_.problem(std::move(problem));
    is_more_harmless_ = is_more_harmless_ && problem.is_harmless;
  }
  // At the end of the report.
  void finish() {
    if (count_ <= base::limits::report_problems) return;
    sink_.problem({.path = {},
                   .text = fmt::format("{} more problems of this report are not listed",
                                       count_ - base::limits::report_problems),
                   .is_harmless = is_more_harmless_});
  }

 private:
  ReadingSink& sink_;
  std::size_t count_ = 0;
  bool is_more_harmless_ = true;
};

}  // namespace andon::formats
