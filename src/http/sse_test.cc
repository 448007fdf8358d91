#include "http/sse.h"

namespace ingot::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

using Events = std::vector<std::pair<std::string, std::string>>;

// The events of a stream that arrives in these pieces.
Events decode(const std::vector<std::string_view>& pieces) {
  Events events;
  const auto sink = [&](const SseDecoder::Event& event) {
    events.emplace_back(event.name, event.data);
  };
  SseDecoder decoder;
  for (const std::string_view piece : pieces) EXPECT_TRUE(decoder.feed(piece, sink));
  EXPECT_TRUE(decoder.finish(sink));
  return events;
}

// PRV-4, PRV-15: every way to cut the stream in three gives what the uncut stream gives.
TEST(SseDecoder, EventsDoNotDependOnWhereTheNetworkCuts) {
  const std::string_view stream =
      "\xEF\xBB\xBF"
      "event: delta\r\ndata: {\"text\":\"h\xC3\xA9\"}\r\n\r\ndata:x\rdata\r\rdata:  y\n\n";
  const Events whole = decode({stream});
  ASSERT_THAT(whole, ElementsAre(Pair("delta", "{\"text\":\"h\xC3\xA9\"}"), Pair("message", "x\n"),
                                 Pair("message", " y")));
  for (std::size_t i = 0; i <= stream.size(); ++i) {
    for (std::size_t j = i; j <= stream.size(); ++j) {
      EXPECT_EQ(decode({stream.substr(0, i), stream.substr(i, j - i), stream.substr(j)}), whole)
          << "cut at " << i << " and " << j;
    }
  }
}

// PRV-17
TEST(SseDecoder, CommentsAndUnknownFieldsProduceNothing) {
  EXPECT_THAT(decode({": OPENROUTER PROCESSING\n\nid: 7\nretry: 10\nfoo\ndata: a\n\n: x\n\n"}),
              ElementsAre(Pair("message", "a")));
  EXPECT_THAT(decode({"event: ping\n\ndata: b\n\n"}), ElementsAre(Pair("message", "b")));
}

// PRV-16
TEST(SseDecoder, ALastEventWithoutItsEmptyLineIsDelivered) {
  EXPECT_THAT(decode({"data: a\n\nevent: end\ndata: b"}),
              ElementsAre(Pair("message", "a"), Pair("end", "b")));
  EXPECT_THAT(decode({"data: a\n"}), ElementsAre(Pair("message", "a")));
}

// PRV-23
TEST(SseDecoder, AnEventAboveTheLimitIsAnError) {
  SseDecoder decoder(100);
  const auto ignore = [](const SseDecoder::Event&) {};
  EXPECT_TRUE(decoder.feed("data: " + std::string(80, 'a') + "\n", ignore));
  EXPECT_FALSE(decoder.feed("data: " + std::string(30, 'a'), ignore));
}

}  // namespace
}  // namespace ingot::http
