#include <gtest/gtest.h>

#include "base/real_world.h"
#include "store/engine/migrate.h"
#include "tests/fakes/fake_world.h"

namespace andon::store {
namespace {

class MigrateTest : public testing::Test {
 protected:
  void SetUp() override {
    folder = *world->files().make_temporary_folder("migrate-test");
    engine = open_sqlite(folder + "/index.db", Access::read_write);
  }
  void TearDown() override { (void)world->files().remove_all(folder); }

  std::unique_ptr<base::World> world = base::make_real_world();
  FakeContext fake{*world};
  std::string folder;
  std::unique_ptr<Engine> engine;
};

constexpr Migration first{
    1, "0001_first.sql",
    "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "fingerprint TEXT NOT NULL);\n-- a note; with a semicolon\n"
    "CREATE TABLE a (\n  x BIGINT NOT NULL\n);\n"};
constexpr Migration second{2, "0002_second.sql",
                           "ALTER TABLE a ADD COLUMN y BIGINT NOT NULL DEFAULT 7;\n"};
constexpr Migration broken{2, "0002_broken.sql",
                           "ALTER TABLE a ADD COLUMN z BIGINT;\nCREATE NONSENSE;\n"};

TEST_F(MigrateTest, applies_what_is_missing_and_keeps_what_is_there) {
  ASSERT_TRUE(migrate(*engine, std::vector{first}, "db").has_value());
  engine->session() << "INSERT INTO a (x) VALUES (3)";
  ASSERT_TRUE(migrate(*engine, std::vector{first, second}, "db").has_value());
  ASSERT_TRUE(migrate(*engine, std::vector{first, second}, "db").has_value());
  int x = 0, y = 0;
  engine->session() << "SELECT x, y FROM a", soci::into(x), soci::into(y);
  EXPECT_EQ(x, 3);
  EXPECT_EQ(y, 7);
  EXPECT_EQ(engine->version(), 2);
}

TEST_F(MigrateTest, leaves_the_database_as_it_was_when_one_fails) {
  ASSERT_TRUE(migrate(*engine, std::vector{first}, "db").has_value());
  EXPECT_FALSE(migrate(*engine, std::vector{first, broken}, "db").has_value());
  EXPECT_EQ(engine->version(), 1);
  ASSERT_TRUE(migrate(*engine, std::vector{first, second}, "db").has_value());
}

TEST_F(MigrateTest, refuses_a_newer_database_by_its_version) {
  ASSERT_TRUE(migrate(*engine, std::vector{first, second}, "db").has_value());
  const auto opened = migrate(*engine, std::vector{first}, "db");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, base::ErrorKind::unsupported);
  EXPECT_NE(opened.error().message.find("newer andon (version 2"), std::string::npos);
}

TEST_F(MigrateTest, notices_a_database_that_other_migrations_made) {
  ASSERT_TRUE(migrate(*engine, std::vector{first}, "db").has_value());
  auto other = first;
  other.text = "CREATE TABLE migrations (x TEXT);\n";
  const auto opened = migrate(*engine, std::vector{other}, "db");
  ASSERT_FALSE(opened.has_value());
  EXPECT_TRUE(Store::is_corrupt(opened.error()));
}

TEST_F(MigrateTest, refuses_to_open_a_store_of_a_newer_andon_and_leaves_it) {
  engine->set_version(99);
  const auto opened = Store::open(fake.context, folder);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, base::ErrorKind::unsupported);
  EXPECT_EQ(engine->version(), 99);
}

}  // namespace
}  // namespace andon::store
