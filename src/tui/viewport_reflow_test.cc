// Resizing, on terminals that break what they show anew and on those that do not (TUI-17, TUI-18).
#include <random>

#include "tui/viewport.h"

namespace ingot::tui {
namespace {

// A terminal of ASCII characters: rows that know whether they go on in the next one. Those that
// have left at the top count with the rest.
class Model {
 public:
  Model(std::size_t columns, bool reflows) : columns_(columns), reflows_(reflows), rows_(1) {}

  void feed(std::string_view bytes) {
    while (!bytes.empty()) {
      std::size_t taken = 1;
      if (bytes[0] == '\x1b') {
        taken = bytes.find_first_of("ABGJKmhl", 2) + 1;
        control(bytes.substr(2, taken - 3), bytes[taken - 1]);
      } else if (bytes[0] == '\r') {
        column_ = 0;
      } else if (bytes[0] == '\n') {
        if (++row_ == rows_.size()) rows_.emplace_back();
      } else {
        put(bytes[0]);
      }
      bytes.remove_prefix(taken);
    }
  }

  void resize(std::size_t columns) {
    columns_ = columns;
    if (!reflows_) {  // what does not fit is gone
      for (Row& row : rows_) row.text = row.text.substr(0, columns);
      column_ = std::min(column_, columns - 1);
      return;
    }
    std::vector<Row> anew;
    std::size_t new_row = 0, new_column = 0;
    for (std::size_t i = 0; i < rows_.size();) {
      std::string line;
      std::size_t cursor = std::string::npos;
      while (true) {
        if (i == row_) cursor = line.size() + column_;
        line += rows_[i].text;
        if (!rows_[i++].goes_on) break;
      }
      if (cursor != std::string::npos) {
        // Beyond the last character the cursor stays in the character's row.
        const std::size_t back =
            cursor >= line.size() && cursor > 0 && cursor % columns == 0 ? 1 : 0;
        new_row = anew.size() + (cursor - back) / columns;
        new_column = std::min(cursor - (cursor - back) / columns * columns, columns - 1);
      }
      for (std::size_t at = 0; at == 0 || at < line.size(); at += columns) {
        anew.push_back({line.substr(at, columns), at + columns < line.size()});
      }
    }
    while (anew.size() <= new_row) anew.emplace_back();
    rows_ = std::move(anew);
    row_ = new_row;
    column_ = new_column;
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::string line;
    for (const Row& row : rows_) {
      line += row.text;
      if (row.goes_on) continue;
      while (line.ends_with(' ')) line.pop_back();
      all.push_back(std::exchange(line, {}));
    }
    while (!all.empty() && all.back().empty()) all.pop_back();
    return all;
  }
  std::size_t highest = 0;  // the highest row that was written to since it was set

 private:
  struct Row {
    std::string text;
    bool goes_on = false;
  };

  void put(char c) {
    if (column_ == columns_) {  // the pending break
      rows_[row_].goes_on = true;
      column_ = 0;
      if (++row_ == rows_.size()) rows_.emplace_back();
    }
    std::string& text = rows_[row_].text;
    if (text.size() <= column_) text.resize(column_ + 1, ' ');
    text[column_++] = c;
    highest = std::min(highest, row_);
  }

  void control(std::string_view parameters, char final) {
    const std::size_t count =
        parameters.empty() || parameters[0] == '?' ? 1 : std::stoul(std::string(parameters));
    switch (final) {
      case 'A':
        row_ -= std::min(count, row_);
        column_ = std::min(column_, columns_ - 1);
        break;
      case 'B':
        row_ = std::min(row_ + count, rows_.size() - 1);
        break;
      case 'G':
        column_ = std::min(count, columns_) - 1;
        break;
      case 'J':
        rows_.resize(row_ + 1);
        [[fallthrough]];
      case 'K':
        rows_[row_].text.resize(std::min(rows_[row_].text.size(), column_));
        rows_[row_].goes_on = false;
        highest = std::min(highest, row_);
        break;
      default:
        break;
    }
  }

