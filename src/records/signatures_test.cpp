// Signatures beside records, on a real disk with the real ssh-keygen.
#include "records/signatures.h"

#include <gtest/gtest.h>

#include "base/real_world.h"
#include "base/text.h"
#include "records/compact.h"
#include "records/sync.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/ssh_keygen.h"

namespace andon::records {
namespace {

class SignaturesTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!keygen.is_installed()) GTEST_SKIP() << "no ssh-keygen here";
    place = *world->files().make_temporary_folder("signatures");
    for (const auto* name : {"ci", "kim"}) keygen.make(name, "ed25519");
  }
  void TearDown() override {
    if (!place.empty()) (void)world->files().remove_all(place);
  }
  std::string put(const Folder& folder, const std::string& text) {
    base::Value body;
    body.set("text", text);
    return *folder.put(fake.context, make(fake.context, "waiver", "shop", body));
  }
  std::string signature(const Folder& folder, const std::string& digest, const std::string& key,
                        const std::string& name_space = "andon-record") {
    return keygen.sign(key, name_space, folder.read_sealed(fake.context, digest)->bytes);
  }
  base::Result<bool> sign(const Folder& folder, const std::string& digest, const std::string& key) {
    return put_signature(fake.context, folder, digest, signature(folder, digest, key));
  }
  std::vector<std::string> signers(const Folder& folder, const std::string& digest) {
    std::vector<std::string> out;
    const auto found = signatures_of(fake.context, folder, digest);
    for (const auto& each : found->verified) out.push_back(each.key.fingerprint());
    std::ranges::sort(out);
    return out;
  }
  std::string fingerprint(const std::string& name) {
    return crypto::parse_ssh_key(keygen.public_line(name))->fingerprint();
  }
  void write(const std::string& file, const std::string& bytes) {
    EXPECT_TRUE(world->files().write_atomically(file, bytes).has_value());
  }

  std::unique_ptr<base::World> world = base::make_real_world();
  FakeContext fake{*world};
  SshKeygen keygen;
  std::string place;
};

TEST_F(SignaturesTest, stand_beside_their_record_one_a_key) {
  const Folder folder(place + "/records");
  const auto digest = put(folder, "a");
  EXPECT_EQ(signers(folder, digest), std::vector<std::string>{});
  EXPECT_EQ(sign(folder, digest, "ci").value(), true);
  EXPECT_EQ(sign(folder, digest, "ci").value(), false);
  EXPECT_EQ(sign(folder, digest, "kim").value(), true);
  EXPECT_EQ(signers(folder, digest).size(), 2u);
  const auto listing = folder.list(fake.context);
  EXPECT_EQ(listing->digests, std::vector{digest});
  EXPECT_EQ(listing->signatures.size(), 2u);
  EXPECT_TRUE(listing->problems.empty());
  for (const auto& path : listing->signatures) EXPECT_EQ(signed_digest_of(path), digest);
}

TEST_F(SignaturesTest, of_other_bytes_or_another_name_space_are_not_taken) {
  const Folder folder(place + "/records");
  const auto a = put(folder, "a"), b = put(folder, "b");
  EXPECT_FALSE(put_signature(fake.context, folder, b, signature(folder, a, "ci")));
  EXPECT_FALSE(put_signature(fake.context, folder, a, signature(folder, a, "ci", "andon-waiver")));
  EXPECT_FALSE(put_signature(fake.context, folder, a, "garbage"));
  EXPECT_FALSE(
      put_signature(fake.context, folder, std::string(64, 'f'), signature(folder, a, "ci")));
  EXPECT_TRUE(folder.list(fake.context)->signatures.empty());
}

TEST_F(SignaturesTest, that_prove_nothing_are_named_and_left_out) {
  const Folder folder(place + "/records");
  const auto a = put(folder, "a"), b = put(folder, "b");
  ASSERT_TRUE(sign(folder, a, "ci"));
  ASSERT_TRUE(sign(folder, b, "kim"));
  const auto key = crypto::parse_ssh_key(keygen.public_line("kim")).value();
  // Kim's signature of another record, under the name that Kim's of this one would have.
  write(folder.path() + "/" + signature_path(a, key), signature(folder, b, "kim"));
  const auto found = signatures_of(fake.context, folder, a);
  EXPECT_EQ(found->verified.size(), 1u);
  ASSERT_EQ(found->problems.size(), 1u);
  EXPECT_EQ(found->problems[0].path, signature_path(a, key));
  EXPECT_EQ(found->problems[0].text, "the signature is not of these bytes by its key: left out");
  // And it does not keep the true one from coming.
  EXPECT_EQ(sign(folder, a, "kim").value(), true);
  EXPECT_EQ(signers(folder, a).size(), 2u);
}

