// What a code host's API answers about the approvals of a change: GitHub's reviews of a pull
// request, GitLab's approvals of a merge request. Bytes in, checked facts out.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/review.h"

namespace andon::governance {

// GET /repos/OWNER/REPO/pulls/N/reviews: a list; or
// GET /projects/ID/merge_requests/IID/approvals: a map, which names no commit: `commit` is then the
// one. invalid with what is wrong when it is neither.
base::Result<model::Review> parse_review(std::string_view text, const std::string& file,
                                         std::string_view commit);

}  // namespace andon::governance
