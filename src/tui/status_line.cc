#include "tui/status_line.h"

#include "engine/spending.h"
#include "term/columns.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr int kLittle = 25, kVeryLittle = 10;  // TUI-101
constexpr std::size_t kGap = 2;
constexpr int kMostLosses = 6;

// Without the first `losses` of what may vanish, and with a name of at most `name_columns`.
Line left_of(const Status& status, int losses, std::size_t name_columns) {
  Line line = Line().foreign(status.model.empty() ? "no model" : status.model, kDim);
  line = line.cut(name_columns);
  if (!status.mode.empty()) {
    line = Line().foreign(status.mode, {.bold = true}).own(" · ", kDim).append(line);
  }
  if (status.in_shell) line = Line().own("bash · ", {.colour = Colour::yellow}).append(line);
  if (!status.effort.empty() && losses < 4) line.foreign(" (" + status.effort + ")", kDim);
  line.own(" · ", kDim);
  if (status.plans) {
    line.own("Spec", {.colour = Colour::yellow});
  } else {
    line.own("Auto (" + short_level(status.autonomy) + ")", kDim);
  }
  if (!status.folder.empty() && losses < 2) {
    line.foreign(" · " + status.folder, kDim);
    if (!status.branch.empty() && losses < 1) line.foreign(":" + status.branch, kDim);
  }
  return line;
}

Line right_of(const Status& status, int losses) {
  Line line;
  const auto gap = [&] {
    if (!line.empty()) line.own(" · ", kDim);
  };
  if (status.context_left) {
    const int left = *status.context_left;
    const Style style = left < kVeryLittle ? Style{.colour = Colour::red}
                        : left < kLittle   ? Style{.colour = Colour::yellow}
                                           : kDim;
    line.own(std::to_string(left) + "% left", style);
    if (left < kLittle && losses < 6) line.own(", compacting soon", style);
  }
  if (status.cache && losses < 3) {
    gap();
    line.own("cache " + std::to_string(*status.cache) + "%", kDim);
  }
  if (status.cost_usd > 0.0 && losses < 5) {
    gap();
    line.own(ledger::money(*status.cost_usd), kDim);
  }
  return line;
}

}  // namespace

std::string short_level(policy::Autonomy autonomy) {
  switch (autonomy) {
    case policy::Autonomy::off:
      return "Off";
    case policy::Autonomy::low:
      return "Low";
    case policy::Autonomy::medium:
      return "Med";
    case policy::Autonomy::high:
      return "High";
    case policy::Autonomy::unsafe:
      break;
  }
  return "Unsafe";
}

Line status_line(const Status& status, std::size_t columns) {
  Line left;
  Line right;
  for (int losses = 0; losses <= kMostLosses; ++losses) {
    left = left_of(status, losses, columns);
    right = right_of(status, losses);
    if (left.columns() + (right.empty() ? 0 : kGap + right.columns()) <= columns) break;
  }
  const std::size_t taken = right.empty() ? 0 : kGap + right.columns();
  if (columns <= taken) return left.cut(columns);
  if (left.columns() + taken > columns) {
    // The name gives way to the level.
    const std::size_t level = left_of(status, kMostLosses, 0).columns();
    left = left_of(status, kMostLosses, columns > taken + level ? columns - taken - level : 1);
    left = left.cut(columns - taken);
  }
  if (right.empty()) return left;
  left.own(std::string(columns - left.columns() - right.columns(), ' '), kDim);
  return left.append(right);
}

}  // namespace ingot::tui
