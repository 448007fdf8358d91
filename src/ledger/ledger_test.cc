#include "ledger/ledger.h"

#include "json/value.h"
#include "ledger/report.h"
#include "os/file.h"

namespace ingot::ledger {
namespace {

using models::Protocol;
using ::testing::DoubleNear;
using ::testing::HasSubstr;

constexpr double kTiny = 1e-12;

models::Price price() {
  return {.input = 3, .output = 15, .cache_read = 0.3, .cache_write = 3.75, .source = "catalogue"};
}

// PRV-122
TEST(CostOf, AddsEveryCounterAtItsPrice) {
  const chat::Usage usage{.input = 1000, .output = 100, .cache_read = 10000, .cache_write = 2000};
  EXPECT_THAT(*cost_of(usage, price(), Protocol::anthropic),
              DoubleNear((1000 * 3 + 100 * 15 + 10000 * 0.3 + 2000 * 3.75) / 1e6, kTiny));
}

TEST(CostOf, AnHourOfCacheCostsTwiceTheInput) {
  const chat::Usage usage{.input = 0, .output = 0, .cache_write = 3000, .cache_write_1h = 1000};
  EXPECT_THAT(*cost_of(usage, price(), Protocol::anthropic),
              DoubleNear((2000 * 3.75 + 1000 * 6) / 1e6, kTiny));
}

// PRV-125, CFG-138: unknown is never 0.
TEST(CostOf, AnUnknownPriceGivesAnUnknownCost) {
  const chat::Usage usage{.input = 10, .output = 10};
  EXPECT_EQ(cost_of(usage, {}, Protocol::completions), std::nullopt);
  EXPECT_EQ(cost_of({}, price(), Protocol::completions), std::nullopt);
  EXPECT_EQ(cost_of(usage, {.source = "local"}, Protocol::completions), 0.0);
}

// CFG-138: Anthropic's cache prices follow from the input price; elsewhere they are the input
// price.
TEST(CostOf, MissingCachePricesFollowTheProtocol) {
  const models::Price bare{.input = 10, .output = 0, .source = "entry"};
  const chat::Usage usage{.input = 0, .output = 0, .cache_read = 1000000, .cache_write = 1000000};
  EXPECT_THAT(*cost_of(usage, bare, Protocol::anthropic), DoubleNear(1 + 12.5, kTiny));
  EXPECT_THAT(*cost_of(usage, bare, Protocol::responses), DoubleNear(10 + 10, kTiny));
}

// PRV-123
TEST(CostOf, TheWholePromptChoosesTheTierForAllTokens) {
  models::Price tiered = price();
  tiered.tiers = {
      {.above = 200000, .input = 6, .output = 22.5, .cache_read = 0.6, .cache_write = 7.5}};
  const chat::Usage below{.input = 100000, .output = 0, .cache_read = 100000};
  const chat::Usage above{.input = 100001, .output = 0, .cache_read = 100000};
  EXPECT_THAT(*cost_of(below, tiered, Protocol::anthropic), DoubleNear(0.3 + 0.03, kTiny));
  EXPECT_THAT(*cost_of(above, tiered, Protocol::anthropic), DoubleNear(0.600006 + 0.06, kTiny));
}

// CFG-136
TEST(SavedByCache, CanBeNegative) {
  EXPECT_THAT(*saved_by_cache({.cache_read = 1000000, .cache_write = 0}, price()),
              DoubleNear(2.7, kTiny));
  EXPECT_THAT(*saved_by_cache({.cache_read = 0, .cache_write = 1000000}, price()),
              DoubleNear(-0.75, kTiny));
  EXPECT_EQ(saved_by_cache({.input = 5}, price()), std::nullopt);
}

Record record(chat::Usage usage, std::optional<double> cost) {
  Record made;
  made.usage = usage;
  made.price = price();
  made.cost_usd = cost;
  return made;
}

// PRV-120
TEST(Totals, TheHitRateLeavesOutTheFirstRequest) {
  Ledger ledger({}, "s");
  ASSERT_TRUE(
      ledger.record(record({.input = 100, .output = 1, .cache_read = 0, .cache_write = 900}, 1.0)));
  EXPECT_EQ(ledger.totals().hit_rate, std::nullopt);
  ASSERT_TRUE(
      ledger.record(record({.input = 50, .output = 1, .cache_read = 900, .cache_write = 50}, 0.5)));
  EXPECT_THAT(*ledger.totals().hit_rate, DoubleNear(0.9, kTiny));
  EXPECT_THAT(*ledger.totals().cost_usd, DoubleNear(1.5, kTiny));
  EXPECT_THAT(to_text(report_on(ledger.records())), HasSubstr("90.0 %"));
}

// CFG-137
TEST(Totals, WhatWasNeverToldStaysUnknown) {
  Ledger ledger({}, "s");
  ASSERT_TRUE(ledger.record(record({.input = 100, .output = 1}, std::nullopt)));
  const Totals totals = ledger.totals();
  EXPECT_FALSE(totals.cache_reported);
  EXPECT_EQ(totals.usage.cache_read, -1);
  EXPECT_EQ(totals.cost_usd, std::nullopt);
  const std::string text = to_text(report_on(ledger.records()));
  EXPECT_THAT(text, HasSubstr("not reported by this provider"));
  EXPECT_THAT(text, HasSubstr("price unknown"));
}

TEST(Ledger, EachRequestIsOneLineWithoutAnyText) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "ledger_test";
  std::filesystem::remove_all(folder);
  Ledger ledger(folder / "ingot" / "ledger.jsonl", "s1");
  ASSERT_TRUE(ledger.record(record({.input = 1, .output = 2}, 0.5)));
  ASSERT_TRUE(ledger.record(record({.input = 3, .output = 4}, std::nullopt)));
  std::istringstream lines(os::read_file(folder / "ingot" / "ledger.jsonl", 100000).value());
  std::vector<std::string> read;
  for (std::string line; std::getline(lines, line);) read.push_back(line);
  ASSERT_EQ(read.size(), 2U);
  const auto first = json::Document::parse(read[0]);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->root()["session"].string(), "s1");
  EXPECT_EQ(first->root()["costUsd"].number(), 0.5);
  EXPECT_TRUE(first->root()["cacheRead"].is_null());
  const auto second = json::Document::parse(read[1]);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->root()["costUsd"].is_null());
  std::filesystem::remove_all(folder);
}

