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

}  // namespace
}  // namespace ingot::ledger
