// What Markdown and changes look like at the widths people have. INGOT_UPDATE_GOLDEN=1 rewrites
// the files; the difference is read in review.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tui/change_lines.h"
#include "tui/markdown.h"
#include "tui/test_places.h"

namespace ingot::tui {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(INGOT_ROOM_DIR) / "testdata";

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = kFolder / (name + ".golden");
  if (std::getenv("INGOT_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text, content(path)) << path;
}

// Styles as short marks around the text: "{b:bold}".
std::string drawn(const Line& line) {
  std::string out;
  for (const Span& span : line.spans()) {
    std::string marks;
    if (span.style.bold) marks += 'b';
    if (span.style.dim) marks += 'd';
    if (span.style.italic) marks += 'i';
    if (span.style.underline) marks += 'u';
    constexpr const char* kColours[] = {"", "R", "G", "Y", "B", "M", "C", "g"};
    marks += kColours[static_cast<std::size_t>(span.style.colour)];
    out += marks.empty() ? span.text : "{" + marks + ":" + span.text + "}";
  }
  return out;
}

std::string shown(const std::vector<MarkdownLine>& lines, std::size_t columns) {
  std::string out;
  for (const MarkdownLine& line : lines) {
    if (!line.prose) {
      out += drawn(line.line) + "\n";
      continue;
    }
    for (const Line& part : wrapped(line.line, columns, true)) out += drawn(part) + "\n";
  }
  return out;
}

// TUI-91..93
TEST(MarkdownGolden, LooksAsReviewed) {
  highlight::Engine engine;
  for (const std::size_t columns : {40, 60, 80, 120, 200}) {
    const MarkdownLook look{.columns = columns - 1, .engine = &engine};
    expect_golden("markdown." + std::to_string(columns),
                  shown(markdown_lines(content(kFolder / "markdown.md"), look), columns - 1));
  }
}

// TUI-22: wherever the text is cut, and with whatever of it drawn in between, the same lines.
TEST(MarkdownGolden, NoCutChangesACommittedLine) {
  const std::string text = content(kFolder / "markdown.md");
  const MarkdownLook look{.columns = 79};
  const std::string whole = shown(markdown_lines(text, look), 79);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    MarkdownStream stream(look);
    std::vector<MarkdownLine> lines = stream.feed(std::string_view(text).substr(0, cut));
    stream.open_lines();
    for (auto& line : stream.feed(std::string_view(text).substr(cut))) lines.push_back(line);
    for (auto& line : stream.finish()) lines.push_back(line);
    ASSERT_EQ(shown(lines, 79), whole) << cut;
  }
}

constexpr std::string_view kResult =
    "Edited src/lexer.cc: 1 replacement\n--- src/lexer.cc\n+++ src/lexer.cc\n"
    "@@ -38,6 +38,9 @@\n"
    " size_t next_token(Buffer& buf, const Marker& marker) {\n"
    "   size_t n = 0;\n"
    "   while (!at_end(buf, marker)) {\n"
    "-    refill(buf);  // returns 0, buf stays empty\n"
    "+    if (refill(buf) == 0) {  // nothing more comes, and the end was not found\n"
    "+      return error(\"unterminated heredoc\");\n"
    "+    }\n"
    "     ++n;\n"
    "   }\n"
    "@@ -90,3 +93,2 @@\n"
    " /* a comment that\n"
    "-   goes on */ int old_name = 1;\n"
    "+   goes on */ int new_name = 2;\n"
    "-int gone;\n";

// TUI-97
TEST(ChangesGolden, LookAsReviewed) {
  highlight::Engine engine;
  for (const std::size_t columns : {80, 120, 200}) {
    for (const bool split : {false, true}) {
      std::string text;
      for (const Line& line : change_lines(
               "Edit", R"({"file_path":"src/lexer.cc","old_str":"a","new_str":"b"})", kResult,
               {.columns = columns - 1, .engine = &engine, .side_by_side = split})) {
        EXPECT_TRUE(!split || line.columns() < columns);
        text += drawn(line) + "\n";
      }
      expect_golden("change." + std::to_string(columns) + (split ? ".split" : ".unified"), text);
    }
  }
}

// TUI-97: without colours signs and emphasis are still there.
TEST(ChangesGolden, SignsStandWithoutColour) {
  std::string text;
  for (const Line& line : change_lines(
           "Edit", R"({"file_path":"a","old_str":"one two","new_str":"one 2"})", "-", {})) {
    text += drawn(line) + "\n";
  }
  EXPECT_EQ(text, "{R:1 - }{d:one }{bR:two}\n{G:1 + }one {bG:2}\n");
}

}  // namespace
}  // namespace ingot::tui
