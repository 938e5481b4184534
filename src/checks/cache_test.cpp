#include "checks/secrets/cache.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/fakes/fake_world.h"

namespace andon::checks::secrets {
namespace {

constexpr std::string_view folder = "/cache/andon";

std::size_t kept_in(FakeWorld& world) { return world.files().list(std::string(folder))->size(); }

TEST(Cache, keeps_the_files_written_last_when_trees_come_and_go) {
  FakeWorld world;
  const auto other = std::string(folder) + "/secrets-patterns.database";
  ASSERT_TRUE(world.files().make_folders(std::string(folder), 0700));
  ASSERT_TRUE(world.files().write_atomically(other, "kept", 0600));
  std::string last;
  for (std::size_t i = 0; i < 3 * base::limits::secret_cache_files; ++i) {
    last = fmt::format("{}/secrets-{}.results", folder, i);
    write_sealed(world.files(), last, "tree", "what was found");
    ASSERT_EQ(read_sealed(world.files(), last, "tree"), "what was found");
    ASSERT_LE(kept_in(world), base::limits::secret_cache_files + 1);
  }
  EXPECT_EQ(kept_in(world), base::limits::secret_cache_files + 1);
  EXPECT_TRUE(world.files().status(last));
  EXPECT_TRUE(world.files().status(other)) << "patterns are for all trees";
}

}  // namespace
}  // namespace andon::checks::secrets
