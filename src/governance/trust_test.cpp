#include "governance/trust.h"

#include <gtest/gtest.h>

#include "governance/waivers.h"
#include "tests/fakes/ssh_keygen.h"

namespace andon::governance {
namespace {

constexpr std::string_view ci_line =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPoOz3kCLSD0Vnt92phirUW8gStH/K34QSDHMar2ijkX ci@shop";
constexpr std::string_view ci_print = "SHA256:OoovncrIA3yOAONUBANkP6K5trnF4Dx4d449XGF+AL4";
constexpr std::string_view kim_line =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG7PMUqEYu3FOKY7BnqiWfcPUcnhFBJEvutIwiAms8f2 kim";
constexpr std::string_view kim_print = "SHA256:pyKv5MsDfjdVvnsY5Xo9H3aU4Msd1UgfhS0xEsjeEhI";

std::string two_keys() {
  return fmt::format(
      "keys:\n"
      "  - id: ci-shop\n    key: \"{}\"\n    owner: ci\n    role: pipeline\n"
      "    components: [shop-*]\n    highest_level: pilot\n"
      "    from: 2026-01-01\n    until: 2026-12-31\n"
      "  - id: kim\n    key: \"{}\"\n    owner: kim\n    role: [approver, importer]\n",
      ci_line, kim_line);
}

base::Instant at(std::string_view text) { return base::parse_instant(text).value(); }

std::string error_of(std::string_view text) {
  const auto trust = parse_trust(text, "trust.yaml");
  return trust ? "taken" : trust.error().message;
}

TEST(Trust, is_read_with_its_keys) {
  const auto trust = parse_trust(two_keys(), "trust.yaml");
  ASSERT_TRUE(trust) << trust.error().message;
  ASSERT_EQ(trust->keys.size(), 2u);
  const auto& ci = trust->keys[0];
  EXPECT_EQ(ci.fingerprint, ci_print);
  EXPECT_EQ(ci.owner, "ci");
  EXPECT_EQ(ci.roles, std::vector{Role::pipeline});
  EXPECT_EQ(ci.highest_level, "pilot");
  EXPECT_EQ(ci.from, at("2026-01-01T00:00:00Z"));
  EXPECT_EQ(ci.until, at("2027-01-01T00:00:00Z"));
  EXPECT_EQ(ci.line, 2u);
  EXPECT_EQ(trust->keys[1].roles, (std::vector{Role::approver, Role::importer}));
}

TEST(Trust, an_empty_file_trusts_nobody) {
  EXPECT_TRUE(parse_trust("", "trust.yaml")->keys.empty());
  EXPECT_TRUE(parse_trust("keys: []\n", "trust.yaml")->keys.empty());
}

TEST(Trust, complaints_name_their_place) {
  EXPECT_EQ(error_of("kays: []\n"), "trust.yaml:1:7: unknown key \"kays\", did you mean \"keys\"?");
  EXPECT_TRUE(error_of("keys: {}\n").starts_with("trust.yaml:1:7: \"keys\" wants a list"));
  EXPECT_TRUE(error_of("keys:\n  - id: a\n").starts_with("trust.yaml:2:5: a key is an SSH"));
  const auto with = [](std::string_view more) {
    return error_of(fmt::format("keys:\n  - id: a\n    key: \"{}\"\n{}", ci_line, more));
  };
  EXPECT_TRUE(with("    role: pipeline\n").starts_with("trust.yaml:2:5: "));
  EXPECT_EQ(with("    owner: a\n    role: [pipline]\n"),
            "trust.yaml:5:11: \"pipline\" is no role, did you mean \"pipeline\"?; known: pipeline, "
            "approver, importer, operator, governance");
  EXPECT_EQ(with("    owner: a\n    role: []\n"),
            "trust.yaml:5:11: a key without a role may nothing");
  EXPECT_EQ(with("    owner: a\n    role: approver\n    components: []\n"),
            "trust.yaml:6:17: \"components\" names none; leave it out to mean all");
  EXPECT_EQ(with("    owner: a\n    role: approver\n    from: 2026-02-01\n    until: 2026-01-01\n"),
            "trust.yaml:7:12: it ends before it begins");
  EXPECT_TRUE(with("    owner: a\n    role: approver\n    until: soon\n")
                  .starts_with("trust.yaml:6:12: \"until\": "));
  EXPECT_TRUE(error_of("keys:\n  - id: a\n    key: \"ssh-dss AAAA\"\n    owner: a\n    role: x\n")
                  .starts_with("trust.yaml:3:10: \"key\": \"ssh-dss\" is no type of key"));
  EXPECT_EQ(error_of("keys:\n  - id: a\n    gpg: ABCD\n    owner: a\n    role: approver\n"),
            "trust.yaml:3:10: \"gpg\" wants a whole fingerprint: 40 hex digits");
  EXPECT_TRUE(error_of(two_keys() + fmt::format("  - id: kim\n    key: \"{}\"\n    owner: kim\n"
                                                "    role: approver\n",
                                                ci_line))
                  .ends_with("\"kim\" names two keys"));
}

TEST(Trust, a_gpg_key_may_stand_there_whole_for_signed_commits) {
  const auto trust = parse_trust(
      "keys:\n  - id: lee\n    owner: lee\n    role: approver\n    key: |\n"
      "      -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
      "      \n"
      "      mDMEawMtQRYJKwYBBAHaRw8BAQdARHDoXOofSKokrcoZy6/VtlVqyuejKW0c6a1m\n"
      "      vr9H25+0FWxlZSA8bGVlQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEEluXjdln3oh++\n"
      "      vT05UW6BO7D0ylgFAmsDLUECGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ\n"
      "      UW6BO7D0yljsZAEA7Scd17MbosiRpmaynec5MZQOjxlflSjoNdcw0SlxH8gBAJ9I\n"
      "      7tquD77C6L9xzmd0vYv8yc466ek4b2K4vdtMrTwC\n"
      "      =5KIn\n"
      "      -----END PGP PUBLIC KEY BLOCK-----\n",
      "trust.yaml");
  ASSERT_TRUE(trust) << trust.error().message;
  EXPECT_EQ(trust->keys[0].fingerprint, "96E5E37659F7A21FBEBD3D39516E813BB0F4CA58");
  EXPECT_FALSE(trust->keys[0].openpgp.empty());
  EXPECT_FALSE(trust->keys[0].ssh);
  EXPECT_EQ(error_of("keys:\n  - id: lee\n    key: |\n"
                     "      -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
                     "    owner: lee\n    role: approver\n"),
            "trust.yaml:3:10: \"key\": the key block does not end");
}

class StatementTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
    keygen.make("lee", "ed25519");
    auto line = keygen.public_line("lee");
    while (line.ends_with('\n')) line.pop_back();
    trust = parse_trust("keys:\n  - {id: lee-key, key: \"" + line +
                            "\", owner: lee, role: approver, components: shop}\n",
                        "trust.yaml")
                .value();
    plan.owner = "kim";
    plan.approver = answer.account = "lee";
  }
  template <class Noun>
  std::string judged(const Noun& noun, std::string_view name_space, const std::string& bytes,
                     std::string_view component = "shop") {
    const auto signature = keygen.sign("lee", "andon-plan", "title: a\n");
    const auto approval = approval_of(noun, {bytes, signature, name_space}, &trust, component,
                                      at("2026-05-01T00:00:00Z"));
    EXPECT_EQ(approval.is_proven, approval.problem.empty());
    return approval.is_proven ? approval.key : approval.problem;
  }

