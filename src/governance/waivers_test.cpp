#include "governance/waivers.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace andon::governance {
namespace {

constexpr const char* file = ".andon/waivers/w1.yaml";
constexpr std::string_view sound =
    "reason: a test key\nrule: aws-access-token\nowner: ada\napprover: bob\ncreated: 2026-01-01\n";

std::string refusal(std::string_view text) {
  const auto waiver = parse_waiver(text, file);
  if (waiver) return "accepted";
  EXPECT_EQ(waiver.error().origin, base::ErrorOrigin::configuration);
  return waiver.error().text();
}

std::string with(std::string_view more) { return std::string(sound) + std::string(more); }

TEST(Waiver, ends_90_days_after_it_was_created_when_no_end_is_given) {
  const auto waiver = parse_waiver(sound, file);
  ASSERT_TRUE(waiver) << waiver.error().text();
  EXPECT_EQ(waiver->id, "w1");
  EXPECT_EQ(waiver->standing, "claimed");
  EXPECT_EQ(base::to_text(waiver->created), "2026-01-01T00:00:00Z");
  EXPECT_EQ(base::to_text(waiver->expires), "2026-04-01T00:00:00Z");
}

TEST(Waiver, ends_at_the_end_of_its_last_day) {
  const auto waiver = parse_waiver(with("expires: 2026-02-01\n"), file);
  ASSERT_TRUE(waiver);
  EXPECT_EQ(base::to_text(waiver->expires), "2026-02-02T00:00:00Z");
}

TEST(Waiver, is_refused_with_file_line_and_column) {
  EXPECT_EQ(refusal(with("reson: x\n")),
            ".andon/waivers/w1.yaml:6:8: unknown key \"reson\", did you mean \"reason\"?");
  EXPECT_EQ(
      refusal("reason: x\nowner: a\napprover: b\ncreated: 2026-01-01\n"),
      ".andon/waivers/w1.yaml:1:1: it covers nothing: name at least one of findings, rule, path");
  EXPECT_EQ(refusal("rule: x\nowner: a\napprover: b\ncreated: 2026-01-01\n"),
            ".andon/waivers/w1.yaml:1:1: \"reason\" is missing");
  EXPECT_EQ(refusal("reason: ' '\nrule: x\nowner: a\napprover: b\ncreated: 2026-01-01\n"),
            ".andon/waivers/w1.yaml:1:9: \"reason\" is empty");
  EXPECT_EQ(refusal("reason: x\nrule: x\nowner: a\napprover: b\n"),
            ".andon/waivers/w1.yaml:1:1: \"created\" is missing");
  EXPECT_EQ(refusal(with("expires: 2025-12-30\n")),
            ".andon/waivers/w1.yaml:6:10: it ends before it begins");
  EXPECT_EQ(
      refusal(with("expires: soon\n")),
      ".andon/waivers/w1.yaml:6:10: \"expires\": 'soon' is not a date such as 2026-11-22, nor a "
      "time such as 2026-11-22T10:56:00Z");
  EXPECT_TRUE(refusal(with("justification: not_exploitable\n"))
                  .starts_with(".andon/waivers/w1.yaml:6:16: \"justification\" wants one of "));
  EXPECT_EQ(refusal("[]").substr(0, 44), ".andon/waivers/w1.yaml:1:1: expected a map, ");
  EXPECT_EQ(refusal("reason: [").substr(0, 23), ".andon/waivers/w1.yaml:");
}

TEST(Waiver, is_not_approved_by_its_owner) {
  constexpr std::string_view own =
      "reason: x\nrule: x\nowner: Ada\napprover: ' @ada'\ncreated: 2026-01-01\n";
  EXPECT_NE(refusal(own).find(":4:11: the approver is the owner"), std::string::npos);
  const auto self = parse_waiver(std::string(own) + "label: self\n", file);
  ASSERT_TRUE(self) << self.error().text();
  EXPECT_EQ(base::to_text(self->expires), "2026-01-31T00:00:00Z");
  EXPECT_EQ(refusal(std::string(own) + "label: self\nexpires: 2026-02-01\n"),
            ".andon/waivers/w1.yaml:7:10: a waiver labelled self ends at most 30 days after it was "
            "created");
  EXPECT_EQ(refusal(with("label: self\n")),
            ".andon/waivers/w1.yaml:6:8: the label self is for a waiver that its owner approves");
}

TEST(Waiver, reads_back_as_it_was_written) {
  model::Waiver waiver;
  waiver.reason = "yes: a \"test\" key\n# not a remark";
  waiver.findings = {{"0011", "secrets", "jwt", "a b/c.py", {"cafe", 2}}, {"0022", "", "", "", {}}};
  waiver.check = "secrets";
  waiver.path = "*.py";
  waiver.owner = "no";
  waiver.approver = "12";
  waiver.label = "imported";
  waiver.created = {1'767'225'600'123};
  waiver.expires = {1'769'000'000'000};
  waiver.measures = {"rotate", "watch"};
  waiver.justification = "vulnerable_code_not_present";
  const auto text = write_waiver(waiver);
  const auto read = parse_waiver(text, file);
  ASSERT_TRUE(read) << read.error().text() << "\n" << text;
  EXPECT_EQ(write_waiver(*read), text);
  EXPECT_EQ(read->reason, waiver.reason);
  EXPECT_EQ(read->findings.at(0).identity, waiver.findings.at(0).identity);
  EXPECT_EQ(read->findings.at(1).id, "0022");
  EXPECT_EQ(read->expires, waiver.expires);
  EXPECT_EQ(read->measures, waiver.measures);
}

TEST(Waiver, has_a_file_name_that_tells_date_and_rule_and_differs_by_content) {
  auto waiver = *parse_waiver(sound, file);
  const auto one = waiver_id(waiver);
  EXPECT_EQ(one.substr(0, one.size() - 6), "2026-01-01-aws-access-token-");
  waiver.reason = "another";
  EXPECT_NE(waiver_id(waiver), one);
  waiver.rule = "../../x";
  EXPECT_EQ(waiver_id(waiver).find_first_of("/."), std::string::npos);
}

std::string adoption_refusal(std::string_view text) {
  const auto adoption = parse_adoption(text, "d.jsonl");
  return adoption ? "accepted" : adoption.error().text();
}

TEST(Adoption, reads_back_as_it_was_written) {
  model::Adoption adoption;
  adoption.adopted_at = {1'767'225'600'000};
  adoption.findings = {{"0011", "secrets", "jwt", "a.py", {"cafe", 1}}};
  const auto text = write_adoption(adoption);
  EXPECT_EQ(base::lines(text).at(0),
            R"({"schema":"andon/adopted/v1","adopted_at":"2026-01-01T00:00:00Z","count":1})");
  const auto read = parse_adoption(text, ".andon/adopted/2026-01-01.jsonl");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->id, "2026-01-01");
  EXPECT_EQ(write_adoption(*read), text);
  EXPECT_EQ(base::lines(text).at(1),
            R"({"check":"secrets","id":"0011","identity":{"context":"cafe","ordinal":1},)"
            R"("path":"a.py","rule":"jwt"})");
  // In any other order and spelling it says the same.
  const auto by_hand =
      parse_adoption(std::string(base::lines(text).at(0)) +
                         "\n { \"rule\": \"jwt\", \"path\": \"a\\u002epy\", \"id\": \"0011\","
                         "\"check\": \"secrets\",  \"identity\": "
                         "{\"ordinal\": 1, \"context\": \"cafe\"} }",
                     ".andon/adopted/2026-01-01.jsonl");
  ASSERT_TRUE(by_hand) << by_hand.error().text();
  EXPECT_EQ(write_adoption(*by_hand), text);
}

