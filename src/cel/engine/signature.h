// What functions and operators take and give, read from the signatures in their tables.
#pragma once
#include <span>
#include <string_view>

#include "cel/type.h"

namespace andon::cel {

// "(string, A) int | .(list(A)) A" as overloads; a text of ours, so a wrong one is our bug.
std::vector<Overload> read_signatures(std::string_view signatures);

// Of an operator as it is written, "[]" for an index and "-x" for the sign; read once, kept.
std::span<const Overload> operator_overloads(std::string_view name);
// Of a function of the standard or its extensions; none when there is no such function.
std::span<const Overload> function_overloads(std::string_view name);

}  // namespace andon::cel
