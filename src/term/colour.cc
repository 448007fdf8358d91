#include "term/colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace ingot::term {
namespace {

// A hexadecimal number of one to four digits, scaled to eight bits.
std::optional<std::uint8_t> channel(std::string_view digits) {
  if (digits.empty() || digits.size() > 4) return std::nullopt;
  unsigned value = 0, most = 0;
  for (const char c : digits) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<unsigned>(digit);
    most = most * 16 + 15;
  }
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

double luminance(Rgb colour) {
  const auto linear = [](std::uint8_t value) {
    const double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

Rgb mixed(Rgb from, Rgb to, int share) {  // share of 64
  const auto mix = [share](int a, int b) {
    return static_cast<std::uint8_t>(a + (b - a) * share / 64);
  };
  return {mix(from.red, to.red), mix(from.green, to.green), mix(from.blue, to.blue)};
}

constexpr std::array<int, 6> kSteps = {0, 95, 135, 175, 215, 255};

}  // namespace

std::optional<Rgb> parse_colour(std::string_view text) {
  std::array<std::string_view, 3> parts;
  if (text.starts_with('#') && (text.size() == 7 || text.size() == 13)) {
    const std::size_t width = (text.size() - 1) / 3;
    for (std::size_t i = 0; i < 3; ++i) parts[i] = text.substr(1 + i * width, width);
  } else if (text.starts_with("rgb:") || text.starts_with("rgba:")) {
    text.remove_prefix(text.find(':') + 1);
    for (std::string_view& part : parts) {
      const std::size_t end = std::min(text.find('/'), text.size());
      part = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  } else {
    return std::nullopt;
  }
  const auto red = channel(parts[0]), green = channel(parts[1]), blue = channel(parts[2]);
  if (!red || !green || !blue) return std::nullopt;
  return Rgb{*red, *green, *blue};
}

double contrast(Rgb one, Rgb other) {
  const double a = luminance(one), b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

bool is_light(Rgb colour) {
  return contrast(colour, {0, 0, 0}) > contrast(colour, {255, 255, 255});
}

Rgb readable(Rgb colour, Rgb background, double least) {
  const Rgb end = is_light(background) ? Rgb{0, 0, 0} : Rgb{255, 255, 255};
  for (int share = 0; share < 64; ++share) {
    const Rgb tried = mixed(colour, end, share);
    if (contrast(tried, background) >= least) return tried;
  }
  return end;
}

Rgb colour_of_256(int index) {
  if (index >= 232) {
    const auto grey = static_cast<std::uint8_t>(8 + (index - 232) * 10);
    return {grey, grey, grey};
  }
  const int cube = std::max(index - 16, 0);
  const auto step = [](int place) {
    return static_cast<std::uint8_t>(kSteps[static_cast<std::size_t>(place)]);
  };
  return {step(cube / 36), step(cube / 6 % 6), step(cube % 6)};
}

int nearest_of_256(Rgb colour) {
  int best = 16;
  int least = 1 << 30;
  for (int index = 16; index < 256; ++index) {
    const Rgb tried = colour_of_256(index);
    const int red = tried.red - colour.red, green = tried.green - colour.green,
              blue = tried.blue - colour.blue;
    const int distance = red * red * 3 + green * green * 6 + blue * blue;
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}

}  // namespace ingot::term