  SshKeygen keygen;
  Trust trust;
  model::Plan plan;
  model::Answer answer;
};

TEST_F(StatementTest, a_plan_is_proven_by_its_approver_who_is_not_its_owner) {
  EXPECT_EQ(judged(plan, plan_name_space, "title: a\n"), "lee-key");
  EXPECT_EQ(judged(plan, plan_name_space, "title: b\n"),
            "the signature is not of these bytes by its key");
  EXPECT_EQ(judged(plan, plan_name_space, "title: a\n", "bank"),
            "key lee-key (trust.yaml:2) is not for component bank");
  plan.approver = "cleo";
  EXPECT_EQ(judged(plan, plan_name_space, "title: a\n"),
            "it is lee's, and the plan names cleo as its approver");
  plan.owner = plan.approver = "Lee";
  EXPECT_EQ(judged(plan, plan_name_space, "title: a\n"), "Lee owns the plan and cannot approve it");
}

TEST_F(StatementTest, an_answer_is_proven_by_who_answered_and_never_by_a_plans_signature) {
  EXPECT_EQ(judged(answer, plan_name_space, "title: a\n"), "lee-key");
  EXPECT_NE(judged(answer, answer_name_space, "title: a\n"), "lee-key");
  answer.account = "cleo";
  EXPECT_EQ(judged(answer, plan_name_space, "title: a\n"), "it is lee's, and the answer is cleo's");
}

