#include "engine/stats.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/clock.h"
#include "os/paths.h"
#include "session/session.h"

namespace ingot::engine {
namespace {

constexpr int kMostDays = 36'500;

constexpr const char* kDay = "%Y-%m-%d";

// The day of a time as base/clock.h writes it.
std::string local_day_of(const std::string& iso) {
  const auto time = from_iso8601(iso);
  if (!time) return iso.substr(0, 10);
  return to_local(*time, kDay);
}

std::string shown_folder(const std::string& folder) {
  return folder.empty() ? "(sessions that are gone)" : os::short_path(folder);
}

std::string period_text(std::optional<int> days) {
  if (!days) return "all time";
  return *days == 1 ? "today" : "the last " + std::to_string(*days) + " days";
}

}  // namespace

Result<ledger::Stats> stats(const Configuration& configuration, std::optional<int> days,
                            std::chrono::system_clock::time_point now) {
  INGOT_TRY(ledger::Book book, ledger::read_book(configuration.folder / "ingot" / "ledger.jsonl"));
  INGOT_TRY(std::vector<ledger::Question> questions,
            ledger::read_questions(configuration.folder / "ingot" / "questions.jsonl"));
  if (days) {
    // By the calendar, so that the first day is a whole one.
    const std::string first = to_local(now - std::chrono::hours(24) * (*days - 1), kDay);
    const auto is_earlier = [&](const auto& one) { return local_day_of(one.time) < first; };
    std::erase_if(book.records, is_earlier);
    std::erase_if(questions, is_earlier);
  }
  const session::Store store(configuration.folder / "sessions", system_clock(),
                             configuration.redactor);
  const std::map<std::string, std::string> folders = store.folders();
  ledger::Stats stats = ledger::stats_of(
      book.records, {.day = [](const ledger::Record& record) { return local_day_of(record.time); },
                     .project =
                         [&](const std::string& session) {
                           const auto folder = folders.find(session);
                           return shown_folder(folder == folders.end() ? "" : folder->second);
                         }});
  stats.period = period_text(days);
  stats.questions = ledger::counts_of(questions);
  return stats;
}

Result<std::optional<int>> days_from(std::string_view period) {
  if (period == "all") return std::optional<int>();
  int count = 0;
  const auto [end, error] = std::from_chars(period.data(), period.data() + period.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(period.data() + period.size() - end));
  if (unit == "w" && count < kMostDays) count *= 7;
  const bool known = unit.empty() || unit == "d" || unit == "w";
  if (error != std::errc() || !known || count < 1 || count > kMostDays) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "\"" + std::string(period) + "\" is no period",
                 .remedy = "write a number of days, 7d, 2w or all"};
  }
  return std::optional(count);
}

}  // namespace ingot::engine
