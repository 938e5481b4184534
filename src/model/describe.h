// describe.h: each noun is described once, field by field; JSON in and out, JSON Schema and policy
// facts derive from it. A described struct has
//   template <class Self, class Visitor> static void describe(Self& self, Visitor& visit) {
//     visit("rule", self.rule, "the rule's id in its check");
//   }
// and an enum E has `std::span<const std::string_view> words(E)`, in the order of its values.
// Instantiate in .cpp files only: headers offer plain functions.
#pragma once
#include "model/describe_reading.h"
#include "model/describe_schema.h"
#include "model/describe_writing.h"
