// term/colour.h: colours as numbers: what a terminal answers, and whether one can be read on it.
//
// Source     WCAG 2.2, "relative luminance" and "contrast ratio"; xterm's palette of 256;
//            XParseColor for the answers to OSC 10 and 11.
// Threads    Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ingot::term {

struct Rgb {
  std::uint8_t red = 0, green = 0, blue = 0;
  friend bool operator==(const Rgb&, const Rgb&) = default;
};

// "rgb:1f1f/2020/2828", "rgba:...", "#1f2028".
std::optional<Rgb> parse_colour(std::string_view text);
// 1 to 21.
double contrast(Rgb one, Rgb other);
bool is_light(Rgb colour);
// `colour`, made lighter or darker until its contrast to `background` is `least` or cannot grow.
Rgb readable(Rgb colour, Rgb background, double least);
// The nearest of 16..255 in xterm's palette; the first sixteen are the user's.
int nearest_of_256(Rgb colour);
Rgb colour_of_256(int index);

}  // namespace ingot::term
