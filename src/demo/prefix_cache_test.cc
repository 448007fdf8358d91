#include "demo/prefix_cache.h"

namespace ingot::demo {
namespace {

Segment block(char letter, std::size_t tokens, bool mark = false) {
  return {.bytes = std::string(tokens * 4, letter), .mark = mark};
}

Request request_of(std::vector<Segment> segments) {
  Request request;
  request.model = "m";
  request.segments = std::move(segments);
  return request;
}

std::vector<std::size_t> counters(const Usage& usage) {
  return {usage.input, usage.cache_read, usage.cache_write};
}
using testing::ElementsAre;

TEST(MarkedCache, HoldsOnlyWhatWasMarked) {
  PrefixCache cache;
  const auto plain = request_of({block('s', 2000), block('u', 100)});
  EXPECT_THAT(counters(cache.count_marked(plain)), ElementsAre(2100, 0, 0));
  EXPECT_THAT(counters(cache.count_marked(plain)), ElementsAre(2100, 0, 0));
  const auto marked = request_of({block('s', 2000, true), block('u', 100)});
  EXPECT_THAT(counters(cache.count_marked(marked)), ElementsAre(100, 0, 2000));
  EXPECT_THAT(counters(cache.count_marked(marked)), ElementsAre(100, 2000, 0));
}

TEST(MarkedCache, ReadsTheLongestEarlierPrefixAndWritesTheRest) {
  PrefixCache cache;
  cache.count_marked(request_of({block('s', 2000, true), block('a', 100, true)}));
  EXPECT_THAT(counters(cache.count_marked(request_of(
                  {block('s', 2000, true), block('a', 100), block('b', 50, true), block('c', 7)}))),
              ElementsAre(7, 2100, 50));
  // The system prompt is unchanged, the first message is not.
  EXPECT_THAT(
      counters(cache.count_marked(request_of({block('s', 2000, true), block('x', 100, true)}))),
      ElementsAre(0, 2000, 100));
}

TEST(MarkedCache, LooksTwentyBlocksBackAndNoFurther) {
  for (const std::size_t distance : {20U, 21U}) {
    PrefixCache cache;
    std::vector<Segment> segments = {block('s', 2000, true)};
    cache.count_marked(request_of(segments));
    segments[0].mark = false;
    for (std::size_t i = 0; i < distance; ++i) segments.push_back(block('b', 1));
    segments.back().mark = true;
    EXPECT_EQ(cache.count_marked(request_of(segments)).cache_read, distance == 20U ? 2000U : 0U);
  }
}

TEST(MarkedCache, NeedsAThousandAndTwentyFourTokens) {
  PrefixCache cache;
  EXPECT_THAT(counters(cache.count_marked(request_of({block('s', 1023, true)}))),
              ElementsAre(1023, 0, 0));
  EXPECT_THAT(counters(cache.count_marked(request_of({block('s', 1024, true)}))),
              ElementsAre(0, 0, 1024));
}

TEST(MarkedCache, IsEmptiedBehindUncountedChanges) {
  PrefixCache cache;
  const auto with = [&](const char* choice) {
    return request_of(
        {block('s', 2000, true), {.bytes = choice, .counted = false}, block('a', 100, true)});
  };
  cache.count_marked(with("auto"));
  EXPECT_THAT(counters(cache.count_marked(with("auto"))), ElementsAre(0, 2100, 0));
  EXPECT_THAT(counters(cache.count_marked(with("none"))), ElementsAre(0, 2000, 100));
}

TEST(AutomaticCache, GrowsInStepsOf128From1024) {
  PrefixCache cache;
  EXPECT_THAT(counters(cache.count_automatic(request_of({block('s', 1023)}))),
              ElementsAre(1023, 0, 0));
  EXPECT_THAT(counters(cache.count_automatic(request_of({block('s', 1023)}))),
              ElementsAre(1023, 0, 0));
  cache.count_automatic(request_of({block('t', 1300)}));
  EXPECT_THAT(counters(cache.count_automatic(request_of({block('t', 1300), block('u', 10)}))),
              ElementsAre(1310 - 1280, 1280, 0));
}

TEST(AutomaticCache, EndsAtTheFirstChangedByte) {
  PrefixCache cache;
  Request request = request_of({block('s', 4096)});
  cache.count_automatic(request);
  request.segments[0].bytes[std::size_t{2000} * 4] = 'x';
  EXPECT_EQ(cache.count_automatic(request).cache_read, 1920U);  // the last step before 2,000
  request.segments[0].bytes[0] = 'x';
  EXPECT_EQ(cache.count_automatic(request).cache_read, 0U);
  request.model = "other";
  EXPECT_EQ(cache.count_automatic(request).cache_read, 0U);
}

}  // namespace
}  // namespace ingot::demo
