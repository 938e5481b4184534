// "%s has %d of %.2f".format([...]), the clauses of the string extension.
#pragma once
#include "base/result.h"
#include "cel/engine/functions.h"

namespace andon::cel {

// The call's first value with its clauses filled from the second, a list.
base::Result<std::string> format(const Call& call);

// Steps for looking for the second string in the first.
void spend_on_search(const Call& call);

}  // namespace andon::cel
