#include "tui/theme.h"

#include <algorithm>

#include "json/value.h"
#include "os/file.h"

namespace ingot::tui {
namespace {

using term::Rgb;

constexpr double kReadable = 4.5, kReadableDim = 3;
constexpr std::uint64_t kMaxThemeBytes = 64 << 10;
constexpr std::array<std::string_view, kColours> kNames = {"normal", "red",     "green", "yellow",
                                                           "blue",   "magenta", "cyan",  "grey"};

Theme automatic() {
  Theme theme{.name = "auto"};
  theme.dark = {std::nullopt,       Rgb{240, 110, 110}, Rgb{120, 200, 120}, Rgb{220, 190, 90},
                Rgb{110, 160, 250}, Rgb{200, 130, 230}, Rgb{90, 200, 210},  Rgb{150, 150, 150}};
  theme.light = {std::nullopt,     Rgb{190, 30, 40},  Rgb{20, 120, 40}, Rgb{150, 100, 0},
                 Rgb{30, 80, 200}, Rgb{150, 40, 160}, Rgb{0, 110, 125}, Rgb{110, 110, 110}};
  theme.dark_dim = Rgb{140, 140, 140};
  theme.light_dim = Rgb{120, 120, 120};
  return theme;
}

// Good and bad, added and removed, as blue and orange: told apart by every kind of eye.
Theme colour_blind() {
  Theme theme = automatic();
  theme.name = "colour-blind";
  theme.dark[1] = Rgb{230, 140, 40};
  theme.dark[2] = Rgb{90, 170, 255};
  theme.dark[3] = Rgb{240, 228, 66};
  theme.light[1] = Rgb{170, 80, 0};
  theme.light[2] = Rgb{0, 90, 180};
  theme.light[3] = Rgb{110, 100, 0};
  theme.named = {39, 33, 94, 93, 34, 35, 36, 90};
  return theme;
}

std::string indexed(Rgb colour, const std::optional<Rgb>& background, double least) {
  int index = term::nearest_of_256(colour);
  // The nearest one may fall below what was asked for.
  for (int step = 1;
       background && step < 16 && term::contrast(term::colour_of_256(index), *background) < least;
       ++step) {
    colour = term::readable(colour, *background, least + 0.5 * step);
    index = term::nearest_of_256(colour);
  }
  return "38;5;" + std::to_string(index);
}

std::string code_of(Rgb colour, const Ground& ground, double least) {
  if (ground.background) colour = term::readable(colour, *ground.background, least);
  if (ground.depth == Depth::indexed) return indexed(colour, ground.background, least);
  return "38;2;" + std::to_string(colour.red) + ";" + std::to_string(colour.green) + ";" +
         std::to_string(colour.blue);
}

Error wrong(const std::filesystem::path& file, std::string what) {
  return {.kind = Error::Kind::invalid_argument,
          .what = std::move(what),
          .where = file.string(),
          .remedy =
              "a theme is {\"colors\": {\"red\": \"#c01c28\", ...}} with the names normal, "
              "red, green, yellow, blue, magenta, cyan, grey and dim"};
}

Result<Theme> read_theme(const std::string& name, const std::filesystem::path& file) {
  INGOT_TRY(const std::string text, os::read_file(file, kMaxThemeBytes));
  INGOT_TRY(const json::Document document, json::Document::parse(text));
  Theme theme = automatic();
  theme.name = name;
  if (!document.root()["colors"].is_object()) return wrong(file, "there is no object \"colors\"");
  for (const auto& [key, value] : document.root()["colors"].members()) {
    const auto colour = term::parse_colour(value.string_or(""));
    if (!colour)
      return wrong(file, "colors." + std::string(key) + " is no colour like \"#c01c28\"");
    const auto place = std::find(kNames.begin(), kNames.end(), key);
    if (key == "dim") {
      theme.dark_dim = theme.light_dim = colour;
    } else if (place != kNames.end()) {
      const auto index = static_cast<std::size_t>(place - kNames.begin());
      theme.dark[index] = theme.light[index] = colour;
    } else {
      return wrong(file, "colors." + std::string(key) + " is no name of a colour");
    }
  }
  return theme;
}

}  // namespace

Depth depth_of(const term::Environment& environment, const term::Emulator& emulator,
               std::string_view choice) {
  const auto value = [&](const char* name) { return environment(name).value_or(""); };
  const std::string force = value("CLICOLOR_FORCE");
  const bool forced = choice == "always" || (choice != "never" && !force.empty() && force != "0");
  if (choice == "never") return Depth::none;
  if (!forced && !value("NO_COLOR").empty()) return Depth::none;
  const std::string term = value("TERM");
  if (emulator.true_colour || term.ends_with("-direct")) return Depth::full;
  if (term.find("256color") != std::string::npos) return Depth::indexed;
  if (!forced && term.starts_with("vt")) return Depth::none;  // they have none
  return Depth::named;
}

// "15;0" or "0;default;15": the last is the background, one of sixteen.
std::optional<bool> light_by_environment(const term::Environment& environment) {
  const std::string value = environment("COLORFGBG").value_or("");
  const std::string last = value.substr(value.find_last_of(';') + 1);
  if (value.find(';') == std::string::npos || last.empty() || last.size() > 2 ||
      last.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  const int index = std::stoi(last);
  return index == 7 || index >= 9;
}

Palette::Palette(const Theme& theme, const Ground& ground) {
  if (ground.depth == Depth::none) return;
  const bool light = ground.background ? term::is_light(*ground.background) : ground.light;
  // Without a measured background nobody can say what will be readable: the user's own palette
  // stands, unless a theme or a setting of theirs says what it wants.
  const bool refines = ground.depth > Depth::named &&
                       (ground.background || ground.overrides || theme.name != "auto");
  for (std::size_t i = 0; i < kColours; ++i) {
    const auto& colour = light ? theme.light[i] : theme.dark[i];
    if (refines && colour) {
      codes_[i] = code_of(*colour, ground, kReadable);
    } else if (i > 0) {
      codes_[i] = std::to_string(theme.named[i]);
    }
  }
  const auto& dim = light ? theme.light_dim : theme.dark_dim;
  if (refines && dim) dim_ = code_of(*dim, ground, kReadableDim);
}

std::vector<std::string> available_themes(const std::filesystem::path& folder) {
  std::vector<std::string> names = {"auto", "terminal", "colour-blind"};
  std::vector<std::string> own;
  if (const auto files = os::list_folder(folder, 1000)) {
    for (const os::DirectoryEntry& file : *files) {
      if (!file.name.ends_with(".json")) continue;
      own.push_back(file.name.substr(0, file.name.size() - 5));
    }
  }
  std::sort(own.begin(), own.end());
  names.insert(names.end(), own.begin(), own.end());
  return names;
}

Result<Theme> find_theme(const std::string& name, const std::filesystem::path& folder) {
  if (name.empty() || name == "auto") return automatic();
  if (name == "terminal") return Theme{.name = name};
  if (name == "colour-blind") return colour_blind();
  const std::vector<std::string> names = available_themes(folder);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    std::string all;
    for (const std::string& one : names) all += (all.empty() ? "" : ", ") + one;
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "there is no theme \"" + name + "\"",
                 .where = folder.string(),
                 .remedy = "the themes are: " + all};
  }
  return read_theme(name, folder / (name + ".json"));
}

}  // namespace ingot::tui
