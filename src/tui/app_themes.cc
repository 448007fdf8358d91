// tui/app_themes.cc: `/themes`: choose the colours while seeing them (TUI-124).

#include <utility>

#include "tui/app.h"

namespace ingot::tui {
namespace {

// What the colours are for.
std::vector<Line> sample(std::size_t columns) {
  std::vector<Line> rows = {Line("  • Execute", {.colour = Colour::cyan})
                                .own(" make test  ")
                                .own("! warning  ", {.colour = Colour::yellow})
                                .own("✗ error", {.colour = Colour::red}),
                            Line("  - removed  ", {.colour = Colour::red})
                                .own("+ added  ", {.colour = Colour::green})
                                .own("link  ", {.colour = Colour::blue})
                                .own("word  ", {.colour = Colour::magenta})
                                .own("note  ", {.colour = Colour::grey})
                                .own("dim", {.dim = true})};
  for (Line& row : rows) row = row.cut(columns);
  return rows;
}

}  // namespace

struct App::ThemeCommands {
  static void themes(App& app, const std::string& arguments) {
    const std::filesystem::path folder = app.configuration_.folder / "ingot/themes";
    const auto try_out = [&app, folder](const std::string& name) {
      if (auto theme = find_theme(name, folder)) {
        app.use_theme(*theme);
      } else {
        app.say_error(theme.error());
      }
    };
    const auto keep = [&app, folder](const std::string& name) {
      auto theme = find_theme(name, folder);
      if (!theme) return app.say_error(theme.error());
      app.use_theme(*theme);
      app.change_setting("theme", name);
    };
    if (!arguments.empty()) return keep(arguments);
    std::vector<Choice> choices;
    for (const std::string& name : available_themes(folder)) {
      choices.push_back({.value = name, .name = name});
    }
    const std::string before = app.theme_.name;
    // The selected theme is in use while it is looked at; Esc goes back to the one before.
    app.dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
        .title = "Theme",
        .choices = std::move(choices),
        .current = before,
        .enter = "keep",
        .chosen = [keep](const Choice& choice) { keep(choice.value); },
        .tried = [try_out](const Choice& choice) { try_out(choice.value); },
        .left = [try_out, before] { try_out(before); },
        .about = [](const Choice&, std::size_t columns) { return sample(columns); },
        .about_rows = 2});
  }
};

std::vector<App::Command> App::theme_commands() {
  return {
      {.name = "themes",
       .arguments = "[name]",
       .help = "choose the colours while seeing them",
       .run = &ThemeCommands::themes,
       .while_working = true,
       .details = "Without a name: a list, each in use while it is selected.",
       .example = "/themes colour-blind"},
  };
}

}  // namespace ingot::tui
