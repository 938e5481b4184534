#include "model/weakness.h"

#include <gtest/gtest.h>

namespace andon::model {
namespace {

using Ids = std::vector<std::string>;

TEST(Weakness, is_read_from_every_way_of_writing_it) {
  for (const auto* text : {"CWE-89", "cwe-089", "CWE_89", "cwe:89", "CWE 89",
                           "external/cwe/cwe-089", "CWE-89: SQL Injection", "(CWE-89)", "CWE89",
                           "https://cwe.mitre.org/data/definitions/x CWE-89"})
    EXPECT_EQ(weaknesses_in(text), Ids{"CWE-89"}) << text;
}

TEST(Weakness, is_read_more_than_once_from_a_text_without_doubles) {
  EXPECT_EQ(weaknesses_in("CWE-120, CWE-20 and cwe-120"), (Ids{"CWE-120", "CWE-20"}));
}

TEST(Weakness, is_not_read_from_what_only_looks_like_one) {
  for (const auto* text :
       {"", "CWE", "CWE-", "CWE-0", "XCWE-1", "CWE-x", "CWE-99999999999999999999"})
    EXPECT_EQ(weaknesses_in(text), Ids{}) << text;
}

TEST(Weakness, comes_from_a_number) {
  EXPECT_EQ(weakness_of_number(79), "CWE-79");
  EXPECT_FALSE(weakness_of_number(0));
  EXPECT_FALSE(weakness_of_number(-1));
}

}  // namespace
}  // namespace andon::model
