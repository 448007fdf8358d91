#include "tui/markdown.h"

namespace ingot::tui {
namespace {

std::string text_of(const std::vector<MarkdownLine>& lines) {
  std::string text;
  for (const MarkdownLine& line : lines) text += line.line.text() + "\n";
  return text;
}

std::string streamed(std::string_view text, std::size_t piece) {
  MarkdownStream stream({});
  std::vector<MarkdownLine> all;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    for (MarkdownLine& line : stream.feed(text.substr(at, piece))) all.push_back(std::move(line));
  }
  for (MarkdownLine& line : stream.finish()) all.push_back(std::move(line));
  return text_of(all);
}

constexpr std::string_view kText = R"(# Title

Some **bold** and `code`, a [link](http://x.test/y) and
a second line.

- one
- two
  - nested
- [x] done

7. seven
8. eight

```cpp
int main() {

    return 0;
}
```

| a | b |
|---|--:|
| x | 12 |

> quoted

The end.
)";

// TUI-91..93
TEST(Markdown, BecomesLines) {
  EXPECT_EQ(text_of(markdown_lines(kText, {})),
            "Title\n\n"
            "Some bold and code, a link (http://x.test/y) and a second line.\n\n"
            "- one\n- two\n  - nested\n- ☑ done\n\n"
            "7. seven\n8. eight\n\n"
            "cpp\nint main() {\n\n    return 0;\n}\n\n"
            "a   b\n─  ──\nx  12\n\n"
            "> quoted\n\n"
            "The end.\n");
}

// TUI-21, TUI-22: wherever the stream is cut, the same lines come out.
TEST(Markdown, AStreamGivesTheSameLinesAtEveryCut) {
  const std::string whole = streamed(kText, kText.size());
  EXPECT_EQ(whole, text_of(markdown_lines(kText, {})));
  for (std::size_t piece = 1; piece < 40; ++piece)
    EXPECT_EQ(streamed(kText, piece), whole) << piece;
}

// TUI-7: lists and code do not wait for their end.
TEST(Markdown, LongBlocksAreGivenOutEarly) {
  MarkdownStream stream({});
  std::size_t given = 0;
  for (int i = 0; i < 100; ++i) {
    given += stream.feed(std::to_string(i + 1) + ". item\n").size();
  }
  EXPECT_EQ(given, 99U);
  MarkdownStream code({});
  EXPECT_EQ(code.feed("```\na\nb\n").size(), 2U);
  EXPECT_FALSE(code.has_open());
}

// TUI-21: what is read again for a frame does not grow with the answer.
TEST(Markdown, TheOpenPartStaysSmall) {
  MarkdownStream stream({});
  std::size_t most = 0;
  for (int i = 1; i <= 3000; ++i) {
    stream.feed(std::to_string(i) + ". Line number " + std::to_string(i) + ": some ");
    stream.feed("words\n");
    most = std::max(most, stream.open_lines().size());
  }
  EXPECT_LE(most, 2U);
  MarkdownStream paragraph({});
  for (int i = 0; i < 3000; ++i) paragraph.feed("a line of one long paragraph\n");
  std::size_t bytes = 0;
  for (const MarkdownLine& line : paragraph.open_lines()) bytes += line.line.text().size();
  EXPECT_LE(bytes, 8192U);
}

TEST(Markdown, CodeBlocksComeOutAsTheyWereWritten) {
  EXPECT_THAT(
      code_blocks("a\n```py\nx = 1\n\n  y\n```\nb ```inline``` c\n~~~\n```\n~~~\n```open\nlast"),
      ::testing::ElementsAre("x = 1\n\n  y\n", "```\n", "last\n"));
  EXPECT_THAT(code_blocks("no code"), ::testing::IsEmpty());
}

TEST(Markdown, ForeignEscapesDoNotPass) {
  for (const std::string text :
       {"a\x1b[2Jb", "`\x1b]0;t\x07`", "```\n\x1b[31mred\n```", "[x](http://h/\x1b[2J)",
        "| \x1b[2J |\n|---|\n| \x1b]52;c;AA\x07 |", "<b>\x1b[2J</b>"}) {
    EXPECT_EQ(streamed(text, 3).find('\x1b'), std::string::npos) << text;
  }
}

TEST(Markdown, NarrowTablesBecomeLists) {
  const std::string text =
      text_of(markdown_lines("| name | value | more |\n|---|---|---|\n| a long cell here | and "
                             "another one | third of them |\n",
                             {.columns = 24}));
  EXPECT_EQ(text, "name: a long cell here\nvalue: and another one\nmore: third of them\n");
}

}  // namespace
}  // namespace ingot::tui