  std::size_t columns_;
  bool reflows_;
  std::vector<Row> rows_;
  std::size_t row_ = 0, column_ = 0;
};

Frame frame_of(std::mt19937& random, std::size_t columns) {
  Frame frame;
  for (std::size_t n = 1 + random() % 5; n > 0; --n) {
    frame.rows.push_back(Line().own(std::string(random() % columns, static_cast<char>('a' + n))));
  }
  frame.cursor_row = random() % frame.rows.size();
  frame.cursor_column = random() % (frame.rows[frame.cursor_row].columns() + 1);
  return frame;
}

// Each committed line once and in order, the live rows below them and nothing else, whatever sizes
// the window had in between.
TEST(Viewport, TwoHundredRandomSizesLoseAndDoubleNothingWhereRowsAreBrokenAnew) {
  std::mt19937 random(18);
  for (int run = 0; run < 200; ++run) {
    std::size_t columns = 20 + random() % 100;
    Model model(columns, true);
    Viewport viewport(columns);
    std::vector<std::string> expected;
    Frame frame;
    for (int step = 0; step < 30; ++step) {
      std::vector<Line> committed;
      if (random() % 2 == 0) {
        expected.push_back("line " + std::to_string(step) + std::string(random() % 150, 'x'));
        committed.push_back(Line().own(expected.back()));
      }
      frame = frame_of(random, viewport.row_columns());
      model.feed(viewport.draw(committed, frame));
      for (std::size_t n = random() % 3; n > 0; --n) {
        columns = 20 + random() % 100;
        model.resize(columns);
        viewport.resize(columns, true);
      }
    }
    frame = frame_of(random, viewport.row_columns());
    model.feed(viewport.draw({}, frame));
    std::vector<std::string> wanted = expected;
    for (const Line& row : frame.rows) wanted.push_back(row.text());
    while (wanted.back().empty()) wanted.pop_back();
    ASSERT_EQ(model.lines(), wanted) << "run " << run;
  }
}

// A stale live row may stay where the terminal does not reflow and rows were cut; a committed line
// that was not cut itself is never lost (TUI-18).
TEST(Viewport, TwoHundredRandomSizesLoseNoCommittedLineWhereRowsAreCut) {
  std::mt19937 random(19);
  for (int run = 0; run < 200; ++run) {
    std::size_t columns = 20 + random() % 100;
    Model model(columns, false);
    Viewport viewport(columns);
    std::vector<std::string> expected;
    for (int step = 0; step < 30; ++step) {
      expected.push_back("line " + std::to_string(step));
      model.feed(
          viewport.draw({Line().own(expected.back())}, frame_of(random, viewport.row_columns())));
      columns = 20 + random() % 100;
      model.resize(columns);
      viewport.resize(columns, false);
    }
    const std::vector<std::string> lines = model.lines();
    std::size_t found = 0;
    for (const std::string& line : lines) {
      if (found < expected.size() && line == expected[found]) ++found;
    }
    ASSERT_EQ(found, expected.size()) << "run " << run;
  }
}

// TUI-20
TEST(Viewport, TheSmallestWindowIsSurvived) {
  Model model(1, true);
  Viewport viewport(80);
  viewport.resize(1, true);
  std::mt19937 random(20);
  model.feed(viewport.draw({Line().own("ab")}, frame_of(random, 1)));
  viewport.resize(0, true);
  EXPECT_FALSE(viewport.draw({}, frame_of(random, 1)).empty());
}

// TUI-23: behind ConPTY a changed row is written whole, without addressing a column in it.
TEST(Viewport, RowsAreWrittenWholeWhereAConsoleMergesThemWrongly) {
  Viewport viewport(40);
  viewport.set_whole_rows(true);
  const auto frame = [](const char* text) {
    return Frame{.rows = {Line().own(text)}, .cursor_row = 0, .cursor_column = 0};
  };
  viewport.draw({}, frame("the first text"));
  EXPECT_EQ(viewport.draw({}, frame("the other text")), "\rthe other text\x1b[K\r");
}

}  // namespace
}  // namespace ingot::tui