TEST(Trust, a_gpg_key_is_its_whole_fingerprint) {
  const auto trust = parse_trust(
      "keys:\n  - id: lee\n    gpg: 0123 4567 89ab cdef 0123  4567 89AB CDEF 0123 4567\n"
      "    owner: lee\n    role: approver\n",
      "trust.yaml");
  ASSERT_TRUE(trust) << trust.error().message;
  EXPECT_EQ(trust->keys[0].fingerprint, "0123456789ABCDEF0123456789ABCDEF01234567");
  EXPECT_FALSE(trust->keys[0].ssh);
}

TEST(Trust, says_who_may_what_for_which_component_when) {
  const auto trust = parse_trust(two_keys(), "trust.yaml").value();
  const auto noon = at("2026-06-01T12:00:00Z");
  const auto allowed = may(trust, ci_print, {Role::pipeline, "shop-web", noon});
  ASSERT_NE(allowed.key, nullptr);
  EXPECT_EQ(allowed.key->id, "ci-shop");
  const auto why = [&](std::string_view print, Use use) { return may(trust, print, use).why_not; };
  EXPECT_EQ(why(ci_print, {Role::approver, "shop-web", noon}),
            "key ci-shop (trust.yaml:2) has no role approver");
  EXPECT_EQ(why(ci_print, {Role::pipeline, "bank", noon}),
            "key ci-shop (trust.yaml:2) is not for component bank");
  EXPECT_EQ(why(ci_print, {Role::pipeline, "shop-web", at("2025-12-31T23:59:59Z")}),
            "key ci-shop (trust.yaml:2) counts from 2026-01-01T00:00:00Z on");
  EXPECT_EQ(why(ci_print, {Role::pipeline, "shop-web", at("2027-01-01T00:00:00Z")}),
            "key ci-shop (trust.yaml:2) ended at 2027-01-01T00:00:00Z");
  EXPECT_EQ(why(ci_print, {Role::pipeline, "shop-web", at("2026-12-31T23:59:59Z")}), "");
  EXPECT_EQ(why("SHA256:nobody", {Role::pipeline, "shop-web", noon}),
            "trust.yaml lists no key SHA256:nobody");
  EXPECT_EQ(why(kim_print, {Role::approver, "anything/at/all", noon}), "");
}

TEST(Trust, a_key_may_stand_in_two_entries) {
  const auto trust =
      parse_trust(two_keys() + fmt::format("  - id: ci-bank\n    key: \"{}\"\n    owner: ci\n"
                                           "    role: pipeline\n    components: bank\n",
                                           ci_line),
                  "trust.yaml")
          .value();
  const auto noon = at("2026-06-01T12:00:00Z");
  EXPECT_EQ(may(trust, ci_print, {Role::pipeline, "bank", noon}).key->id, "ci-bank");
  EXPECT_EQ(may(trust, ci_print, {Role::pipeline, "shop-a", noon}).key->id, "ci-shop");
}

TEST(Trust, a_glob_matches_a_whole_id) {
  EXPECT_TRUE(component_matches("shop", "shop"));
  EXPECT_FALSE(component_matches("shop", "shop/web"));
  EXPECT_FALSE(component_matches("shop", "evil/shop"));
  EXPECT_TRUE(component_matches("shop-*", "shop-web"));
  EXPECT_TRUE(component_matches("shop-*", "shop-"));
  EXPECT_FALSE(component_matches("shop-*", "shop-web/api"));
  EXPECT_TRUE(component_matches("shop-**", "shop-web/api"));
  EXPECT_TRUE(component_matches("*/shop-*", "acme/shop-web"));
  EXPECT_FALSE(component_matches("*/shop-*", "shop-web"));
  EXPECT_TRUE(component_matches("**", "host/acme/shop"));
  EXPECT_TRUE(component_matches("host/**/api", "host/acme/shop/api"));
  EXPECT_FALSE(component_matches("", "shop"));
  EXPECT_FALSE(component_matches("*", "a/b"));
  EXPECT_TRUE(component_matches("*a*a*a*a*", std::string(2000, 'a')));
}

class ApprovalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
    keygen.make("lee", "ed25519");
    keygen.make("kim", "ed25519");
    trust =
        parse_trust(fmt::format("keys:\n{}{}", entry("lee", "approver"), entry("kim", "approver")),
                    "trust.yaml")
            .value();
    waiver = parse_waiver(text, "w.yaml").value();
  }
  std::string entry(const std::string& name, std::string_view role) {
    auto line = keygen.public_line(name);
    line.pop_back();
    return fmt::format("  - id: {0}-key\n    key: \"{1}\"\n    owner: {0}\n    role: {2}\n", name,
                       line, role);
  }
  Approval judged(const std::string& signature, const Trust* by) {
    return approval_of({waiver, text, signature}, by, "shop", at("2026-02-01T00:00:00Z"));
  }
  std::string signed_by(const std::string& name) { return keygen.sign(name, "andon-waiver", text); }

  SshKeygen keygen;
  Trust trust;
  std::string text =
      "reason: test key\nrule: github-pat\nowner: kim\napprover: lee\ncreated: 2026-01-01\n";
  model::Waiver waiver;
};

TEST_F(ApprovalTest, is_proven_by_the_approvers_key_over_the_files_bytes) {
  const auto approval = judged(signed_by("lee"), &trust);
  EXPECT_TRUE(approval.is_proven) << approval.problem;
  EXPECT_EQ(approval.key, "lee-key");
}

TEST_F(ApprovalTest, is_not_proven_by_its_owner) {
  EXPECT_EQ(judged(signed_by("kim"), &trust).problem, "kim owns the waiver and cannot approve it");
}

TEST_F(ApprovalTest, is_not_proven_where_nobody_says_whose_key_it_is) {
  EXPECT_EQ(judged(signed_by("lee"), nullptr).problem,
            "there is no trust.yaml that says whose key it is");
  keygen.make("mallory", "ed25519");
  EXPECT_TRUE(judged(signed_by("mallory"), &trust).problem.starts_with("trust.yaml lists no key"));
}

TEST_F(ApprovalTest, is_not_proven_by_somebody_whom_the_waiver_does_not_name) {
  keygen.make("eve", "ed25519");
  const auto more = parse_trust("keys:\n" + entry("eve", "approver"), "trust.yaml").value();
  EXPECT_EQ(judged(signed_by("eve"), &more).problem,
            "it is eve's, and the waiver names lee as its approver");
}

TEST_F(ApprovalTest, is_not_proven_by_a_key_of_another_role) {
  const auto other = parse_trust("keys:\n" + entry("lee", "pipeline"), "trust.yaml").value();
  EXPECT_EQ(judged(signed_by("lee"), &other).problem,
            "key lee-key (trust.yaml:2) has no role approver");
}

TEST_F(ApprovalTest, is_gone_when_a_byte_of_the_file_changes) {
  const auto signature = signed_by("lee");
  text += "# one more line\n";
  EXPECT_EQ(judged(signature, &trust).problem, "the signature is not of these bytes by its key");
}

TEST_F(ApprovalTest, of_another_kind_of_thing_is_none) {
  EXPECT_EQ(judged(keygen.sign("lee", "andon-record", text), &trust).problem,
            "the signature was made for \"andon-record\", not for \"andon-waiver\"");
  EXPECT_EQ(judged("garbage", &trust).problem, "it does not begin as an SSH signature does");
}

TEST_F(ApprovalTest, speaks_of_the_components_that_the_waiver_names) {
  EXPECT_TRUE(speaks_of(waiver, "shop"));
  waiver.components = {"shop-*"};
  EXPECT_FALSE(speaks_of(waiver, "shop"));
  EXPECT_TRUE(speaks_of(waiver, "shop-web"));
}

}  // namespace
}  // namespace andon::governance
