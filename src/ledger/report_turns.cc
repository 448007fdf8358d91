// ledger/report_turns.cc: what each turn cost, as bars.

#include <algorithm>
#include <cmath>

#include "ledger/report.h"

namespace ingot::ledger {
namespace {

constexpr std::size_t kMostBar = 24, kLeastBar = 4;
constexpr std::size_t kUsualColumns = 100;

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string percent(std::optional<double> rate) {
  return rate ? std::to_string(std::lround(*rate * 100)) + "%" : "-";
}

}  // namespace

std::string turns_text(const Report& report, const TextLayout& layout) {
  if (report.turns.size() < 2) return {};
  const std::size_t first =
      report.turns.size() > layout.turns ? report.turns.size() - layout.turns : 0;
  // Where no price is known, or nothing costs anything, the tokens tell the turns apart.
  const bool by_cost =
      std::any_of(report.turns.begin() + static_cast<std::ptrdiff_t>(first), report.turns.end(),
                  [](const Report::Turn& turn) { return turn.cost_usd.value_or(0) > 0; });
  struct Row {
    std::string number, value, rate, note;
    double size = 0;
  };
  std::vector<Row> rows;
  std::size_t number_width = 0;
  std::size_t value_width = 0;
  double largest = 0;
  for (std::size_t i = first; i < report.turns.size(); ++i) {
    const Report::Turn& turn = report.turns[i];
    Row row{.number = std::to_string(i + 1), .rate = percent(turn.hit_rate)};
    if (by_cost) {
      row.value = turn.cost_usd ? money(*turn.cost_usd) : "price unknown";
      row.size = turn.cost_usd.value_or(0);
    } else {
      row.value = rounded(turn.tokens);
      row.size = static_cast<double>(turn.tokens);
    }
    if (i == 0) row.note = "first turn";
    for (const std::string& miss : turn.misses) {
      if (row.note.find(miss) != std::string::npos) continue;
      row.note += (row.note.empty() ? "" : "; ") + miss;
    }
    largest = std::max(largest, row.size);
    number_width = std::max(number_width, row.number.size());
    value_width = std::max(value_width, row.value.size());
    rows.push_back(std::move(row));
  }
  const std::size_t columns = layout.columns > 0 ? layout.columns : kUsualColumns;
  // "  12 BAR value  100%  note": the bar takes what room there is, the note what is left.
  const std::size_t fixed = 2 + number_width + 1 + 1 + value_width + 2 + 4 + 2;
  const std::size_t bar_width =
      std::clamp(columns > fixed + 16 ? columns - fixed - 16 : 0, kLeastBar, kMostBar);
  std::string text = by_cost ? "cost and cache hits per turn" : "tokens and cache hits per turn";
  if (first > 0) text += ", the last " + std::to_string(rows.size());
  text += "\n";
  for (const Row& row : rows) {
    auto bars = static_cast<std::size_t>(
        largest > 0 ? std::lround(row.size / largest * static_cast<double>(bar_width)) : 0);
    if (row.size > 0) bars = std::max<std::size_t>(bars, 1);
    std::string bar;
    for (std::size_t i = 0; i < bars; ++i) bar += layout.unicode ? "▇" : "#";
    std::string line =
        "  " + right(row.number, number_width) + " " + bar + (bars > 0 ? " " : "") + row.value;
    const std::size_t used = 2 + number_width + 1 + bars + (bars > 0 ? 1 : 0) + row.value.size();
    const std::size_t rate_at = fixed - 6 + bar_width;
    line += std::string(rate_at > used ? rate_at - used : 1, ' ') + right(row.rate, 4);
    if (!row.note.empty()) line += "  " + row.note;
    text += line + "\n";
  }
  return text;
}

}  // namespace ingot::ledger
