#include "tui/draft_rows.h"

#include <random>

namespace ingot::tui {
namespace {

std::vector<std::string> rows_of(const Draft& draft, std::size_t columns) {
  DraftRows rows;
  rows.lay_out(draft, columns);
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < rows.size(); ++i) shown.push_back(rows.line_of(draft, i).text());
  return shown;
}

using Rows = std::vector<std::string>;

// TUI-50
TEST(DraftRows, WrapAtBlanksAndByColumns) {
  EXPECT_EQ(rows_of({}, 10), (Rows{""}));
  EXPECT_EQ(rows_of(draft_of("one two three"), 8), (Rows{"one two ", "three"}));
  EXPECT_EQ(rows_of(draft_of("one two"), 3), (Rows{"one", "two"}));
  EXPECT_EQ(rows_of(draft_of("one\n\ntwo\n"), 8), (Rows{"one", "", "two", ""}));
  EXPECT_EQ(rows_of(draft_of("abcdefghij"), 4), (Rows{"abcd", "efgh", "ij"}));
  EXPECT_EQ(rows_of(draft_of("漢字漢字"), 6), (Rows{"漢字漢", "字"}));
  EXPECT_EQ(rows_of(draft_of("漢字漢字"), 5), (Rows{"漢字", "漢字"}));
  EXPECT_EQ(rows_of(draft_of("a\tb"), 20), (Rows{"a       b"}));
}

// TUI-50: what nobody sees is shown, and measured as it is shown.
TEST(DraftRows, MeasureWhatIsShown) {
  const Draft draft = draft_of(
      "a\u202e"
      "b");
  DraftRows rows;
  rows.lay_out(draft, 40);
  EXPECT_EQ(rows.line_of(draft, 0).text(), "a⟨U+202E⟩b");
  EXPECT_EQ(rows.column_of(draft, 0, draft.text.size()), rows.line_of(draft, 0).columns());
}

// TUI-50, TUI-53
TEST(DraftRows, EveryOffsetHasOneCellAndBack) {
  const Draft draft = draft_of("one two 漢字 three\n\nféte 👩‍💻 end   of words");
  for (std::size_t columns = 2; columns < 30; ++columns) {
    DraftRows rows;
    rows.lay_out(draft, columns);
    for (std::size_t at = 0; at < draft.text.size();) {
      const std::size_t row = rows.row_of(at);
      const std::size_t column = rows.column_of(draft, row, at);
      EXPECT_LE(column, columns);
      EXPECT_EQ(rows.offset_at(draft, row, column), at) << columns << " columns, offset " << at;
      at += draft.text[at] == '\n' ? 1 : cluster_at(draft, at, column).bytes;
    }
  }
}

// TUI-36: a change in the middle gives what laying everything out anew gives, for the price of the
// line that it is in.
TEST(DraftRows, AChangeCostsTheLinesThatItTouches) {
  std::mt19937 random(7);  // NOLINT: the same every time
  const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random()) % below; };
  const std::vector<std::string> pieces = {"a", " ", "\n", "word ", "long-long-word", "漢", "\n\n"};
  Draft draft = draft_of("first line of words\nsecond\n\nlast");
  DraftRows rows;
  rows.lay_out(draft, 11);
  for (int round = 0; round < 2000; ++round) {
    std::size_t at = any(draft.text.size() + 1);
    while (at < draft.text.size() && (draft.text[at] & 0xC0) == 0x80) ++at;
    std::size_t end = std::min(draft.text.size(), at + any(12));
    while (end < draft.text.size() && (draft.text[end] & 0xC0) == 0x80) ++end;
    if (draft.text.size() < 100 && any(3) > 0) end = at;
    const std::string& piece = pieces[any(pieces.size())];
    draft.text.replace(at, end - at, piece);
    rows.change(draft, at, end - at, piece.size());
    DraftRows fresh;
    fresh.lay_out(draft, 11);
    ASSERT_EQ(rows.size(), fresh.size());
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i], fresh[i]) << round;
  }

  std::string text;
  for (int i = 0; i < 10000; ++i) text += "line " + std::to_string(i) + " of a long draft\n";
  Draft huge = draft_of(text);
  rows.lay_out(huge, 80);
  const std::size_t at = huge.text.size() / 2;
  huge.text.insert(at, "x");
  EXPECT_LT(rows.change(huge, at, 0, 1), 40U);
}

}  // namespace
}  // namespace ingot::tui
