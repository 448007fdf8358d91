// tools/list_line.h: lines of lists as models write them: bullets and numbers in front.
#pragma once

#include <string_view>

namespace ingot::tools {

enum class ListMark { none, bullet, number };
// Takes "1." "1)" "-" "*" "+" "•" and the blanks behind it off the front of a trimmed line.
ListMark strip_list_mark(std::string_view& line);

// Takes the first line off `text`, which is not empty.
std::string_view take_line(std::string_view& text);

}  // namespace ingot::tools
