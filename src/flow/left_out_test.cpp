#include "store/left_out.h"

#include <gtest/gtest.h>

#include "base/compress.h"
#include "base/real_world.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "flow/state.h"
#include "flow/version.h"
#include "tests/fakes/fake_world.h"

namespace andon::flow {
namespace {

class LeftOutTest : public testing::Test {
 protected:
  void SetUp() override { root = *world->files().make_temporary_folder("left-out"); }
  void TearDown() override { (void)world->files().remove_all(root); }
  State open(const std::string& where) {
    auto state = State::open(fake.context, where);
    EXPECT_TRUE(state.has_value()) << state.error().text();
    return std::move(*state);
  }

  std::unique_ptr<base::World> world = base::make_real_world();
  FakeContext fake{*world};
  std::string root;
};

TEST_F(LeftOutTest, does_not_read_again_what_could_not_be_read_before_something_changes) {
  const std::string bytes = "{\"no\": \"record\"}";
  const auto digest = crypto::sha256_hex(bytes);
  const auto file = open(root).records().file_of(digest);
  ASSERT_TRUE(world->files().make_folders(file.substr(0, file.rfind('/')), 0700));
  ASSERT_TRUE(world->files().write_atomically(file, base::zstd_compress(bytes), 0600));
  const auto noted = [&] {
    auto state = open(root);
    return base::join(state.notes(), "; ");
  };
  EXPECT_NE(noted().find("is not canonical JSON"), std::string::npos) << noted();
  {
    auto state = open(root);
    auto left_out = *state.store().left_out();
    ASSERT_EQ(left_out.size(), 1u);
    EXPECT_EQ(left_out[0].engine, engine_version());
    left_out[0].reason = "remembered";
    ASSERT_TRUE(state.store().leave_out(left_out));
  }
  EXPECT_EQ(noted(), "left out a record: remembered");
  // Another file under that name, and another program: both are looked at again.
  ASSERT_TRUE(world->files().write_atomically(file, base::zstd_compress(bytes), 0600));
  EXPECT_NE(noted().find("is not canonical JSON"), std::string::npos);
  {
    auto state = open(root);
    auto left_out = *state.store().left_out();
    left_out[0].engine = "andon 0.0.1";
    left_out[0].reason = "remembered";
    ASSERT_TRUE(state.store().leave_out(left_out));
  }
  EXPECT_NE(noted().find("is not canonical JSON"), std::string::npos);
  ASSERT_TRUE(world->files().remove(file));
  EXPECT_EQ(noted(), "");
  EXPECT_TRUE(open(root).store().left_out()->empty());
}

}  // namespace
}  // namespace andon::flow
