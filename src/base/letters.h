// base/letters.h: ASCII letters, whatever the locale: names of headers, keys, models, options.
#pragma once

#include <string>
#include <string_view>

namespace ingot {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

}  // namespace ingot
