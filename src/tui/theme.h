// tui/theme.h: which colours stand for the eight names that lines are made of.
//
// Purpose    All that ingot draws is in named colours of the user's own palette; a theme refines
//            them where the terminal can show more and its background is known (TUI-120..124).
//            Default foreground and background are never set.
// Source     https://no-color.org, http://bixense.com/clicolors/; contrast as in WCAG 2.2.
// Ownership  Values.
// Threads    Pure functions; available_themes() and find_theme() read files.
// Invariant  On a measured background a refined colour has a contrast of at least 4.5:1, dim text
//            of 3:1, whatever the theme says.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "term/colour.h"
#include "term/emulator.h"

namespace ingot::tui {

enum class Colour { normal, red, green, yellow, blue, magenta, cyan, grey };
inline constexpr std::size_t kColours = 8;

enum class Depth { none, named, indexed, full };
// `choice` is --color: "auto", "always" or "never". NO_COLOR counts unless it is overridden.
Depth depth_of(const term::Environment& environment, const term::Emulator& emulator,
               std::string_view choice);

// Whether the background is light, as far as the environment tells (COLORFGBG).
std::optional<bool> light_by_environment(const term::Environment& environment);

struct Theme {
  std::string name;
  std::array<std::optional<term::Rgb>, kColours> dark, light;  // not set: the terminal's own
  std::optional<term::Rgb> dark_dim, light_dim;
  std::array<int, kColours> named = {39, 31, 32, 33, 34, 35, 36, 90};  // SGR codes
};

// What the terminal shows, as far as it is known.
struct Ground {
  Depth depth = Depth::named;
  std::optional<term::Rgb> background;
  bool light = false;
  bool overrides = false;  // the theme's colours even where nobody can say how they will look
};

// The colours as SGR parameters; empty: the default colour.
class Palette {
 public:
  Palette() = default;
  Palette(const Theme& theme, const Ground& ground);

  std::string_view code(Colour colour) const { return codes_[static_cast<std::size_t>(colour)]; }
  // For dim text in the default colour; empty: SGR 2 does it.
  std::string_view dim() const { return dim_; }
  friend bool operator==(const Palette&, const Palette&) = default;

 private:
  std::array<std::string, kColours> codes_;
  std::string dim_;
};

// "auto", "terminal", "colour-blind", and the files NAME.json in `folder`.
std::vector<std::string> available_themes(const std::filesystem::path& folder);
// Kind::invalid_argument with the place of the mistake, or when there is no such theme.
Result<Theme> find_theme(const std::string& name, const std::filesystem::path& folder);

}  // namespace ingot::tui