TEST(Adoption, does_not_count_when_a_line_is_broken_or_missing) {
  const std::string header =
      R"({"schema":"andon/adopted/v1","adopted_at":"2026-01-01T00:00:00Z","count":1})";
  EXPECT_EQ(adoption_refusal(""),
            "d.jsonl:1:1: the file is empty; its first line names schema and count");
  EXPECT_EQ(adoption_refusal(header + "\n"),
            "d.jsonl:1:1: count is 1, but 0 follow: the file is cut or was changed");
  EXPECT_EQ(adoption_refusal(header + "\n{\"id\":\"a\"").substr(0, 34),
            "d.jsonl:2:1: not a line of JSON (d");
  EXPECT_EQ(adoption_refusal(header + "\n{\"id\":\"a\",\"chek\":\"x\"}\n"),
            "d.jsonl:2:1: unknown key \"chek\", did you mean \"check\"?");
  EXPECT_EQ(adoption_refusal(header + "\n{}\n"),
            "d.jsonl:2:1: neither \"id\" nor \"identity\" is given");
  EXPECT_EQ(adoption_refusal(
                R"({"schema":"andon/adopted/v2","adopted_at":"2026-01-01T00:00:00Z","count":0})"),
            "d.jsonl:1:1: schema is \"andon/adopted/v2\", expected \"andon/adopted/v1\"");
}

}  // namespace
}  // namespace andon::governance
