#include "ledger/totals_table.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/utf8.h"
#include "ledger/json_numbers.h"
#include "ledger/report.h"

namespace ingot::ledger {
namespace {

constexpr std::size_t kNameBytes = 40;

struct Column {
  std::string_view name, short_name;
  int loss;  // when the column goes as room gets short; 0: never
};
// The first is the rows' heading.
constexpr std::array<Column, 9> kColumns = {{{"", "", 0},
                                             {"requests", "req", 0},
                                             {"input", "in", 0},
                                             {"output", "out", 0},
                                             {"thinking", "think", 2},
                                             {"cache read", "read", 0},
                                             {"cache write", "write", 3},
                                             {"hit rate", "hit", 1},
                                             {"cost", "cost", 0}}};
using Cells = std::array<std::string, kColumns.size()>;

// 1234567 as "1,234,567"; "-" for what nobody told.
std::string grouped(std::int64_t count) {
  if (count < 0) return "-";
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string rate_text(const Totals& totals) {
  if (!totals.hit_rate) return "-";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", *totals.hit_rate * 100);
  return text.data();
}

Cells cells_of(const std::string& name, const Totals& totals, const std::string& cost, bool exact) {
  const auto count = [&](std::int64_t number) {
    return exact ? grouped(number) : number < 0 ? std::string("-") : rounded(number);
  };
  return {name,
          count(totals.requests),
          count(totals.usage.input),
          count(totals.usage.output),
          count(totals.usage.reasoning),
          count(totals.usage.cache_read),
          count(totals.usage.cache_write),
          rate_text(totals),
          cost};
}

}  // namespace

void TotalsTable::add(std::string_view name, const Totals& totals, std::string cost) {
  std::string shown(name);
  if (name.size() > kNameBytes) shown = "..." + std::string(utf8_suffix(name, kNameBytes - 3));
  rows_.push_back({std::move(shown), &totals, std::move(cost)});
}

std::string TotalsTable::text(std::size_t columns) const {
  for (const bool exact : {true, false}) {
    std::vector<Cells> cells;
    Cells& head = cells.emplace_back();
    for (std::size_t c = 1; c < kColumns.size(); ++c) {
      head[c] = exact ? kColumns[c].name : kColumns[c].short_name;
    }
    head[0] = heading_;
    for (const Row& row : rows_) cells.push_back(cells_of(row.name, *row.totals, row.cost, exact));
    std::array<std::size_t, kColumns.size()> widths{};
    for (const Cells& row : cells) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        widths[c] = std::max(widths[c], utf8_length(row[c]) + (exact ? 3 : 2));
      }
    }
    std::array<bool, kColumns.size()> kept{};
    kept.fill(true);
    const auto width = [&] {
      std::size_t sum = 2;
      for (std::size_t c = 0; c < kept.size(); ++c) sum += kept[c] ? widths[c] : 0;
      return sum;
    };
    if (exact && columns > 0 && width() > columns) continue;
    for (int loss = 1; columns > 0 && width() > columns && loss <= 3; ++loss) {
      for (std::size_t c = 0; c < kept.size(); ++c) {
        if (kColumns[c].loss == loss) kept[c] = false;
      }
    }
    std::string text;
    for (const Cells& row : cells) {
      text += "  " + row[0] + std::string(widths[0] - utf8_length(row[0]), ' ');
      for (std::size_t c = 1; c < row.size(); ++c) {
        if (kept[c]) text += std::string(widths[c] - utf8_length(row[c]), ' ') + row[c];
      }
      text += "\n";
    }
    return text;
  }
  return {};
}

std::string cost_text(const Totals& totals, bool local) {
  if (local) return "local";
  return totals.cost_usd ? money(*totals.cost_usd) : "price unknown";
}

void write_totals(json::Writer& writer, const Totals& totals) {
  writer.member("requests", totals.requests);
  write_count(writer, "inputTokens", totals.usage.input);
  write_count(writer, "outputTokens", totals.usage.output);
  write_count(writer, "cacheReadTokens", totals.usage.cache_read);
  write_count(writer, "cacheCreationTokens", totals.usage.cache_write);
  write_count(writer, "thinkingTokens", totals.usage.reasoning);
  writer.member("estimated", totals.usage.estimated).member("cacheReported", totals.cache_reported);
  write_money(writer, "hitRate", totals.hit_rate);
  write_money(writer, "costUsd", totals.cost_usd);
  write_money(writer, "savedUsd", totals.saved_usd);
  writer.member("durationMs", totals.duration_ms);
}

}  // namespace ingot::ledger
