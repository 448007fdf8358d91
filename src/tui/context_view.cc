#include "tui/context_view.h"

#include <algorithm>
#include <array>

#include "engine/spending.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr std::size_t kMostBar = 72;

struct Look {
  const char* mark;
  const char* plain;
  Colour colour;
};
// In the order of the parts.
constexpr std::array<Look, 5> kLooks = {{{"█", "S", Colour::magenta},
                                         {"▓", "T", Colour::blue},
                                         {"▒", "I", Colour::cyan},
                                         {"░", "M", Colour::green},
                                         {"▄", "R", Colour::yellow}}};

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

Line row(const Line& mark, const std::string& name, std::int64_t tokens, int percent) {
  return Line(mark)
      .own(" " + padded(name, 14) + right(ledger::rounded(tokens), 8))
      .own(right(std::to_string(percent) + "%", 6), kDim);
}

}  // namespace

std::vector<Line> context_lines(const engine::ContextParts& context, const std::string& model,
                                std::size_t columns, bool unicode) {
  std::vector<Line> lines;
  lines.push_back(Line()
                      .own("Context of ", {.bold = true})
                      .foreign(model, {.bold = true})
                      .own(": " + ledger::rounded(context.used) + " of " +
                           ledger::rounded(context.window) + " tokens, " +
                           (context.counted ? "counted by the server" : "estimated")));

  // Each part has its cells; one that is there at all has at least one of them.
  const std::size_t width = std::min(kMostBar, columns > 4 ? columns - 4 : 1);
  std::vector<std::int64_t> weights;
  for (const auto& part : context.parts) weights.push_back(part.tokens);
  weights.push_back(context.free);
  const std::vector<std::int64_t> cells =
      engine::shares(weights, static_cast<std::int64_t>(width) - 1);
  const auto whole = std::max(context.window, context.used);
  // -1, where no cell is, when it is never compacted.
  const std::int64_t compaction =
      context.compaction_at ? *context.compaction_at * (static_cast<std::int64_t>(width) - 1) /
                                  std::max<std::int64_t>(whole, 1)
                            : -1;
  Line bar("  ");
  std::int64_t at = 0;
  const auto fill = [&](std::int64_t count, const char* mark, Style style) {
    for (std::int64_t i = 0; i < count; ++i) {
      if (at++ == compaction) bar.own("|", {.bold = true});
      bar.own(mark, style);
    }
  };
  for (std::size_t i = 0; i < context.parts.size(); ++i) {
    fill(cells[i], unicode ? kLooks[i].mark : kLooks[i].plain, {.colour = kLooks[i].colour});
  }
  fill(cells.back(), unicode ? "·" : ".", kDim);
  lines.push_back(std::move(bar));

  for (std::size_t i = 0; i < context.parts.size(); ++i) {
    const auto& part = context.parts[i];
    const Line mark = Line().own("  ").own(unicode ? kLooks[i].mark : kLooks[i].plain,
                                           {.colour = kLooks[i].colour});
    lines.push_back(row(mark, part.name, part.tokens, part.percent));
  }
  lines.push_back(row(Line().own("  ").own(unicode ? "·" : ".", kDim), "free", context.free,
                      context.free_percent));
  if (context.compaction_at) {
    lines.push_back(Line()
                        .own("  ")
                        .own("|", {.bold = true})
                        .own(" compaction at " + ledger::rounded(*context.compaction_at)));
  }
  if (!context.largest.empty()) lines.emplace_back("largest tool results");
  for (std::size_t i = 0; i < context.largest.size(); ++i) {
    const auto& result = context.largest[i];
    lines.push_back(Line()
                        .own("  " + std::to_string(i + 1) + " " +
                             right(ledger::rounded(result.tokens), 8) + "  ")
                        .foreign(result.name));
  }
  return lines;
}

}  // namespace ingot::tui
