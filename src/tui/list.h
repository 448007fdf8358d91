// tui/list.h: the one list of the terminal: choices in a window, under headings, filtered.
//
// Purpose    What menus and dialogs show and move in (TUI-67, TUI-110, TUI-116). Knows no keys.
// Ownership  Owns its choices.
// Threads    One thread.
// Cost       Filtering looks at every choice, drawing at those in the window alone: ten thousand
//            choices are nothing.
// Invariant  A heading is never selected and stands once; one stands alone when nothing below it
//            is in sight.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tui/line.h"

namespace ingot::tui {

struct Choice {
  std::string value;
  std::string name;                // cut last when room is short
  std::string hint = {};           // right behind the name, dim
  std::vector<std::string> cells;  // right of it, in columns
  std::string search;              // besides the name, what a filter looks at
  bool heading = false;
  bool usable = true;                     // else shown dim
  std::vector<std::size_t> letters = {};  // bytes of the name that answer to what was typed
};

class List {
 public:
  // What becomes of a name that is too long for a column: it is cut, or its cells stand behind it.
  enum class LongNames { cut, whole };

  // `losses`: for each column of cells when it goes as the terminal narrows: 1 first, 2 next, ...;
  // 0, and columns without a number: never, but cut at the edge.
  explicit List(std::vector<Choice> choices = {}, std::vector<int> losses = {},
                LongNames long_names = LongNames::cut);

  // New choices, with the filter and the selection as they are.
  void replace(std::vector<Choice> choices);
  // Choices that hold every word of `wanted`; if there are none, those that hold its letters in
  // their order.
  void filter(std::string_view wanted);
  void mark(std::string value) { marked_ = std::move(value); }  // the current one
  void select(std::string_view value);
  // By one beyond an end: to the other end.
  void move(int by);
  void move_to_end(bool last);

  const std::vector<Choice>& all() const { return choices_; }
  const Choice* selected() const;  // null: nothing is in sight
  bool empty() const { return shown_.empty(); }
  std::size_t size() const { return shown_.size(); }  // selectable ones in sight
  // "7/12"; empty when all rows are in the window.
  std::string position(std::size_t most) const;

  // At most `most` rows of at most `columns`. `beside` stands at the selected row's end. The window
  // stays where it was last drawn as long as the selection is well inside it.
  std::vector<Line> rows(std::size_t columns, std::size_t most,
                         const std::string& beside = {}) const;

 private:
  void prepare();
  std::size_t heading_of(std::size_t choice) const;
  std::size_t row_count() const;
  Line row(const Choice& choice, bool is_selected, std::size_t columns,
           const std::string& beside) const;

  std::vector<Choice> choices_;
  std::vector<int> losses_;
  LongNames long_names_;
  std::vector<std::string> folded_;    // what is searched, in lower case; same indexes
  std::vector<std::size_t> headings_;  // of each choice: the index of its heading, or npos
  std::vector<std::size_t> cell_widths_;
  std::size_t name_width_ = 0;
  std::string filter_, marked_;
  std::vector<std::size_t> shown_;  // indexes of choices_, headings left out
  std::size_t selected_ = 0;        // in shown_
  mutable std::size_t top_ = 0;     // the window's first row when it was drawn last
};

}  // namespace ingot::tui
