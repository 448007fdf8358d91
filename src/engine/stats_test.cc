#include "engine/stats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::engine {
namespace {

// CFG-141
TEST(DaysFrom, TakesNumbersOfDaysAndWeeks) {
  EXPECT_EQ(*days_from("30"), 30);
  EXPECT_EQ(*days_from("7d"), 7);
  EXPECT_EQ(*days_from("2w"), 14);
  EXPECT_EQ(*days_from("all"), std::nullopt);
  for (const char* wrong : {"", "0", "-1", "7h", "soon", "99999999999", "40000"}) {
    EXPECT_FALSE(days_from(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace ingot::engine
