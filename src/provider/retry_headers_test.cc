#include "provider/retry_headers.h"

namespace ingot::provider {
namespace {

using std::chrono::milliseconds;
using Headers = std::vector<http::Header>;

const auto kNow = std::chrono::system_clock::from_time_t(1793800000);  // 2026-11-04 13:46:40 UTC

std::optional<milliseconds> wish(Headers headers, int status = 429) {
  return wish_in_headers({.status = status, .headers = std::move(headers)}, kNow);
}

// PRV-90
TEST(RetryHeaders, SecondsAndMilliseconds) {
  EXPECT_EQ(wish({{"retry-after", "20"}}), milliseconds(20000));
  EXPECT_EQ(wish({{"retry-after", "1.5"}}), milliseconds(1500));
  EXPECT_EQ(wish({{"retry-after", "0"}}), milliseconds(0));
  EXPECT_EQ(wish({{"retry-after", "7"}}, 503), milliseconds(7000));
  // The finer of the two wins.
  EXPECT_EQ(wish({{"retry-after", "20"}, {"retry-after-ms", "250"}}), milliseconds(250));
}

TEST(RetryHeaders, Dates) {
  EXPECT_EQ(wish({{"retry-after", "Wed, 04 Nov 2026 13:47:10 GMT"}}), milliseconds(30000));
  // A date that has passed means now.
  EXPECT_EQ(wish({{"retry-after", "Wed, 04 Nov 2026 13:40:00 GMT"}}), milliseconds(0));
}

TEST(RetryHeaders, NonsenseIsNoWish) {
  EXPECT_EQ(wish({{"retry-after", "soon"}}), std::nullopt);
  EXPECT_EQ(wish({{"retry-after", ""}}), std::nullopt);
  EXPECT_EQ(wish({{"retry-after", "-5"}}), std::nullopt);
  EXPECT_EQ(wish({{"retry-after", "999999999999999999999"}}), std::nullopt);
  EXPECT_EQ(wish({}), std::nullopt);
}

TEST(RetryHeaders, TheSoonestEmptyBucketCounts) {
  EXPECT_EQ(wish({{"x-ratelimit-remaining-requests", "0"},
                  {"x-ratelimit-reset-requests", "1m2.5s"},
                  {"x-ratelimit-remaining-tokens", "0"},
                  {"x-ratelimit-reset-tokens", "7ms"}}),
            milliseconds(7));
  EXPECT_EQ(wish({{"x-ratelimit-remaining-requests", "0"},
                  {"x-ratelimit-reset-requests", "1m2.5s"},
                  {"x-ratelimit-remaining-tokens", "900"},
                  {"x-ratelimit-reset-tokens", "7ms"}}),
            milliseconds(62500));
  EXPECT_EQ(wish({{"anthropic-ratelimit-requests-remaining", "0"},
                  {"anthropic-ratelimit-requests-reset", "2026-11-04T13:46:45Z"}}),
            milliseconds(5000));
  // Buckets speak of a 429 only.
  EXPECT_EQ(
      wish({{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "1s"}}, 500),
      std::nullopt);
}

TEST(RetryHeaders, TextOfTheServer) {
  EXPECT_EQ(wish_in_text("Rate limit reached. Please try again in 1.2s. Visit"),
            milliseconds(1200));
  EXPECT_EQ(wish_in_text("Please try again in 6m0s."), milliseconds(360000));
  EXPECT_EQ(wish_in_text("Please try again in 17ms."), milliseconds(17));
  EXPECT_EQ(wish_in_text("try again in a while"), std::nullopt);
  EXPECT_EQ(wish_in_text("nothing"), std::nullopt);
}

// PRV-89
TEST(RetryHeaders, TheServerMayDecide) {
  EXPECT_EQ(should_retry({.headers = {{"x-should-retry", "true"}}}), true);
  EXPECT_EQ(should_retry({.headers = {{"x-should-retry", "false"}}}), false);
  EXPECT_EQ(should_retry({.headers = {{"x-should-retry", "perhaps"}}}), std::nullopt);
}

}  // namespace
}  // namespace ingot::provider
