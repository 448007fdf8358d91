#include "base/clock.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <ctime>

namespace ingot {
namespace {

TEST(Clock, WritesAndReadsTheSameTime) {
  const auto time = from_iso8601("2026-01-02T03:04:05.678Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(to_iso8601(*time), "2026-01-02T03:04:05.000Z");
  for (const char* wrong :
       {"", "2026-01-02", "2026-13-02T03:04:05Z", "2026-02-30T03:04:05Z", "now"}) {
    EXPECT_FALSE(from_iso8601(wrong)) << wrong;
  }
}

TEST(Clock, KnowsTheLocalTime) {
  const char* const before = ::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TZ", "XXX-5", 1);  // five hours ahead
  ::tzset();
  EXPECT_EQ(to_local(*from_iso8601("2026-01-02T22:04:05Z"), "%Y-%m-%d %H:%M"), "2026-01-03 03:04");
  before == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
}

}  // namespace
}  // namespace ingot
