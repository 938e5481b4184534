#include "base/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace andon::base {
namespace {

TEST(Pool, does_every_index_once_on_its_own_threads) {
  Pool pool(4);
  EXPECT_EQ(pool.threads(), 4u);
  std::vector<std::atomic<int>> done(1000);
  std::atomic<bool> is_thread_known = true;
  pool.for_each(done.size(), {}, [&](std::size_t index, std::size_t thread) {
    ++done[index];
    if (thread >= 4) is_thread_known = false;
  });
  for (const auto& count : done) EXPECT_EQ(count.load(), 1);
  EXPECT_TRUE(is_thread_known.load());
}

TEST(Pool, starts_in_order_with_one_thread_and_is_the_caller) {
  Pool pool(1);
  std::vector<std::size_t> order;
  const auto caller = std::this_thread::get_id();
  pool.for_each(5, {}, [&](std::size_t index, std::size_t) {
    order.push_back(index);
    EXPECT_EQ(std::this_thread::get_id(), caller);
  });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(Pool, never_gives_two_workers_the_same_thread_number) {
  Pool pool(3);
  std::array<std::atomic<int>, 3> inside{};
  std::atomic<bool> is_shared = false;
  pool.for_each(300, {}, [&](std::size_t, std::size_t thread) {
    if (++inside[thread] != 1) is_shared = true;
    --inside[thread];
  });
  EXPECT_FALSE(is_shared.load());
}

TEST(Pool, leaves_the_rest_when_stopped) {
  Pool pool(1);
  std::stop_source source;
  std::size_t done = 0;
  pool.for_each(100, source.get_token(), [&](std::size_t index, std::size_t) {
    ++done;
    if (index == 9) source.request_stop();
  });
  EXPECT_EQ(done, 10u);
}

TEST(Pool, may_be_used_from_inside_its_own_work) {
  Pool pool(2);
  std::atomic<int> done = 0;
  pool.for_each(4, {}, [&](std::size_t, std::size_t) {
    pool.for_each(4, {}, [&](std::size_t, std::size_t) { ++done; });
  });
  EXPECT_EQ(done.load(), 16);
}

TEST(Pool, has_a_thread_per_usable_core_by_default) { EXPECT_GE(Pool().threads(), 1u); }

TEST(PoolDeathTest, ends_the_process_with_the_text_of_an_exception) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(Pool(1).for_each(
                   1, {}, [](std::size_t, std::size_t) { throw std::runtime_error("the text"); }),
               "the text");
}

}  // namespace
}  // namespace andon::base
