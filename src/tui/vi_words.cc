#include "tui/vi_words.h"

namespace ingot::tui {
namespace {

enum class Class { blank, word, other };

Class class_of(char c, bool big) {
  if (c == ' ' || c == '\t' || c == '\n') return Class::blank;
  const bool is_word = (static_cast<unsigned char>(c) & 0x80U) != 0 || (c >= '0' && c <= '9') ||
                       (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  return is_word || big ? Class::word : Class::other;
}

bool is_blank(char c) { return class_of(c, false) == Class::blank; }

bool is_empty_line(std::string_view text, std::size_t at) {
  return text[at] == '\n' && (at == 0 || text[at - 1] == '\n');
}

}  // namespace

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

std::size_t next_word(std::string_view text, std::size_t at, bool big) {
  if (at >= text.size()) return text.size();
  const Class here = class_of(text[at], big);
  while (here != Class::blank && at < text.size() && class_of(text[at], big) == here) ++at;
  const std::size_t behind = at;
  while (at < text.size() && is_blank(text[at])) {
    if (at > behind && is_empty_line(text, at)) return at;
    ++at;
  }
  return at;
}

std::size_t word_before(std::string_view text, std::size_t at, bool big) {
  if (at == 0) return 0;
  --at;
  while (at > 0 && is_blank(text[at])) {
    if (is_empty_line(text, at)) return at;
    --at;
  }
  const Class here = class_of(text[at], big);
  while (at > 0 && here != Class::blank && class_of(text[at - 1], big) == here) --at;
  return at;
}

std::size_t word_end(std::string_view text, std::size_t at, bool big) {
  while (at < text.size() && is_blank(text[at])) ++at;
  if (at >= text.size()) return text.size();
  const Class here = class_of(text[at], big);
  while (at + 1 < text.size() && class_of(text[at + 1], big) == here) ++at;
  return at;
}

std::size_t first_in_line(std::string_view text, std::size_t line) {
  while (line < text.size() && text[line] != '\n' && is_blank(text[line])) ++line;
  return line;
}

}  // namespace ingot::tui
