#include "tui/markdown.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/utf8.h"
#include "tui/markdown_block.h"

namespace ingot::tui {
namespace {

// An open block is read again for every frame; of a larger one the end is shown as it was typed.
constexpr std::size_t kMaxOpenBytes = 8192;

bool is_fence(std::string_view line, char& kind, std::size_t& length) {
  const std::size_t at = line.find_first_not_of(' ');
  if (at == std::string_view::npos || at > 3) return false;
  kind = line[at];
  if (kind != '`' && kind != '~') return false;
  length = std::min(line.find_first_not_of(kind, at), line.size()) - at;
  // "```x```" on one line is code in a sentence.
  return length >= 3 && (kind != '`' || line.find('`', at + length) == std::string_view::npos);
}

}  // namespace

MarkdownStream::MarkdownStream(MarkdownLook look) : look_(look), code_(nullptr, {}) {}

// An empty line between blocks, none at the beginning.
void MarkdownStream::begin_block(std::vector<MarkdownLine>& out) {
  if (gap_ && any_) out.emplace_back();
  gap_ = false;
  any_ = true;
}

void MarkdownStream::flush_block(std::vector<MarkdownLine>& out) {
  std::vector<MarkdownLine> lines = block_lines(block_, look_);
  block_.clear();
  if (lines.empty()) return;
  begin_block(out);
  std::move(lines.begin(), lines.end(), std::back_inserter(out));
}

void MarkdownStream::begin_code(std::string_view line, std::vector<MarkdownLine>& out) {
  flush_block(out);
  gap_ = true;
  in_list_ = after_blank_ = false;
  in_fence_ = true;
  begin_block(out);
  std::string_view label = line.substr(line.find_last_of(fence_) + 1);
  label.remove_prefix(std::min(label.find_first_not_of(' '), label.size()));
  if (!label.empty()) out.push_back({.line = Line().foreign(label, {.dim = true})});
  const std::string_view language = highlight::language_of_label(label);
  code_ = CodeLines(look_.engine, language,
                    {.colour = language.empty() ? Colour::cyan : Colour::normal});
}

void MarkdownStream::take_code(std::string_view line, std::vector<MarkdownLine>& out) {
  // A block that is indented as a whole loses that indentation, as in CommonMark.
  const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(std::min(blanks, fence_indent_));
  out.push_back({.line = code_.next(line)});
}

void MarkdownStream::take_line(std::string_view line, std::vector<MarkdownLine>& out) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  char kind = 0;
  std::size_t length = 0;
  const bool fence = is_fence(line, kind, length);
  if (in_fence_) {
    const bool ends = fence && kind == fence_ && length >= fence_length_ &&
                      line.find_first_not_of(" `~") == std::string_view::npos;
    if (!ends) return take_code(line, out);
    in_fence_ = false;
    gap_ = true;
    return;
  }
  if (fence) {
    fence_ = kind;
    fence_length_ = length;
    fence_indent_ = line.find(kind);
    return begin_code(line, out);
  }
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    after_blank_ = true;
    if (!in_list_) {
      flush_block(out);
      gap_ = true;
    } else {
      block_ += "\n";
    }
    return;
  }
  const char c = line[first];
  const std::size_t digits = line.find_first_not_of("0123456789", first);
  const bool number = digits != std::string_view::npos && digits > first &&
                      (line[digits] == '.' || line[digits] == ')');
  const bool bullet =
      (c == '-' || c == '*' || c == '+') && first + 1 < line.size() && line[first + 1] == ' ';
  const bool item = number || bullet;
  if (in_list_ && first == 0 && (item || after_blank_)) {
    const bool loose = after_blank_;
    flush_block(out);
    gap_ = !item || loose;
    in_list_ = false;
  }
  if (item && first == 0 && !in_list_ && !block_.empty()) {
    flush_block(out);  // a paragraph right above a list
    gap_ = false;
  }
  in_list_ = in_list_ || (item && first == 0);
  after_blank_ = false;
  block_ += line;
  block_ += "\n";
}

std::vector<MarkdownLine> MarkdownStream::feed(std::string_view text) {
  std::vector<MarkdownLine> out;
  std::size_t searched = partial_.size();  // a long line is not searched again for its end
  partial_ += text;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = partial_.find('\n', searched)) != std::string::npos;) {
    take_line(std::string_view(partial_).substr(at, end - at), out);
    at = searched = end + 1;
  }
  partial_.erase(0, at);
  return out;
}

std::vector<MarkdownLine> MarkdownStream::finish() {
  std::vector<MarkdownLine> out;
  if (!partial_.empty()) take_line(std::exchange(partial_, {}), out);
  flush_block(out);
  in_fence_ = in_list_ = after_blank_ = any_ = gap_ = false;
  return out;
}

std::vector<MarkdownLine> MarkdownStream::open_lines() const {
  std::vector<MarkdownLine> out;
  if (!has_open()) return out;
  if (gap_ && any_) out.emplace_back();
  std::string text = block_ + partial_;
  if (in_fence_ || text.size() > kMaxOpenBytes) {
    for (Line& line : foreign_lines(utf8_suffix(text, kMaxOpenBytes))) {
      out.push_back({.line = std::move(line)});
    }
    return out;
  }
  for (MarkdownLine& line : block_lines(text, look_)) out.push_back(std::move(line));
  return out;
}

std::vector<std::string> code_blocks(std::string_view text) {
  std::vector<std::string> blocks;
  bool inside = false;
  char kind = 0;
  std::size_t length = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    char found = 0;
    std::size_t found_length = 0;
    const bool fence = is_fence(line, found, found_length);
    if (inside && fence && found == kind && found_length >= length &&
        line.find_first_not_of(" `~\r") == std::string_view::npos) {
      inside = false;
    } else if (inside) {
      blocks.back() += line;
      blocks.back() += '\n';
    } else if (fence) {
      inside = true;
      kind = found;
      length = found_length;
      blocks.emplace_back();
    }
  }
  return blocks;
}

std::vector<MarkdownLine> markdown_lines(std::string_view text, const MarkdownLook& look) {
  MarkdownStream stream(look);
  std::vector<MarkdownLine> lines = stream.feed(text);
  for (MarkdownLine& line : stream.finish()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace ingot::tui
