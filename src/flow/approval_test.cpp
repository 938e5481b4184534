// What a record may be believed, on a real disk with the real ssh-keygen.
#include "flow/approval.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/real_world.h"
#include "base/text.h"
#include "flow/signing.h"
#include "flow/state.h"
#include "records/signatures.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/ssh_keygen.h"

namespace andon::flow {
namespace {

using governance::Role;

class ApprovalFlowTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
    world = base::make_real_world();
    place = *world->files().make_temporary_folder("approval");
    ASSERT_EQ(setenv("XDG_STATE_HOME", (place + "/home").c_str(), 1), 0);
    world = base::make_real_world();
    fake.emplace(*world);
    ASSERT_TRUE(world->files().make_folders(place + "/tree"));
    state.emplace(State::open(*fake, place + "/tree").value());
    for (const auto* name : {"ci", "mallory"}) keygen.make(name, "ed25519");
    judge.component = "shop";
    judge.trust = trust("pipeline", "shop");
  }
  void TearDown() override {
    if (!place.empty()) (void)world->files().remove_all(place);
    unsetenv("XDG_STATE_HOME");
  }
  governance::Trust trust(std::string_view role, std::string_view components) {
    const auto line = keygen.public_line("ci");
    return governance::parse_trust(
               fmt::format("keys:\n  - id: ci-key\n    key: \"{}\"\n    owner: ci\n    role: {}\n"
                           "    components: {}\n",
                           base::trim(line), role, components),
               "trust.yaml")
        .value();
  }
  std::string put(const std::string& text) {
    base::Value body;
    body.set("text", text);
    return state->records().put(*fake, records::make(*fake, "opening", "shop", body)).value();
  }
  void sign(const std::string& digest, const std::string& key) {
    const auto bytes = state->records().read_sealed(*fake, digest)->bytes;
    ASSERT_TRUE(records::put_signature(*fake, state->records(), digest,
                                       keygen.sign(key, "andon-record", bytes)));
  }
  RecordStanding standing(const std::string& digest) {
    return standing_of(*fake, *state, digest, judge).value();
  }

  SshKeygen keygen;
  std::unique_ptr<base::World> world;
  std::optional<FakeContext> fake;
  std::optional<State> state;
  std::string place;
  Judge judge;
};

TEST_F(ApprovalFlowTest, an_unsigned_record_from_elsewhere_may_not_be_believed) {
  const auto found = standing(put("a"));
  EXPECT_FALSE(found.is_own);
  EXPECT_TRUE(found.signers.empty());
  EXPECT_TRUE(found.notes.empty());
}

TEST_F(ApprovalFlowTest, a_trusted_key_speaks_for_its_roles_and_component) {
  const auto digest = put("a");
  sign(digest, "ci");
  const auto found = standing(digest);
  ASSERT_EQ(found.signers.size(), 1u);
  EXPECT_EQ(found.signers[0].key, "ci-key");
  EXPECT_TRUE(found.is_signed_for(Role::pipeline));
  EXPECT_FALSE(found.is_signed_for(Role::operations));
  judge.component = "bank";
  EXPECT_FALSE(standing(digest).is_signed_for(Role::pipeline));
  EXPECT_EQ(standing(digest).notes,
            std::vector<std::string>{"key ci-key (trust.yaml:2) is not for component bank"});
}

TEST_F(ApprovalFlowTest, a_key_that_nobody_trusts_is_named_and_stands_for_nothing) {
  const auto digest = put("a");
  sign(digest, "mallory");
  EXPECT_TRUE(standing(digest).signers.empty());
  ASSERT_EQ(standing(digest).notes.size(), 1u);
  EXPECT_TRUE(standing(digest).notes[0].starts_with("trust.yaml lists no key SHA256:"));
  sign(digest, "ci");
  EXPECT_TRUE(standing(digest).is_signed_for(Role::pipeline));
  judge.trust.reset();
  EXPECT_TRUE(standing(digest).signers.empty());
}

TEST_F(ApprovalFlowTest, what_was_made_here_is_marked_and_no_tree_can_bring_the_mark) {
  const auto own = put("own"), other = put("other");
  ASSERT_TRUE(state->mark_own(*fake, own));
  EXPECT_TRUE(standing(own).is_own);
  EXPECT_FALSE(standing(other).is_own);
  const auto folder = place + "/tree/.andon/state/own/";
  // The mark of one record is none of another.
  const auto mark = world->files().read(folder + own, 1000).value();
  ASSERT_TRUE(world->files().write_atomically(folder + other, mark));
  EXPECT_FALSE(standing(other).is_own);
  // The same state on another machine.
  ASSERT_TRUE(world->files().remove_all(place + "/home"));
  EXPECT_FALSE(standing(own).is_own);
  ASSERT_TRUE(state->mark_own(*fake, other));
  EXPECT_TRUE(standing(other).is_own);
  EXPECT_FALSE(standing(own).is_own);
}

TEST_F(ApprovalFlowTest, a_signature_is_made_by_the_program_that_stands_outside_of_the_tree) {
  const auto digest = put("a");
  const auto key = signing_key(*fake, keygen.file("ci"));
  ASSERT_TRUE(key);
  const auto told =
      sign_records(*fake, *state, *key, std::array{digest}, {judge.trust, "shop", place + "/tree"});
  ASSERT_TRUE(told) << told.error().text();
  EXPECT_TRUE(told->starts_with("signed 1 record with SHA256:"));
  EXPECT_TRUE(told->ends_with("(ci-key)"));
  EXPECT_TRUE(standing(digest).is_signed_for(Role::pipeline));
  const auto wrong = sign_records(*fake, *state, *key, std::array{digest},
                                  {judge.trust, "shop", place + "/tree", Role::operations});
  ASSERT_TRUE(wrong) << wrong.error().text();
  EXPECT_NE(wrong->find("which counts as unsigned: key ci-key"), std::string::npos) << *wrong;
  EXPECT_NE(wrong->find("has no role operator"), std::string::npos) << *wrong;
  const auto refused =
      sign_records(*fake, *state, *key, std::array{digest}, {judge.trust, "shop", "/usr"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::unavailable);
}

TEST_F(ApprovalFlowTest, a_key_that_cannot_sign_is_an_error_in_ssh_keygens_own_words) {
  ASSERT_TRUE(world->files().write_atomically(place + "/broken", "no key"));
  const auto key = signing_key(*fake, place + "/broken");
  ASSERT_TRUE(key);
  const auto made = flow::sign(*fake, *key, "andon-record", "x", place + "/tree");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, base::ErrorKind::denied);
  EXPECT_TRUE(made.error().message.starts_with("ssh-keygen could not sign with "));
  EXPECT_EQ(signing_key(*fake, place + "/nobody").error().origin, base::ErrorOrigin::usage);
  EXPECT_FALSE(signing_key(*fake, "")->is_given());
}

}  // namespace
}  // namespace andon::flow
