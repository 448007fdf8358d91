#include "base/clock.h"
#include "base/ids.h"
#include "base/queue.h"
#include "base/redact.h"
#include "base/result.h"
#include "base/utf8.h"

namespace ingot {
namespace {

using std::chrono::milliseconds;

// PRV-7
TEST(Utf8, IllFormedSubpartsBecomeReplacementCharacters) {
  EXPECT_EQ(to_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(to_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a lone surrogate
  EXPECT_EQ(to_utf8("\xF0\x9F\x98"), "\xEF\xBF\xBD");                          // cut in the middle
  EXPECT_EQ(to_utf8("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
  EXPECT_EQ(to_request_text(std::string_view("a\0b", 3)), "ab");
}

TEST(Utf8, EveryCodePointSurvivesEncodingAndDecoding) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    const CodePoint read = decode_utf8(text);
    ASSERT_TRUE(read.valid && read.value == c && read.length == text.size()) << std::uint32_t{c};
  }
}

TEST(Utf8, PrefixAndSuffixNeverSplitACodePoint) {
  const std::string text = "a\xC3\xA9\xF0\x9F\x98\x80z";
  for (std::size_t n = 0; n <= text.size(); ++n) {
    EXPECT_TRUE(is_utf8(utf8_prefix(text, n))) << n;
    EXPECT_TRUE(is_utf8(utf8_suffix(text, n))) << n;
    EXPECT_LE(utf8_prefix(text, n).size(), n);
  }
  EXPECT_EQ(utf8_length(text), 4U);
}

// CFG-201, CFG-202
TEST(Redactor, ReplacesSecretsByValueInEverySpelling) {
  Redactor redactor;
  redactor.add(Secret("sk-canary-0123456789"));
  redactor.add(Secret("short"));
  EXPECT_EQ(redactor.redact("key=sk-canary-0123456789; short"), "key=[redacted]; short");
  EXPECT_EQ(redactor.redact("c2stY2FuYXJ5LTAxMjM0NTY3ODk="), "[redacted]ODk=");
  EXPECT_EQ(Secret("sk-canary-0123456789").hint(), "…6789");
  EXPECT_EQ(Secret("tiny").hint(), "…");
}

TEST(StreamRedactor, FindsSecretsHoweverTheTextIsCut) {
  Redactor redactor;
  redactor.add(Secret("abcabcabd"));
  const std::string text = "xx abcabcabcabd yy abcabc";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    StreamRedactor stream(redactor);
    std::string out = stream.feed(std::string_view(text).substr(0, cut));
    out += stream.feed(std::string_view(text).substr(cut));
    out += stream.finish();
    EXPECT_EQ(out, "xx abc[redacted] yy abcabc") << cut;
  }
}

TEST(Queue, PopEndsWhenStopIsRequested) {
  Queue<int> queue(1);
  std::stop_source stop;
  std::jthread later([&] { stop.request_stop(); });
  EXPECT_EQ(queue.pop(stop.get_token()), std::nullopt);
}

TEST(Queue, PushEndsWhenStopIsRequested) {
  Queue<int> queue(1);
  EXPECT_TRUE(queue.push(1));
  std::stop_source stop;
  std::jthread later([&] { stop.request_stop(); });
  EXPECT_FALSE(queue.push(2, stop.get_token()));
  EXPECT_FALSE(queue.push(3, stop.get_token()));  // stopped before
  EXPECT_EQ(queue.try_pop(), 1);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(Queue, TellsWhenAValueIsTheFirstThatWaits) {
  Queue<int> queue(0);
  const auto add = [](int& waiting, int value) {
    if (waiting >= 10) return false;
    waiting += value;
    return true;
  };
  EXPECT_TRUE(queue.push_or_merge(1, add));
  EXPECT_FALSE(queue.push_or_merge(9, add));
  EXPECT_FALSE(queue.push_or_merge(5, add));
  EXPECT_EQ(queue.try_pop(), 10);
  EXPECT_EQ(queue.try_pop(), 5);
  EXPECT_TRUE(queue.push_or_merge(2, add));
}

TEST(Queue, ClosedQueueDrainsThenEnds) {
  Queue<int> queue(4);
  EXPECT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(Queue, AFullQueueMakesTheProducerWait) {
  Queue<int> queue(1);
  EXPECT_TRUE(queue.push(1));
  std::jthread producer([&] { queue.push(2); });
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
}

TEST(Ids, UuidsAreVersionFourAndDiffer) {
  const std::string a = new_uuid();
  EXPECT_TRUE(is_uuid(a)) << a;
  EXPECT_EQ(a[14], '4');
  EXPECT_NE(a, new_uuid());
}

TEST(Ids, StableHashesDoNotDependOnTheProcess) {
  EXPECT_EQ(stable_base62("resp_1:0", 24), stable_base62("resp_1:0", 24));
  EXPECT_NE(stable_base62("resp_1:0", 24), stable_base62("resp_1:1", 24));
  EXPECT_EQ(stable_hash(""), 14695981039346656037ULL);
}

TEST(Clock, WritesTimesInUtcWithMilliseconds) {
  const std::chrono::system_clock::time_point time(milliseconds(1767323045678));
  EXPECT_EQ(to_iso8601(time), "2026-01-02T03:04:05.678Z");
}

Result<int> half(int n) {
  if (n % 2 != 0) return Error{.kind = Error::Kind::invalid_argument, .what = "odd"};
  return n / 2;
}
Result<int> quarter(int n) {
  INGOT_TRY(const int first, half(n));
  return half(first);
}

TEST(Result, TryReturnsTheErrorUnchanged) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error().what, "odd");
}

}  // namespace
}  // namespace ingot
