#include "ledger/stats.h"

namespace ingot::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Record record(std::string day, std::string session, std::string model, std::optional<double> cost) {
  Record record;
  record.time = std::move(day) + "T10:00:00.000Z";
  record.session_id = std::move(session);
  record.model_id = std::move(model);
  record.usage.input = 100;
  record.usage.output = 10;
  record.cost_usd = cost;
  return record;
}

Stats stats(const std::vector<Record>& records) {
  Stats stats = stats_of(
      records, {.day = [](const Record& one) { return one.time.substr(0, 10); },
                .project = [](const std::string& session) { return "/home/me/" + session; }});
  stats.period = "all time";
  return stats;
}

std::vector<std::string> names(const std::vector<Stats::Row>& rows) {
  std::vector<std::string> names;
  for (const Stats::Row& row : rows) names.push_back(row.name);
  return names;
}

// CFG-141: days in their order, the rest by what it cost.
TEST(Stats, SumByDayModelAndProject) {
  const Stats all =
      stats({record("2026-01-02", "a", "cheap", 0.25), record("2026-01-01", "b", "dear", 3.0),
             record("2026-01-02", "a", "cheap", 0.25), record("2026-01-02", "c", "cheap", 0.5)});
  EXPECT_THAT(names(all.days), ElementsAre("2026-01-01", "2026-01-02"));
  EXPECT_THAT(names(all.models), ElementsAre("dear", "cheap"));
  EXPECT_THAT(names(all.projects), ElementsAre("/home/me/b", "/home/me/a", "/home/me/c"));
  EXPECT_EQ(all.models[1].sessions, 2U);
  EXPECT_EQ(all.models[1].totals.requests, 3);
  EXPECT_DOUBLE_EQ(all.all.known_usd, 4.0);
  EXPECT_EQ(all.all.sessions, 3U);
  const std::string text = to_text(all);
  EXPECT_THAT(text, HasSubstr("all time: 3 sessions, 4 requests, 440 tokens, $4.00\n"));
  EXPECT_THAT(text, Not(HasSubstr("unknown")));
}

// PRV-125: what is not known is not free, and hides nothing that is.
TEST(Stats, TellAnUnknownPriceFromNone) {
  Record local = record("2026-01-01", "a", "own", std::nullopt);
  local.price.source = "local";
  EXPECT_THAT(to_text(stats({local})), HasSubstr("110 tokens, local\n"));
  const Stats mixed = stats({local, record("2026-01-01", "a", "dear", 1.5),
                             record("2026-01-01", "a", "odd", std::nullopt)});
  EXPECT_EQ(mixed.all.unpriced, 1U);
  EXPECT_THAT(to_text(mixed), HasSubstr("330 tokens, $1.50 + ?\n"));
  EXPECT_THAT(to_text(mixed), HasSubstr("the price of 1 request is unknown"));
  EXPECT_EQ(to_text(stats({})), "no requests are recorded for all time\n");
}

}  // namespace
}  // namespace ingot::ledger
