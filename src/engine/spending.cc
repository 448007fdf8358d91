#include "engine/spending.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "base/clock.h"

namespace ingot::engine {
namespace {

constexpr std::size_t kShortestPrefix = 6;

bool is_date(std::string_view text) {
  if (text.size() < 10) return false;
  for (std::size_t i = 0; i < 10; ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : std::isdigit(static_cast<unsigned char>(text[i])) == 0)
      return false;
  }
  return text.size() == 10 || text[10] == 'T';
}

// The earliest time that counts, as ISO 8601: those texts sort as the times do.
Result<std::string> earliest(const std::string& since, std::chrono::system_clock::time_point now) {
  if (since.empty()) return std::string();
  if (is_date(since)) return since;
  long count = 0;
  const auto [end, error] = std::from_chars(since.data(), since.data() + since.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(since.data() + since.size() - end));
  if (error == std::errc() && count >= 0 && count < 100000) {
    if (unit == "h") return to_iso8601(now - std::chrono::hours(count));
    if (unit == "d") return to_iso8601(now - std::chrono::hours(24 * count));
    if (unit == "w") return to_iso8601(now - std::chrono::hours(24 * 7 * count));
  }
  return Error{.kind = Error::Kind::invalid_argument,
               .what = "--since \"" + since + "\" is not a time",
               .remedy = "write 24h, 7d, 2w or a date such as 2026-11-01"};
}

}  // namespace

Result<ledger::Report> spending(const Configuration& configuration, const SpendingQuery& query,
                                std::chrono::system_clock::time_point now) {
  INGOT_TRY(const std::string from, earliest(query.since, now));
  if (!query.session.empty() && query.session.size() < kShortestPrefix) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "\"" + query.session + "\" is too short for a session id",
                 .remedy = "give at least 6 characters of it"};
  }
  INGOT_TRY(ledger::Book book,
            ledger::read_book(configuration.folder / "ingot" / "ledger.jsonl", query.session));
  std::erase_if(book.records, [&](const ledger::Record& record) { return record.time < from; });
  if (book.records.empty() && !query.session.empty()) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "no request of session \"" + query.session + "\" is recorded",
                 .where = (configuration.folder / "ingot" / "ledger.jsonl").string()};
  }
  ledger::Report report = ledger::report_on(book.records);
  if (!query.compare.empty()) {
    std::vector<std::string> notices;
    INGOT_TRY(const models::Model other,
              models::resolve(configuration.models, query.compare, {}, {}, notices));
    report.comparison = ledger::compare(book.records, other);
  }
  return report;
}

}  // namespace ingot::engine
