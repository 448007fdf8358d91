// tui/markdown.h: Markdown as styled lines.
//
// Purpose    Headings, emphasis, lists, quotes, links, code as it stands, tables by display width
//            (TUI-91..93). Raw HTML, footnotes and what nobody knows stay text, as typed.
// Source     CommonMark with GitHub's tables, task lists and strikethrough, as md4c reads them.
// Ownership  The engine in the look outlives the stream.
// Threads    One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "highlight/highlight.h"
#include "tui/code_lines.h"
#include "tui/line.h"

namespace ingot::tui {

struct MarkdownLine {
  Line line;
  bool prose = false;  // may be wrapped at blanks; other lines are left to the terminal (TUI-10)
};

struct MarkdownLook {
  std::size_t columns = 80;             // what tables have to fit into
  highlight::Engine* engine = nullptr;  // without one code has one colour
};

// A text that grows. What feed() returns is finished and never taken back by what follows (TUI-21,
// TUI-22): whole blocks, list items, lines of code.
class MarkdownStream {
 public:
  explicit MarkdownStream(MarkdownLook look);

  std::vector<MarkdownLine> feed(std::string_view text);
  // The end: what was still open.
  std::vector<MarkdownLine> finish();
  // What is not finished yet, as it would be drawn if it ended here; what is not closed in it
  // stands as it was typed.
  std::vector<MarkdownLine> open_lines() const;
  bool has_open() const { return !block_.empty() || !partial_.empty(); }

 private:
  void take_line(std::string_view line, std::vector<MarkdownLine>& out);
  void take_code(std::string_view line, std::vector<MarkdownLine>& out);
  void begin_code(std::string_view line, std::vector<MarkdownLine>& out);
  void flush_block(std::vector<MarkdownLine>& out);
  void begin_block(std::vector<MarkdownLine>& out);

  MarkdownLook look_;
  std::string block_, partial_;
  bool in_fence_ = false, in_list_ = false, gap_ = false, after_blank_ = false;
  bool any_ = false;  // something was given out
  char fence_ = '`';
  std::size_t fence_length_ = 3, fence_indent_ = 0;
  CodeLines code_;
};

// The code in fences, as it was written, in its order.
std::vector<std::string> code_blocks(std::string_view text);

// All of a text at once.
std::vector<MarkdownLine> markdown_lines(std::string_view text, const MarkdownLook& look);

}  // namespace ingot::tui
