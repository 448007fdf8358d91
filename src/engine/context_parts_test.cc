#include "engine/context_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace ingot::engine {
namespace {

using ::testing::ElementsAre;

// TUI-112: the table adds up, whatever the sizes.
TEST(Shares, AddUpToTheWhole) {
  EXPECT_THAT(shares({1, 1, 1}, 100), ElementsAre(34, 33, 33));
  EXPECT_THAT(shares({0, 0}, 100), ElementsAre(0, 0));
  EXPECT_THAT(shares({1, 2, 997}, 100), ElementsAre(0, 0, 100));
  for (std::int64_t seed = 1; seed < 200; ++seed) {
    std::vector<std::int64_t> weights;
    for (std::int64_t i = 1; i < 8; ++i) weights.push_back(seed * i * 7919 % 1009);
    const auto parts = shares(weights, 100);
    EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), 100) << seed;
  }
}

TEST(ContextParts, OfNothingSaidAreSystemAndTools) {
  Configuration configuration;
  models::Model model;
  model.context_tokens = 100000;
  const ContextParts parts = context_parts(configuration, {}, model, {});
  EXPECT_FALSE(parts.counted);
  EXPECT_GT(parts.parts[0].tokens, 100);
  EXPECT_GT(parts.parts[1].tokens, 500);
  EXPECT_EQ(parts.parts[0].tokens + parts.parts[1].tokens, parts.used);
  EXPECT_EQ(parts.used + parts.free, parts.window);
}

}  // namespace
}  // namespace ingot::engine
