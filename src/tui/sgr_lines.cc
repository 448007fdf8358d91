#include "tui/sgr_lines.h"

#include <algorithm>
#include <array>
#include <string>

namespace ingot::tui {
namespace {

constexpr std::string_view kBegin = "\x1b[";
// Black and white are what the terminal writes in anyway.
constexpr std::array kNamed = {Colour::normal, Colour::red,     Colour::green, Colour::yellow,
                               Colour::blue,   Colour::magenta, Colour::cyan,  Colour::normal};
constexpr int kCubeFrom = 16, kGreyFrom = 232, kCubeSide = 6;

// Which of red, green and blue are strong, as the bits of kNamed's indexes.
Colour nearest(int red, int green, int blue) {
  const int most = std::max({red, green, blue});
  const int least = std::min({red, green, blue});
  if (most - least < most / 4) return most < 64 || most > 192 ? Colour::normal : Colour::grey;
  const auto strong = [&](int part) { return part - least > (most - least) / 2 ? 1U : 0U; };
  return kNamed[strong(red) | strong(green) << 1U | strong(blue) << 2U];
}

Colour indexed(int index) {
  if (index < 8) return kNamed[static_cast<std::size_t>(std::max(index, 0))];
  if (index == 8) return Colour::grey;
  if (index < kCubeFrom) return kNamed[static_cast<std::size_t>(index - 8)];
  if (index >= kGreyFrom) return Colour::grey;
  const int cube = index - kCubeFrom;
  const auto part = [](int step) { return step == 0 ? 0 : 55 + 40 * step; };
  return nearest(part(cube / (kCubeSide * kCubeSide)), part(cube / kCubeSide % kCubeSide),
                 part(cube % kCubeSide));
}

std::vector<int> numbers_of(std::string_view parameters) {
  std::vector<int> numbers(1, 0);
  for (const char c : parameters) {
    if (c == ';' || c == ':') {
      numbers.push_back(0);
    } else {
      numbers.back() = std::min(numbers.back() * 10 + (c - '0'), 9999);
    }
  }
  return numbers;
}

void apply(std::string_view parameters, Style& style) {
  const std::vector<int> numbers = numbers_of(parameters);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const int number = numbers[i];
    const std::size_t left = numbers.size() - i - 1;
    if (number == 0) style = {};
    if (number == 1) style.bold = true;
    if (number == 2) style.dim = true;
    if (number == 3) style.italic = true;
    if (number == 4) style.underline = true;
    if (number == 7) style.reverse = true;
    if (number == 22) style.bold = style.dim = false;
    if (number == 23) style.italic = false;
    if (number == 24) style.underline = false;
    if (number == 27) style.reverse = false;
    if (number >= 30 && number <= 37) style.colour = indexed(number - 30);
    if (number == 39) style.colour = Colour::normal;
    if (number >= 90 && number <= 97) style.colour = indexed(number - 90 + 8);
    if (number != 38 && number != 48 && number != 58) continue;
    const bool is_text = number == 38;
    if (left >= 2 && numbers[i + 1] == 5) {
      if (is_text) style.colour = indexed(numbers[i + 2]);
      i += 2;
    } else if (left >= 4 && numbers[i + 1] == 2) {
      if (is_text) style.colour = nearest(numbers[i + 2], numbers[i + 3], numbers[i + 4]);
      i += 4;
    } else {
      return;
    }
  }
}

}  // namespace

std::vector<Line> sgr_lines(std::string_view text) {
  std::vector<Line> lines;
  Style style;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view rest = text.substr(0, end);
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    Line line;
    for (std::size_t from = 0; !rest.empty();) {
      const std::size_t begin = rest.find(kBegin, from);
      const std::size_t stop = begin == std::string_view::npos
                                   ? begin
                                   : rest.find_first_not_of("0123456789;:", begin + kBegin.size());
      if (stop == std::string_view::npos) {
        line.foreign(rest, style);
        break;
      }
      if (rest[stop] != 'm') {  // another sequence, which the sanitiser shows
        from = stop;
        continue;
      }
      line.foreign(rest.substr(0, begin), style);
      apply(rest.substr(begin + kBegin.size(), stop - begin - kBegin.size()), style);
      rest.remove_prefix(stop + 1);
      from = 0;
    }
    lines.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace ingot::tui
