#include "config/layout.h"

#include <algorithm>

#include "json/writer.h"

namespace ingot::config {
namespace {

using json::Located;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// A list of plain values longer than this gets a line for each.
constexpr std::size_t kMaxLine = 80;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }
bool is_compound(const Located& value) { return !value.elements.empty() || !value.members.empty(); }

}  // namespace

Layout::Layout(std::string_view text, const Located& root) : text_(text) {
  if (const std::size_t end = text.find_first_of("\r\n"); end != std::string_view::npos) {
    newline_ = text.substr(end, after_newline(end) - end);
  }
  if (root.members.empty()) return;
  spread_ = text.substr(root.begin, root.end - root.begin).find_first_of("\r\n") !=
            std::string_view::npos;
  const json::LocatedMember& first = root.members.front();
  if (text[first.value.begin - 1] == ':') space_.clear();
  const std::string outer = indentation(root.begin);
  const std::string inner = indentation(first.key_begin);
  if (first_on_line(first.key_begin) && inner.size() > outer.size() && inner.starts_with(outer)) {
    unit_ = inner.substr(outer.size());
  }
}

std::size_t Layout::line_begin(std::size_t at) const {
  while (at > 0 && !is_line_end(text_[at - 1])) --at;
  return at == 0 && text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : at;
}

bool Layout::first_on_line(std::size_t at) const { return before_blanks(at) == line_begin(at); }

std::string Layout::indentation(std::size_t at) const {
  const std::size_t begin = line_begin(at);
  return std::string(text_.substr(begin, after_blanks(begin) - begin));
}

std::size_t Layout::after_blanks(std::size_t at) const {
  while (at < text_.size() && is_blank(text_[at])) ++at;
  return at;
}

std::size_t Layout::before_blanks(std::size_t at) const {
  while (at > 0 && is_blank(text_[at - 1])) --at;
  return at;
}

std::size_t Layout::after_newline(std::size_t at) const {
  if (text_.substr(at, 2) == "\r\n") return at + 2;
  return at < text_.size() && is_line_end(text_[at]) ? at + 1 : at;
}

std::size_t Layout::comment_end(std::size_t at) const {
  if (text_.substr(at, 2) == "//") return std::min(text_.find_first_of("\r\n", at), text_.size());
  if (text_.substr(at, 2) != "/*") return at;
  const std::size_t end = text_.find("*/", at + 2);
  return end == std::string_view::npos ? text_.size() : end + 2;
}

std::size_t Layout::after_comments(std::size_t at) const {
  std::size_t last = at;
  while (at < text_.size()) {
    if (is_blank(text_[at]) || is_line_end(text_[at])) {
      ++at;
    } else if (comment_end(at) > at) {
      last = at = comment_end(at);
    } else {
      break;
    }
  }
  return last;
}

std::size_t Layout::after_line_comments(std::size_t at) const {
  std::size_t last = at;
  for (at = after_blanks(at); comment_end(at) > at; at = after_blanks(at)) {
    last = at = comment_end(at);
  }
  return last;
}

std::size_t Layout::after_trivia(std::size_t at) const {
  at = after_comments(at);
  while (at < text_.size() && (is_blank(text_[at]) || is_line_end(text_[at]))) ++at;
  return at;
}

std::string Layout::value(const Located& value, const std::string& indent, bool lines) const {
  if (!is_compound(value)) return value.to_json();
  const bool object = value.is(Located::Type::object);
  const auto write = [&](bool spread, const std::string& inner) {
    std::string out(1, object ? '{' : '[');
    auto begin_item = [&, first = true]() mutable {
      if (!first) out += spread ? "," : "," + space_;
      if (spread) out += newline_ + inner;
      first = false;
    };
    for (const json::LocatedMember& member : value.members) {
      begin_item();
      out += json::quoted(member.key) + ":" + space_ + this->value(member.value, inner, spread);
    }
    for (const Located& element : value.elements) {
      begin_item();
      out += this->value(element, inner, spread);
    }
    if (spread) out += newline_ + indent;
    return out + (object ? '}' : ']');
  };
  if (lines && !object && std::none_of(value.elements.begin(), value.elements.end(), is_compound)) {
    std::string line = write(false, {});
    if (line.size() <= kMaxLine) return line;
  }
  return write(lines, indent + unit_);
}

}  // namespace ingot::config
