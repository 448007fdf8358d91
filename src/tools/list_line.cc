#include "tools/list_line.h"

#include <algorithm>

#include "base/letters.h"

namespace ingot::tools {

ListMark strip_list_mark(std::string_view& line) {
  std::size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
  if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')') &&
      (digits + 1 == line.size() || line[digits + 1] == ' ' || line[digits + 1] == '\t')) {
    line = trimmed(line.substr(digits + 1));
    return ListMark::number;
  }
  for (const std::string_view bullet : {"- ", "* ", "+ ", "• "}) {
    if (line.starts_with(bullet)) {
      line = trimmed(line.substr(bullet.size()));
      return ListMark::bullet;
    }
  }
  return ListMark::none;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace ingot::tools