TEST_F(SignaturesTest, made_by_hand_without_a_keys_name_count_too) {
  const Folder folder(place + "/records");
  const auto a = put(folder, "a");
  write(folder.path() + "/" + a.substr(0, 2) + "/" + a.substr(2) + ".sig",
        signature(folder, a, "ci"));
  EXPECT_EQ(signers(folder, a), std::vector{fingerprint("ci")});
}

TEST_F(SignaturesTest, names_that_only_look_alike_are_no_signatures) {
  const std::string digest(64, 'a');
  const auto path = digest.substr(0, 2) + "/" + digest.substr(2);
  EXPECT_EQ(signed_digest_of(path + ".sig"), digest);
  EXPECT_EQ(signed_digest_of(path + "." + std::string(32, '0') + ".sig"), digest);
  for (const auto& wrong :
       {path + "." + std::string(31, '0') + ".sig", path + "." + std::string(32, 'X') + ".sig",
        path + "..sig", path + ".json.zst", path, path + ".json.zst.sig", std::string(".sig"),
        "zz" + path.substr(2) + ".sig"})
    EXPECT_EQ(signed_digest_of(wrong), "") << wrong;
}

TEST_F(SignaturesTest, go_with_their_records_through_a_folder_and_back) {
  const Folder one(place + "/a/records"), other(place + "/b/records");
  const auto shared = place + "/shared";
  ASSERT_TRUE(world->files().make_folders(shared).has_value());
  const auto a = put(one, "a");
  ASSERT_TRUE(sign(one, a, "ci"));
  auto given = sync_with_folder(fake.context, one, shared, Direction::both);
  EXPECT_EQ(given->signatures_given, 1u);
  ASSERT_TRUE(sync_with_folder(fake.context, other, shared, Direction::both));
  EXPECT_EQ(signers(other, a), std::vector{fingerprint("ci")});
  // The record was there already: its second signature comes later.
  ASSERT_TRUE(sign(other, a, "kim"));
  ASSERT_TRUE(sync_with_folder(fake.context, other, shared, Direction::both));
  ASSERT_TRUE(sync_with_folder(fake.context, one, shared, Direction::both));
  EXPECT_EQ(signers(one, a).size(), 2u);
  const auto again = sync_with_folder(fake.context, one, shared, Direction::both);
  EXPECT_EQ(again->signatures_given + again->signatures_taken, 0u);
}

TEST_F(SignaturesTest, forged_ones_in_a_folder_are_named_and_not_taken) {
  const Folder one(place + "/a/records"), theirs(place + "/shared");
  const auto a = put(theirs, "a"), b = put(theirs, "b");
  const auto key = crypto::parse_ssh_key(keygen.public_line("ci")).value();
  write(theirs.path() + "/" + signature_path(a, key), "garbage");
  write(theirs.path() + "/" + signature_path(b, key), signature(theirs, a, "ci"));
  const auto taken = take(fake.context, theirs, one);
  EXPECT_EQ(taken->taken, 2u);
  EXPECT_EQ(taken->signatures_taken, 0u);
  EXPECT_EQ(taken->problems.size(), 2u);
  EXPECT_TRUE(one.list(fake.context)->signatures.empty());
}

TEST_F(SignaturesTest, are_dropped_with_what_a_compaction_replaces) {
  const Folder folder(place + "/records");
  const auto a = put(folder, "a"), b = put(folder, "b");
  ASSERT_TRUE(sign(folder, a, "ci"));
  ASSERT_TRUE(sign(folder, b, "ci"));
  ASSERT_TRUE(folder.remove(fake.context, a));
  const auto listing = folder.list(fake.context);
  EXPECT_EQ(listing->digests, std::vector{b});
  ASSERT_EQ(listing->signatures.size(), 1u);
  EXPECT_EQ(signed_digest_of(listing->signatures[0]), b);
}

model::Run run_at(int hour) {
  model::Run run;
  run.check = "codeql";
  run.kind = "import";
  run.release = {"shop", fmt::format("tree{}", hour), "commit", "main", false};
  run.started.ms = 1'767'225'600'000 + hour * 3'600'000ll;
  return run;
}

TEST_F(SignaturesTest, keep_their_run_from_being_compacted_away) {
  const Folder folder(place + "/records");
  std::vector<std::string> runs;
  for (int hour = 0; hour < 3; ++hour)
    runs.push_back(
        *folder.put(fake.context, make(fake.context, "run", "shop",
                                       model::to_value(run_body(run_at(hour), nullptr).value()))));
  ASSERT_TRUE(sign(folder, runs[1], "ci"));
  const auto done = compact(fake.context, folder, "shop", {INT64_MAX});
  ASSERT_TRUE(done && *done);
  EXPECT_EQ((*done)->dropped.size(), 2u);
  EXPECT_TRUE(folder.holds(fake.context, runs[1]).value());
  EXPECT_EQ(signers(folder, runs[1]).size(), 1u);
}

}  // namespace
}  // namespace andon::records
