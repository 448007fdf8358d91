#include "tui/theme.h"

#include <fstream>
#include <map>

#include "tui/line.h"

namespace ingot::tui {
namespace {

term::Environment environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

// "38;2;r;g;b" or "38;5;n" as a colour.
term::Rgb shown(std::string_view code) {
  int numbers[5] = {};
  std::size_t count = 0;
  for (const char c : code) {
    if (c == ';') {
      ++count;
    } else {
      numbers[count] = numbers[count] * 10 + (c - '0');
    }
  }
  if (numbers[1] == 5) return term::colour_of_256(numbers[2]);
  return {static_cast<std::uint8_t>(numbers[2]), static_cast<std::uint8_t>(numbers[3]),
          static_cast<std::uint8_t>(numbers[4])};
}

// TUI-122
TEST(Theme, EveryColourCanBeReadOnFiftyBackgrounds) {
  for (const char* name : {"auto", "colour-blind"}) {
    const auto theme = find_theme(name, {});
    ASSERT_TRUE(theme);
    for (int i = 0; i < 50; ++i) {
      const auto part = [i](int factor) { return static_cast<std::uint8_t>(i * factor % 256); };
      // Greys, then colours.
      const term::Rgb ground = i < 26 ? term::Rgb{part(10), part(10), part(10)}
                                      : term::Rgb{part(37), part(91), part(151)};
      for (const Depth depth : {Depth::indexed, Depth::full}) {
        const Palette palette(*theme, {.depth = depth, .background = ground});
        for (std::size_t colour = 1; colour < kColours; ++colour) {
          const auto code = palette.code(static_cast<Colour>(colour));
          ASSERT_TRUE(code.starts_with("38;")) << code;
          // No colour of 256 reaches 4.5 on some middle greys.
          const double least = depth == Depth::full ? 4.5 : 4.2;
          EXPECT_GE(term::contrast(shown(code), ground), least) << name << i << " " << code;
        }
        EXPECT_GE(term::contrast(shown(palette.dim()), ground), 3) << name << i;
      }
    }
  }
}

// TUI-120
TEST(Theme, NobodyKnowsTheBackgroundSoTheUsersOwnPaletteStands) {
  const auto theme = find_theme("auto", {});
  const Palette palette(*theme, {.depth = Depth::full});
  EXPECT_EQ(palette.code(Colour::red), "31");
  EXPECT_EQ(palette.code(Colour::grey), "90");
  EXPECT_EQ(palette.code(Colour::normal), "");
  EXPECT_EQ(palette.dim(), "");
  // overrideTerminalColors: the user wants the theme's all the same.
  const Palette own(*theme, {.depth = Depth::full, .overrides = true});
  EXPECT_EQ(own.code(Colour::red), "38;2;240;110;110");
  EXPECT_EQ(Palette(*theme, {.depth = Depth::named, .overrides = true}).code(Colour::red), "31");
}

// TUI-120, TUI-123
TEST(Theme, DepthFollowsTheTerminalAndTheUsersWish) {
  const term::Emulator plain, full{.true_colour = true};
  EXPECT_EQ(depth_of(environment({{"TERM", "xterm"}}), plain, "auto"), Depth::named);
  EXPECT_EQ(depth_of(environment({{"TERM", "xterm-256color"}}), plain, "auto"), Depth::indexed);
  EXPECT_EQ(depth_of(environment({{"TERM", "xterm-256color"}}), full, "auto"), Depth::full);
  EXPECT_EQ(depth_of(environment({{"TERM", "vt100"}}), plain, "auto"), Depth::none);
  EXPECT_EQ(depth_of(environment({{"NO_COLOR", "1"}}), full, "auto"), Depth::none);
  EXPECT_EQ(depth_of(environment({{"NO_COLOR", ""}}), full, "auto"), Depth::full);
  EXPECT_EQ(depth_of(environment({{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}), full, "auto"),
            Depth::full);
  EXPECT_EQ(depth_of(environment({{"NO_COLOR", "1"}}), full, "always"), Depth::full);
  EXPECT_EQ(depth_of(environment({{"CLICOLOR_FORCE", "1"}}), full, "never"), Depth::none);
}

// TUI-121
TEST(Theme, TheEnvironmentTellsLightFromDark) {
  EXPECT_EQ(light_by_environment(environment({{"COLORFGBG", "0;15"}})), true);
  EXPECT_EQ(light_by_environment(environment({{"COLORFGBG", "15;default;0"}})), false);
  EXPECT_EQ(light_by_environment(environment({{"COLORFGBG", "default"}})), std::nullopt);
  EXPECT_EQ(light_by_environment(environment({})), std::nullopt);
}

// TUI-123
TEST(Theme, WithoutColourThereAreAttributesOnly) {
  const auto theme = find_theme("auto", {});
  const Palette palette(*theme, {.depth = Depth::none, .background = term::Rgb{}});
  EXPECT_EQ(change_style({}, {.colour = Colour::red}, palette), "");
  EXPECT_EQ(change_style({}, {.colour = Colour::red, .bold = true}, palette), "\x1b[1m");
  EXPECT_EQ(change_style({}, {.dim = true}, palette), "\x1b[2m");
}

// TUI-124
TEST(Theme, FilesAreReadAndTheirMistakesNamed) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "themes";
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const char* text) {
    std::ofstream(folder / name) << text;
  };
  write("mine.json", R"({"colors": {"red": "#ff0000", "dim": "#808080"}})");
  write("bad.json", R"({"colors": {"red": "reddish"}})");
  write("odd.json", R"({"colors": {"pink": "#ff0000"}})");
  write("none.json", R"({})");
  const auto mine = find_theme("mine", folder);
  ASSERT_TRUE(mine) << mine.error().what;
  EXPECT_EQ(Palette(*mine, {.depth = Depth::full}).code(Colour::red), "38;2;255;0;0");
  for (const char* name : {"bad", "odd", "none"}) {
    const auto theme = find_theme(name, folder);
    ASSERT_FALSE(theme) << name;
    EXPECT_NE(theme.error().where.find(std::string(name) + ".json"), std::string::npos);
  }
  const auto missing = find_theme("no such", folder);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().remedy.find("colour-blind"), std::string::npos);
  EXPECT_FALSE(find_theme("../themes/mine", folder));
}

}  // namespace
}  // namespace ingot::tui
