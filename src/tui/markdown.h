// tui/markdown.h: Markdown as styled lines.
//
// Purpose    md4c reads it (TUI-91..93); here it becomes lines: headings, emphasis, lists, quotes,
//            code as it stands, tables by display width. Raw HTML and what nobody knows stay text.
// Threads    Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tui/line.h"

namespace ingot::tui {

struct MarkdownLine {
  Line line;
  bool prose = false;  // may be wrapped at blanks; other lines are left to the terminal (TUI-10)
};

// `columns` is what tables have to fit into.
std::vector<MarkdownLine> markdown_lines(std::string_view text, std::size_t columns);

// A text that grows. What feed() returns is finished and never taken back by what follows (TUI-21,
// TUI-22): whole blocks, list items, lines of code.
class MarkdownStream {
 public:
  explicit MarkdownStream(std::size_t columns) : columns_(columns) {}

  std::vector<MarkdownLine> feed(std::string_view text);
  // The end: what was still open.
  std::vector<MarkdownLine> finish();
  // What is not finished yet, as it was written.
  std::string open_text() const { return block_ + partial_; }

 private:
  void take_line(std::string_view line, std::vector<MarkdownLine>& out);
  void flush_block(std::vector<MarkdownLine>& out);
  void begin_block(std::vector<MarkdownLine>& out);

  std::size_t columns_;
  std::string block_, partial_;
  bool in_fence_ = false, in_list_ = false, gap_ = false, after_blank_ = false;
  bool any_ = false;  // something was given out
  char fence_ = '`';
  std::size_t fence_length_ = 3;
};

}  // namespace ingot::tui
