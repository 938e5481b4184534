// Present practice, read from the files of a tree: CI, hooks, ignore files, owners, contacts.
#pragma once
#include <string>
#include <vector>

#include "flow/workspace.h"

namespace andon::flow {

// At most ten lines for people.
std::vector<std::string> present_practice(base::Context& context, const Workspace& workspace);

}  // namespace andon::flow
