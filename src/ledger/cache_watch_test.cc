#include "ledger/cache_watch.h"

#include "ledger/request_front.h"

namespace ingot::ledger {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

const auto kStart = std::chrono::system_clock::from_time_t(1793800000);

models::Model openai() {
  models::Model model;
  model.id = "custom:m-0";
  model.model = "gpt-5";
  model.protocol = models::Protocol::completions;
  model.quirks.vendor = "openai";
  return model;
}

std::string body(const std::string& system, const std::vector<std::string>& messages,
                 const std::string& tail = R"(,"stream":true})") {
  std::string text =
      R"({"model":"gpt-5","tools":[{"name":"a"}],"messages":[{"role":"system","content":")" +
      system + "\"}";
  for (const std::string& message : messages) {
    text += R"(,{"role":"user","content":")" + message + "\"}";
  }
  return text + "]" + tail;
}

chat::Usage usage(std::int64_t fresh, std::int64_t read) {
  return {.input = fresh, .output = 1, .cache_read = read};
}

// PRV-124, CFG-137
TEST(CacheWatch, TellsHitsAndEveryKindOfMiss) {
  CacheWatch watch;
  const auto first = watch.judge(openai(), body("s", {"one"}), usage(2000, 0), kStart);
  EXPECT_EQ(first.outcome, CacheOutcome::first);
  const auto hit =
      watch.judge(openai(), body("s", {"one", "two"}), usage(100, 1920), kStart + seconds(10));
  EXPECT_EQ(hit.outcome, CacheOutcome::hit);
  EXPECT_EQ(hit.expected, 1920);  // whole units of 128 of the 2000 before
  const auto lost = watch.judge(openai(), body("s", {"one", "two", "three"}), usage(2100, 0),
                                kStart + seconds(20));
  EXPECT_EQ(lost.outcome, CacheOutcome::not_kept);
  EXPECT_TRUE(lost.missed());
  const auto late = watch.judge(openai(), body("s", {"one", "two", "three", "four"}),
                                usage(2200, 0), kStart + seconds(20 + 3600));
  EXPECT_EQ(late.outcome, CacheOutcome::expired);
  EXPECT_THAT(late.why, HasSubstr("60 min"));
}

TEST(CacheWatch, NamesTheByteAndTheItemThatChanged) {
  CacheWatch watch;
  watch.judge(openai(), body("s", {"one", "two", "three"}), usage(2000, 0), kStart);
  const auto rewritten =
      watch.judge(openai(), body("s", {"one", "TWO", "three", "four"}), usage(2100, 0), kStart);
  EXPECT_EQ(rewritten.outcome, CacheOutcome::changed);
  EXPECT_THAT(rewritten.why, HasSubstr("in messages[2]"));
  const auto system =
      watch.judge(openai(), body("S", {"one", "TWO", "three", "four"}), usage(2100, 0), kStart);
  EXPECT_THAT(system.why, HasSubstr("the system prompt"));
  EXPECT_THAT(system.why, HasSubstr("in messages[0]"));
}

TEST(CacheWatch, KnowsWhatNoServerCouldHit) {
  CacheWatch watch;
  watch.judge(openai(), body("s", {"one"}), usage(900, 0), kStart);
  EXPECT_EQ(watch.judge(openai(), body("s", {"one", "two"}), usage(950, 0), kStart).outcome,
            CacheOutcome::too_short);
  EXPECT_EQ(
      watch.judge(openai(), body("s", {"one", "two", "x"}), {.input = 5000, .output = 1}, kStart)
          .outcome,
      CacheOutcome::not_reported);
  models::Model harder = openai();
  harder.effort = "high";
  EXPECT_EQ(
      watch.judge(harder, body("s", {"one", "two", "x", "y"}), usage(5100, 0), kStart).outcome,
      CacheOutcome::reasoning);
}

TEST(CacheWatch, RemembersTheLastRunByItsPrint) {
  CacheWatch before;
  before.judge(openai(), body("s", {"one"}), usage(2000, 0), kStart);
  const std::string line = to_line(before.last());
  CacheWatch same;
  same.restore(print_from(line));
  EXPECT_EQ(
      same.judge(openai(), body("s", {"one", "two"}), usage(2100, 0), kStart + seconds(9)).outcome,
      CacheOutcome::not_kept);
  CacheWatch other;
  other.restore(print_from(line));
  EXPECT_EQ(
      other.judge(openai(), body("t", {"one", "two"}), usage(2100, 0), kStart + seconds(9)).outcome,
      CacheOutcome::changed);
  EXPECT_TRUE(print_from("nonsense").model_id.empty());
}

// With marks only what they ended is kept, and they are no part of the prefix (PRV-121).
TEST(CacheWatch, OfMarkedRequestsExpectsWhatWasWritten) {
  models::Model claude;
  claude.id = "custom:c-0";
  claude.model = "claude-sonnet-4-5";
  claude.protocol = models::Protocol::anthropic;
  claude.quirks.first_party_anthropic = true;
  CacheWatch watch;
  const std::string mark = R"(,"cache_control":{"type":"ephemeral"})";
  const auto marked = [&](const std::vector<std::pair<std::string, bool>>& messages) {
    std::string text = R"({"system":[{"type":"text","text":"s")" + mark + R"(}],"messages":[)";
    for (const auto& [content, has_mark] : messages) {
      if (text.back() != '[') text += ",";
      text += R"({"role":"user","content":[{"type":"text","text":")" + content + "\"" +
              (has_mark ? mark : "") + "}]}";
    }
    return text + "]}";
  };
  watch.judge(claude, marked({{"one", true}}),
              {.input = 5, .output = 1, .cache_read = 0, .cache_write = 3000}, kStart);
  const auto verdict =
      watch.judge(claude, marked({{"one", false}, {"two", true}}),
                  {.input = 5, .output = 1, .cache_read = 0, .cache_write = 3100}, kStart);
  EXPECT_EQ(verdict.outcome, CacheOutcome::not_kept);
  EXPECT_EQ(verdict.expected, 3000);
}

TEST(RequestFront, EndsWithTheLastMessage) {
  EXPECT_EQ(front_of(R"({"input":[{"a":"]}"},{"b":[1,{"c":2}]}],"tools":[{"x":1}],"z":{}})"),
            R"({"input":[{"a":"]}"},{"b":[1,{"c":2}]})");
  EXPECT_FALSE(parting_of("abc", "abcd"));
}

}  // namespace
}  // namespace ingot::ledger
