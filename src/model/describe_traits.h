// What a described field may be: text, bool, whole number,
// instant, enum, option, list, value, struct.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "base/value.h"

namespace andon::model {

template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};
template <class T>
struct IsOption : std::false_type {};
template <class T>
struct IsOption<std::optional<T>> : std::true_type {};

}  // namespace andon::model