Record turn_record(const std::string& turn, double cost, std::int64_t read, std::int64_t input) {
  return {.time = "2026-11-26T10:00:00Z",
          .session_id = "one",
          .turn = turn,
          .usage = {.input = input, .output = 100, .cache_read = read, .cache_write = 0},
          .price = price(),
          .cost_usd = cost};
}

// TUI-111: cost and cache hits, turn by turn, each miss with its cause.
TEST(Report, TurnsAreSummedAndDrawnInTheWidthThereIs) {
  std::vector<Record> records = {turn_record("a", 0.08, 0, 1000), turn_record("a", 0.03, 900, 100),
                                 turn_record("b", 0.02, 950, 50), turn_record("c", 0.055, 0, 1000)};
  records.back().cache = {
      .outcome = CacheOutcome::changed, .expected = 1000, .why = "tools changed"};
  const Report report = report_on(records);
  ASSERT_EQ(report.turns.size(), 3U);
  EXPECT_EQ(report.turns[0].requests, 2);
  EXPECT_THAT(*report.turns[0].cost_usd, DoubleNear(0.11, kTiny));
  EXPECT_THAT(*report.turns[0].hit_rate, DoubleNear(0.45, kTiny));
  EXPECT_EQ(turns_text(report, {.columns = 59}),
            "cost and cache hits per turn\n"
            "  1 ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇ $0.1100   45%  first turn\n"
            "  2 ▇▇▇▇ $0.0200                      95%\n"
            "  3 ▇▇▇▇▇▇▇▇▇▇▇▇ $0.0550               0%  tools changed\n");
  EXPECT_THAT(turns_text(report, {.columns = 59, .unicode = false}), HasSubstr("2 #### $0.0200"));
  EXPECT_THAT(turns_text(report, {.columns = 59, .turns = 2}), HasSubstr("the last 2\n  2 "));

  records[1].session_id = "two";  // a report on several sessions has no turns
  EXPECT_TRUE(report_on(records).turns.empty());
}

// CFG-138: what costs nothing is told apart by its tokens, what nobody knows is said to be unknown.
TEST(Report, TurnsWithoutPricesAreDrawnByTokens) {
  std::vector<Record> records = {turn_record("a", 0, 0, 900), turn_record("b", 0, 0, 1900)};
  EXPECT_THAT(turns_text(report_on(records), {}), HasSubstr("tokens and cache hits per turn"));
  records[0].cost_usd.reset();
  records[1].cost_usd = 1.0;
  EXPECT_THAT(turns_text(report_on(records), {}), HasSubstr("1 price unknown"));
}

// TUI-111: at sixty columns the table rounds, and loses what is needed least; never a row's end.
TEST(Report, TheTableFitsTheTerminal) {
  std::vector<Record> records;
  for (int i = 0; i < 3; ++i) records.push_back(turn_record("a", 123.4567, 123456789, 98765432));
  records.push_back(turn_record("a", 1, 5, 5));
  records.back().role = "subagent";
  for (const std::size_t columns : {59U, 79U, 119U}) {
    const std::string text = to_text(report_on(records), {.columns = columns});
    std::size_t begin = text.find('\n') + 1;  // the row that names the model may be long
    for (int row = 0; row < 4; ++row) {
      const std::size_t end = text.find('\n', begin);
      EXPECT_LE(end - begin, columns) << text;
      begin = end + 1;
    }
    EXPECT_THAT(text, HasSubstr("$371.37"));
  }
  EXPECT_THAT(to_text(report_on(records)), HasSubstr("370,370,367"));
}

// One way to write a count, wherever it stands.
TEST(Rounded, IsShortAndSaysNoMoreThanIsKnown) {
  EXPECT_EQ(rounded(0), "0");
  EXPECT_EQ(rounded(999), "999");
  EXPECT_EQ(rounded(1000), "1k");
  EXPECT_EQ(rounded(14230), "14.2k");
  EXPECT_EQ(rounded(99949), "99.9k");
  EXPECT_EQ(rounded(99950), "100k");
  EXPECT_EQ(rounded(200400), "200k");
  EXPECT_EQ(rounded(999499), "999k");
  EXPECT_EQ(rounded(999500), "1M");
  EXPECT_EQ(rounded(1234567), "1.2M");
}

}  // namespace
}  // namespace ingot::ledger
