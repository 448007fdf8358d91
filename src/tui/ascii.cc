#include "tui/ascii.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace ingot::tui {
namespace {

struct Mark {
  char32_t mark;
  std::string_view ascii;
};
constexpr Mark kMarks[] = {{U'›', ">"},     {U'•', "*"},   {U'✻', "#"},  {U'✓', "+"},  {U'✗', "x"},
                           {U'…', "..."},   {U'·', "-"},   {U'●', "*"},  {U'○', "o"},  {U'▏', "|"},
                           {U'↑', "^"},     {U'↓', "v"},   {U'←', "<-"}, {U'→', "->"}, {U'◀', "<"},
                           {U'▶', ">"},     {U'—', "-"},   {U'–', "-"},  {U'“', "\""}, {U'”', "\""},
                           {U'‘', "'"},     {U'’', "'"},   {U'×', "x"},  {U'⟨', "<"},  {U'⟩', ">"},
                           {U'☐', "[ ]"},   {U'☑', "[x]"}, {U'≥', ">="}, {U'≤', "<="}, {U'★', "*"},
                           {U'\u00A0', " "}};

// Lines, corners, bars and shades; the frames of a spinner.
bool is_line(char32_t c) { return c >= 0x2500 && c <= 0x257F; }
bool is_bar(char32_t c) { return c >= 0x2580 && c <= 0x259F; }
bool is_spinner(char32_t c) { return c >= 0x2800 && c <= 0x28FF; }

std::string hexadecimal(char32_t c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string digits;
  for (auto rest = static_cast<unsigned>(c); rest > 0; rest /= 16) digits += kDigits[rest % 16];
  while (digits.size() < 4) digits += '0';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string one_ascii(char32_t c) {
  for (const Mark& row : kMarks) {
    if (row.mark == c) return std::string(row.ascii);
  }
  if (c == U'─' || c == U'━' || c == U'═') return "-";
  if (c == U'│' || c == U'┃' || c == U'║' || is_spinner(c)) return "|";
  if (is_line(c)) return "+";
  if (is_bar(c)) return "#";
  if (c >= 0x2400 && c < 0x2420) return {'^', static_cast<char>('@' + (c - 0x2400))};
  return "\\u{" + hexadecimal(c) + "}";
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

bool shows_unicode(const term::Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = environment(name).value_or("");
    if (value.empty()) continue;
    for (char& c : value) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return true;
}

std::string ascii(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    if (next.value < 0x80) {
      out += static_cast<char>(next.value);
    } else {
      out += one_ascii(next.value);
    }
    text.remove_prefix(next.length);
  }
  return out;
}

std::string spoken(std::string_view line) {
  struct Role {
    std::string_view mark, word;
  };
  static constexpr std::array kRoles = {
      Role{"› ", "You: "},   Role{"• ", "Tool: "}, Role{"✻ ", "Thinking: "}, Role{"! ", "Note: "},
      Role{"✗ ", "Error: "}, Role{"✓ ", "Done: "}, Role{"$ ", "Command: "}};
  std::string out;
  for (const Role& role : kRoles) {
    if (!line.starts_with(role.mark)) continue;
    out = role.word;
    line.remove_prefix(role.mark.size());
    break;
  }
  while (!line.empty()) {
    const CodePoint next = decode_utf8(line);
    const std::string_view bytes = line.substr(0, next.length);
    line.remove_prefix(next.length);
    if (next.value == U'·') {
      if (out.ends_with(' ')) out.pop_back();
      out += ',';
    } else if (next.value == U'…') {
      out += "...";
    } else if (next.value == U'│' || is_line(next.value) || is_bar(next.value) ||
               is_spinner(next.value)) {
      if (!out.empty() && !out.ends_with(' ')) out += ' ';
    } else {
      out += bytes;
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace ingot::tui
