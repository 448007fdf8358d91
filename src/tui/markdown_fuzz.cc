// Markdown of any bytes at any cut: the same lines, and no escape sequence in them.
#include <cstdint>
#include <cstdlib>

#include "tui/markdown.h"

namespace {

using ingot::tui::MarkdownLine;

std::string lines_of(std::string_view text, std::size_t cut) {
  ingot::tui::MarkdownStream stream({});
  std::string all;
  const auto add = [&](const std::vector<MarkdownLine>& lines) {
    for (const MarkdownLine& line : lines) all += line.line.text() + "\n";
  };
  add(stream.feed(text.substr(0, cut)));
  stream.open_lines();
  add(stream.feed(text.substr(cut)));
  add(stream.finish());
  if (all.find('\x1b') != std::string::npos) std::abort();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (lines_of(text, 0) != lines_of(text, data[0] % (text.size() + 1))) std::abort();
  return 0;
}
