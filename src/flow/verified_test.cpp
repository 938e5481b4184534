// What this machine noted of signatures, on a real disk with the real ssh-keygen.
#include "flow/verified.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/real_world.h"
#include "base/text.h"
#include "flow/belief.h"
#include "flow/state.h"
#include "records/signatures.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/ssh_keygen.h"

namespace andon::flow {
namespace {

using governance::Role;

class VerifiedTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
    place = *base::make_real_world()->files().make_temporary_folder("verified");
    ASSERT_EQ(setenv("XDG_STATE_HOME", (place + "/home").c_str(), 1), 0);
    world = base::make_real_world();
    fake.emplace(*world);
    ASSERT_TRUE(world->files().make_folders(place + "/tree"));
    state.emplace(State::open(*fake, place + "/tree").value());
    for (const auto* name : {"ci", "mallory"}) keygen.make(name, "ed25519");
  }
  void TearDown() override {
    if (!place.empty()) (void)base::make_real_world()->files().remove_all(place);
    unsetenv("XDG_STATE_HOME");
  }
  crypto::SshKey key(const std::string& name) {
    return crypto::parse_ssh_key(base::trim(keygen.public_line(name))).value();
  }
  std::string put(const std::string& text) {
    base::Value body;
    body.set("text", text);
    return state->records().put(*fake, records::make(*fake, "opening", "shop", body)).value();
  }
  void sign(const std::string& digest, const std::string& name) {
    const auto bytes = state->records().read_sealed(*fake, digest)->bytes;
    ASSERT_TRUE(records::put_signature(*fake, state->records(), digest,
                                       keygen.sign(name, "andon-record", bytes)));
  }
  std::string signature_file(const std::string& digest, const std::string& name) {
    return state->records().path() + "/" + records::signature_path(digest, key(name));
  }

  SshKeygen keygen;
  std::string place;
  std::unique_ptr<base::World> world;
  std::optional<FakeContext> fake;
  std::optional<State> state;
};

TEST_F(VerifiedTest, knows_a_signature_again_and_only_that_one) {
  const auto one = put("one"), other = put("other");
  sign(one, "ci");
  {
    Verified verified(*fake, *state);
    EXPECT_TRUE(verified.is_signed_by(one, key("ci")));
    EXPECT_FALSE(verified.is_signed_by(one, key("mallory")));
    EXPECT_FALSE(verified.is_signed_by(other, key("ci")));
    verified.keep();
  }
  // That it was verified stays true, although the file that proved it went.
  ASSERT_TRUE(world->files().remove(signature_file(one, "ci")));
  Verified again(*fake, *state);
  EXPECT_TRUE(again.is_signed_by(one, key("ci")));
  EXPECT_FALSE(again.is_signed_by(one, key("mallory")));
  EXPECT_FALSE(again.is_signed_by(other, key("ci")));
}

TEST_F(VerifiedTest, verifies_anew_what_a_tree_brings_or_what_was_changed) {
  const auto one = put("one"), other = put("other");
  sign(one, "ci");
  Verified verified(*fake, *state);
  EXPECT_TRUE(verified.is_signed_by(one, key("ci")));
  verified.keep();
  const auto file = state->folder() + "/verified";
  auto text = world->files().read(file, 1u << 20).value();
  const auto at = text.find(one);
  ASSERT_NE(at, std::string::npos);
  auto changed = text;
  changed.replace(at, other.size(), other);
  ASSERT_TRUE(world->files().write_atomically(file, changed));
  EXPECT_FALSE(Verified(*fake, *state).is_signed_by(other, key("ci")));
  // The very file, under another user's key: as in a tree that somebody pushed.
  ASSERT_TRUE(world->files().write_atomically(file, text));
  ASSERT_TRUE(world->files().remove(signature_file(one, "ci")));
  EXPECT_TRUE(Verified(*fake, *state).is_signed_by(one, key("ci")));
  ASSERT_TRUE(world->files().remove(place + "/home/andon/own.key"));
  EXPECT_FALSE(Verified(*fake, *state).is_signed_by(one, key("ci")));
  for (const std::string& garbage : {std::string(), std::string("x"), std::string(200, '\n')}) {
    ASSERT_TRUE(world->files().write_atomically(file, garbage));
    EXPECT_FALSE(Verified(*fake, *state).is_signed_by(one, key("ci")));
  }
}

TEST_F(VerifiedTest, is_not_taken_in_by_a_signature_file_under_a_trusted_name) {
  const auto one = put("one"), other = put("other");
  sign(one, "ci");
  sign(other, "mallory");
  auto& files = world->files();
  const auto of_another_record = files.read(signature_file(one, "ci"), 1u << 16).value();
  const auto of_another_key = files.read(signature_file(other, "mallory"), 1u << 16).value();
  for (const auto& bytes : {of_another_record, of_another_key, std::string("garbage")}) {
    ASSERT_TRUE(files.write_atomically(signature_file(other, "ci"), bytes));
    EXPECT_FALSE(Verified(*fake, *state).is_signed_by(other, key("ci")));
  }
}

TEST_F(VerifiedTest, believes_by_role_component_and_mark) {
  const auto trust = governance::parse_trust(
                         fmt::format("keys:\n  - {{id: ci, key: \"{}\", owner: ci, role: pipeline, "
                                     "components: shop, until: 2026-12-31}}\n",
                                     base::trim(keygen.public_line("ci"))),
                         "trust.yaml")
                         .value();
  const auto one = put("one"), own = put("own");
  sign(one, "ci");
  ASSERT_TRUE(state->mark_own(*fake, own));
  const auto at = *base::parse_instant("2026-06-01T00:00:00Z");
  Verified verified(*fake, *state);
  Belief belief(verified, &trust, {{}, "shop", at});
  EXPECT_TRUE(belief.has_keys());
  EXPECT_TRUE(belief(one, {Role::pipeline}));
  EXPECT_FALSE(belief(one, {Role::operations}));
  EXPECT_TRUE(belief(own, {Role::operations})) << "made here";
  Belief other(verified, &trust, {{}, "till", at});
  EXPECT_FALSE(other.has_keys());
  EXPECT_FALSE(other(one, {Role::pipeline}));
  Belief late(verified, &trust, {{}, "shop", *base::parse_instant("2027-01-01T00:00:00Z")});
  EXPECT_FALSE(late(one, {Role::pipeline})) << "known to be signed, by a key that has ended";
  Belief nobody(verified, nullptr, {{}, "shop", at});
  EXPECT_FALSE(nobody(one, {Role::pipeline}));
}

}  // namespace
}  // namespace andon::flow
