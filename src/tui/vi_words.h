// tui/vi_words.h: where words and lines begin and end, as vi counts them.
//
// Threads    Pure functions over the bytes of a draft.
#pragma once

#include <cstddef>
#include <string_view>

namespace ingot::tui {

// `big`: whatever stands between blanks is one word. An empty line is one as well.
std::size_t next_word(std::string_view text, std::size_t at, bool big);
std::size_t word_before(std::string_view text, std::size_t at, bool big);
// The last byte of the word that ends at `at` or behind it.
std::size_t word_end(std::string_view text, std::size_t at, bool big);
// Where the first character of the line that begins at `line` stands that is no blank.
std::size_t first_in_line(std::string_view text, std::size_t line);

bool is_one_of(char c, std::string_view set);

}  // namespace ingot::tui
