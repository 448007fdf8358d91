#include "tui/key_table.h"

#include <algorithm>
#include <array>

#include "term/columns.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr std::size_t kTwoColumns = 79;  // of a terminal with eighty

constexpr std::array kRows = {
    KeyRow{"Enter", "send; queue while it works"},
    KeyRow{"Shift+Enter, Alt+Enter", "new line"},
    KeyRow{"Ctrl+J, \\ Enter", "new line everywhere"},
    KeyRow{"Esc", "close, interrupt; twice: clear"},
    KeyRow{"Ctrl+C", "clear, interrupt; twice: quit"},
    KeyRow{"Ctrl+D", "drop pictures; twice: quit"},
    KeyRow{"Ctrl+Z", "suspend"},
    KeyRow{"Tab", "take, unfold, else next effort"},
    KeyRow{"Ctrl+L", "what runs without asking"},
    KeyRow{"Ctrl+N", "the next favourite, or model"},
    KeyRow{"Up, Down", "rows, queue, history"},
    KeyRow{"Ctrl+R", "search the history"},
    KeyRow{"Ctrl+G", "edit in $VISUAL or $EDITOR"},
    KeyRow{"Ctrl+O, Alt+↑", "the whole conversation"},
    KeyRow{"Ctrl+T", "the whole todo list"},
    KeyRow{"Ctrl+V", "paste a picture"},
    KeyRow{"Alt+Shift+V", "unfold the last paste"},
    KeyRow{"@", "files; @path#L10-20: lines"},
    KeyRow{"/", "commands"},
    KeyRow{"!", "run in the shell"},
    KeyRow{"?, Ctrl+/", "these keys"},
    KeyRow{"Ctrl+A E, Home, End", "ends of the line"},
    KeyRow{"Alt+B F, Ctrl+←→", "word by word"},
    KeyRow{"Ctrl+W, Alt+D", "delete a word"},
    KeyRow{"Ctrl+U K", "delete to an end of the line"},
    KeyRow{"Alt+Y", "bring back what was deleted"},
    KeyRow{"Ctrl+_, Alt+_", "undo, redo"},
};

std::size_t widest() {
  std::size_t width = 0;
  for (const KeyRow& row : kRows) width = std::max(width, term::columns(row.keys));
  return width;
}

// One row within `columns`: keys, then what they do.
Line one_row(const KeyRow& row, std::size_t keys, std::size_t columns) {
  Line line;
  line.own(std::string(row.keys), {.bold = true});
  const std::size_t used = line.columns();
  line.own(std::string(used + 2 < keys ? keys - used : 2, ' ') + std::string(row.meaning), kDim);
  return line.cut(columns);
}

}  // namespace

std::span<const KeyRow> key_table() { return kRows; }

std::vector<Line> key_rows(std::size_t columns, std::size_t most) {
  std::vector<Line> rows;
  const std::size_t sides = columns >= kTwoColumns ? 2 : 1;
  const std::size_t width = columns / sides - 1;
  const std::size_t height = (kRows.size() + sides - 1) / sides;
  for (std::size_t i = 0; i < height; ++i) {
    // Short names leave the room to what they do; long ones push it aside.
    Line line = one_row(kRows[i], 8, width);
    if (sides == 2 && i + height < kRows.size()) {
      const std::size_t used = line.columns();
      line.own(std::string(width + 1 - std::min(used, width), ' '));
      line.append(one_row(kRows[i + height], 8, width));
    }
    rows.push_back(std::move(line));
  }
  if (rows.size() > most) {
    rows.resize(most);
    if (most > 0) rows.back() = Line("… all of them: /help", kDim).cut(columns);
  }
  return rows;
}

std::string key_text() {
  const std::size_t width = widest();
  std::string text;
  for (const KeyRow& row : kRows) {
    text += "  " + std::string(row.keys) + std::string(width + 2 - term::columns(row.keys), ' ') +
            std::string(row.meaning) + "\n";
  }
  return text;
}

std::string key_markdown() {
  std::string text = "| Key | |\n| --- | --- |\n";
  for (const KeyRow& row : kRows) {
    text += "| `" + std::string(row.keys) + "` | " + std::string(row.meaning) + " |\n";
  }
  return text;
}

}  // namespace ingot::tui
