// tools/list_line.h: lines of lists as models write them: blanks around them, bullets and numbers
// in front.
#pragma once

#include <string_view>

namespace ingot::tools {

// Without the blanks and line breaks around it.
std::string_view trimmed(std::string_view text);

enum class ListMark { none, bullet, number };
// Takes "1." "1)" "-" "*" "+" "•" and the blanks behind it off the front of a trimmed line.
ListMark strip_list_mark(std::string_view& line);

// Takes the first line off `text`, which is not empty.
std::string_view take_line(std::string_view& text);

}  // namespace ingot::tools
