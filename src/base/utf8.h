// base/utf8.h: the few operations on UTF-8 that every room needs.
//
// Source     Unicode 15, chapter 3, table 3-7 (well-formed byte sequences) and the recommended
//            practice of replacing each maximal ill-formed subpart by U+FFFD.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ingot {

struct CodePoint {
  char32_t value = 0;      // U+FFFD for an ill-formed subpart
  std::size_t length = 0;  // bytes taken, at least 1
  bool valid = true;
};

// Decodes the first code point of `text`, which is not empty.
CodePoint decode_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);
bool is_utf8(std::string_view text);

// `text` with every ill-formed subpart replaced by U+FFFD.
std::string to_utf8(std::string_view text);

// As to_utf8, and without NUL: what may stand in a request to a provider (PRV-7).
std::string to_request_text(std::string_view text);

// The longest prefix of at most `max_bytes` bytes that does not end inside a code point.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);
// The same from the end.
std::string_view utf8_suffix(std::string_view text, std::size_t max_bytes);

// Number of code points, ill-formed subparts counting as one each.
std::size_t utf8_length(std::string_view text);

}  // namespace ingot
