// tui/markdown_block.h: one block of Markdown, read by md4c.
#pragma once

#include <string_view>
#include <vector>

#include "tui/markdown.h"

namespace ingot::tui {

// A paragraph, a list item, a table, a quote: what MarkdownStream cuts off as one piece.
// Definitions of links and footnotes stand as typed: what refers to them may be in another piece.
std::vector<MarkdownLine> block_lines(std::string_view text, const MarkdownLook& look);

}  // namespace ingot::tui
