#include "records/records.h"

#include <gtest/gtest.h>

#include "base/compress.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "tests/fakes/fake_world.h"

namespace andon::records {
namespace {

using base::ErrorKind;
using base::Value;

class RecordsTest : public testing::Test {
 protected:
  model::Record record(const std::string& text) {
    Value body;
    body.set("text", text);
    return make(fake.context, "waiver", "shop", body);
  }
  std::string put_raw(const std::string& bytes) {
    const auto digest = crypto::sha256_hex(bytes);
    world.put(folder.file_of(digest), base::zstd_compress(bytes));
    return digest;
  }

  FakeWorld world;
  FakeContext fake{world};
  Folder folder{"/state/records"};
};

TEST_F(RecordsTest, are_named_by_the_digest_of_their_canonical_json) {
  const auto digest = *folder.put(fake.context, record("x"));
  const std::string bytes =
      "{\"body\":{\"text\":\"x\"},\"component\":\"shop\",\"kind\":\"waiver\","
      "\"made_at\":\"2026-01-01T00:00:00Z\",\"schema\":\"andon/waiver/v1\"}";
  EXPECT_EQ(digest, crypto::sha256_hex(bytes));
  EXPECT_EQ(
      world.disk.paths("/state/records"),
      std::vector{"/state/records/" + digest.substr(0, 2) + "/" + digest.substr(2) + ".json.zst"});
  EXPECT_EQ(folder.read_sealed(fake.context, digest)->bytes, bytes);
  EXPECT_EQ(folder.read(fake.context, digest)->body["text"].text_or(), "x");
}

TEST_F(RecordsTest, are_written_once) {
  const auto one = record("x");
  const auto digest = *folder.put(fake.context, one);
  world.touched.clear();
  EXPECT_EQ(*folder.put(fake.context, one), digest);
  EXPECT_EQ(world.touched.count("write "), 0u);
}

TEST_F(RecordsTest, are_written_again_where_the_file_was_cut) {
  const auto one = record("x");
  const auto digest = *folder.put(fake.context, one);
  const auto whole = world.disk.text(folder.file_of(digest));
  world.put(folder.file_of(digest), whole.substr(0, whole.size() / 2));
  EXPECT_FALSE(folder.read(fake.context, digest).has_value());
  EXPECT_EQ(*folder.put(fake.context, one), digest);
  EXPECT_TRUE(folder.read(fake.context, digest).has_value());
}

TEST_F(RecordsTest, are_refused_when_their_content_is_not_what_their_name_says) {
  const auto digest = *folder.put(fake.context, record("x"));
  const auto other = *folder.put(fake.context, record("y"));
  world.put(folder.file_of(digest), world.disk.text(folder.file_of(other)));
  const auto read = folder.read(fake.context, digest);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, ErrorKind::invalid);
  EXPECT_EQ(read.error().message,
            folder.file_of(digest) + ": its content is not what its name says");
}

TEST_F(RecordsTest, are_refused_when_hostile_though_the_digest_fits) {
  for (const std::string bytes :
       {"", "[]", "{}", "null", "{\"kind\":\"run\"}", "not json",
        "{\"body\":{},\"kind\":\"run\",\"made_at\":\"2026-01-01T00:00:00Z\",\"schema\":\"andon/run/"
        "v1\"} ",
        "{\"kind\":\"run\",\"body\":{},\"made_at\":\"2026-01-01T00:00:00Z\",\"schema\":\"andon/run/"
        "v1\"}",
        "{\"body\":{\"a\":1.5},\"kind\":\"run\",\"made_at\":\"2026-01-01T00:00:00Z\",\"schema\":"
        "\"andon/run/v1\"}",
        "{\"body\":{},\"kind\":\"../x\",\"made_at\":\"2026-01-01T00:00:00Z\",\"schema\":\"andon/../"
        "x/v1\"}",
        "{\"body\":{},\"kind\":\"run\",\"made_at\":\"2026-01-01T00:00:00Z\",\"schema\":\"andon/"
        "decision/v1\"}",
        "{\"body\":{},\"kind\":\"run\",\"made_at\":\"later\",\"schema\":\"andon/run/v1\"}"}) {
    const auto read = folder.read(fake.context, put_raw(bytes));
    ASSERT_FALSE(read.has_value()) << bytes;
    EXPECT_EQ(read.error().kind, ErrorKind::invalid) << read.error().text();
  }
}

TEST_F(RecordsTest, of_a_kind_that_a_later_version_makes_are_kept) {
  const auto digest = put_raw(
      "{\"body\":{\"new\":[1]},\"kind\":\"trade\",\"made_at\":\"2026-01-01T00:00:00Z\","
      "\"schema\":\"andon/trade/v7\"}");
  EXPECT_EQ(folder.read(fake.context, digest)->kind, "trade");
}

TEST_F(RecordsTest, with_floats_cannot_be_sealed) {
  Value body;
  body.set("score", 0.5);
  const auto sealed = folder.put(fake.context, make(fake.context, "run", "shop", body));
  ASSERT_FALSE(sealed.has_value());
  EXPECT_EQ(sealed.error().kind, ErrorKind::internal);
  EXPECT_TRUE(world.disk.paths("/state").empty());
}

TEST_F(RecordsTest, leave_the_folder_as_it_was_when_the_disk_is_full) {
  const auto digest = *folder.put(fake.context, record("x"));
  const auto before = world.disk.paths("/state");
  world.disk.fill_disk();
  const auto put = folder.put(fake.context, record("y"));
  ASSERT_FALSE(put.has_value());
  EXPECT_EQ(put.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(put.error().origin, base::ErrorOrigin::machine);
  EXPECT_EQ(world.disk.paths("/state"), before);
  EXPECT_TRUE(folder.read(fake.context, digest).has_value());
}

TEST_F(RecordsTest, are_listed_and_what_is_none_is_named) {
  const auto digest = *folder.put(fake.context, record("x"));
  world.put("/state/records/ab/readme.txt", "hello");
  world.put("/state/records/ab/.andon-x1y2z3", "half a record");
  world.put("/state/records/AB/" + std::string(62, 'a') + ".json.zst", "");
  world.put("/state/records/stray", "");
  world.disk.put_link("/state/records/cd/" + std::string(62, 'b') + ".json.zst", "/etc/passwd");
  const auto listing = *folder.list(fake.context);
  EXPECT_EQ(listing.digests, std::vector{digest});
  std::vector<std::string> named;
  for (const auto& problem : listing.problems) named.push_back(problem.path);
  EXPECT_EQ(named,
            (std::vector<std::string>{"AB/" + std::string(62, 'a') + ".json.zst", "ab/readme.txt",
                                      "cd/" + std::string(62, 'b') + ".json.zst", "stray"}));
}

TEST_F(RecordsTest, are_none_in_a_folder_that_is_not_there) {
  EXPECT_TRUE(folder.list(fake.context)->digests.empty());
}

TEST(RecordPaths, name_digests_and_nothing_else) {
  const std::string digest(64, 'a');
  EXPECT_EQ(digest_of(path_of(digest)), digest);
  for (const std::string& path :
       {std::string(), "aa/" + std::string(62, 'a'), "aa/" + std::string(61, 'a') + "/.json.zst",
        "../" + std::string(62, 'a') + ".json.zst", "aa/" + std::string(62, 'A') + ".json.zst",
        "aa\\" + std::string(62, 'a') + ".json.zst", "aa/" + std::string(63, 'a') + ".json.zst"})
    EXPECT_EQ(digest_of(path), "") << path;
}

}  // namespace
}  // namespace andon::records
