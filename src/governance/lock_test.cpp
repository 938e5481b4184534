#include "governance/lock.h"

#include <gtest/gtest.h>

namespace andon::governance {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

model::GovernanceLock sample() {
  model::GovernanceLock lock;
  lock.source = "https://git.example.org/governance";
  lock.ref = "main";
  lock.commit = std::string(40, '1');
  lock.tree = std::string(40, '2');
  lock.digest = digest;
  lock.locked_at = *base::parse_instant("2026-11-22T10:00:00Z");
  return lock;
}

TEST(Lock, reads_back_as_it_was_written) {
  const auto text = write_lock(sample());
  const auto read = parse_lock(text, "andon.lock");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(write_lock(*read), text);
  EXPECT_EQ(read->commit, sample().commit);
}

TEST(Lock, is_refused_with_its_place) {
  const auto refused = [](const std::string& text) {
    const auto read = parse_lock(text, "andon.lock");
    return read ? std::string("read") : read.error().message;
  };
  EXPECT_EQ(refused("lock: v2\n").substr(0, 15), "andon.lock:1:7:");
  EXPECT_EQ(refused("lock: v1\ngovernance: {source: x, digest: md5}\n"),
            "andon.lock:2:33: \"digest\" wants sha256: and 64 digits");
  EXPECT_EQ(refused("lock: v1\ngovernance: {source: x, digest: " + digest + "}\n"),
            "andon.lock:2:13: \"locked_at\" is missing");
  EXPECT_EQ(refused("lock: v1\ngovernance: {source: x, comit: y}\n"),
            "andon.lock:2:32: unknown key \"comit\", did you mean \"commit\"?");
}

TEST(PackedSource, unpacks_to_the_same_files_whatever_they_hold) {
  const std::vector<SourceFile> files{{"a.yaml", "x: 1\n"}, {"b/c.yaml", ""}, {"d.yaml", "\n\0\n"}};
  const auto packed = pack_source({files[2], files[0], files[1]});
  const auto unpacked = unpack_source(packed, digest_of_packed(packed));
  ASSERT_TRUE(unpacked) << unpacked.error().text();
  EXPECT_EQ(*unpacked, files);
}

TEST(PackedSource, has_one_digest_for_each_content) {
  const auto of = [](std::vector<SourceFile> files) {
    return digest_of_packed(pack_source(std::move(files)));
  };
  EXPECT_EQ(of({{"a", "1"}, {"b", "2"}}), of({{"b", "2"}, {"a", "1"}}));
  EXPECT_NE(of({{"a", "12"}}), of({{"a1", "2"}}));
  EXPECT_NE(of({{"a", "1"}, {"b", "2"}}), of({{"a", "1\n1 1\nb2"}}));
}

TEST(PackedSource, is_refused_when_a_byte_differs) {
  auto packed = pack_source({{"a.yaml", "x: 1\n"}});
  const auto right = digest_of_packed(packed);
  packed[packed.size() - 3] = '2';
  EXPECT_FALSE(unpack_source(packed, right));
  const std::string cut = packed.substr(0, packed.size() - 2);
  EXPECT_FALSE(unpack_source(cut, digest_of_packed(cut)));
}

}  // namespace
}  // namespace andon::governance
