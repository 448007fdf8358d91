// tui/app_themes.cc: `/themes`: choose the colours while seeing them (TUI-124).

#include <algorithm>
#include <utility>

#include "tui/app.h"

namespace ingot::tui {
namespace {

// The selected theme is in use while it is looked at; Esc goes back to the one before.
class ThemeDialog final : public Dialog {
 public:
  using Try = std::function<void(const std::string& name)>;
  using Keep = std::function<void(const std::string& name)>;

  ThemeDialog(std::vector<std::string> names, const std::string& current, Try try_out, Keep keep)
      : names_(std::move(names)),
        before_(current),
        try_(std::move(try_out)),
        keep_(std::move(keep)) {
    const auto found = std::find(names_.begin(), names_.end(), current);
    selected_ = found == names_.end() ? 0 : static_cast<std::size_t>(found - names_.begin());
  }

  Frame draw(std::size_t columns, std::size_t most) const override {
    std::vector<Line> rows = {
        Line("Theme", {.bold = true}).own("  enter: keep · esc: as before", {.dim = true})};
    const std::size_t window = std::max<std::size_t>(1, most > 5 ? most - 4 : 1);
    const std::size_t first = selected_ >= window ? selected_ - window + 1 : 0;
    for (std::size_t i = first; i < std::min(names_.size(), first + window); ++i) {
      rows.push_back(Line(i == selected_ ? "› " : "  ", {.bold = true})
                         .foreign(names_[i], {.bold = i == selected_}));
    }
    rows.push_back(Line("  • Execute", {.colour = Colour::cyan})
                       .own(" make test  ")
                       .own("! warning  ", {.colour = Colour::yellow})
                       .own("✗ error", {.colour = Colour::red}));
    rows.push_back(Line("  - removed  ", {.colour = Colour::red})
                       .own("+ added  ", {.colour = Colour::green})
                       .own("link  ", {.colour = Colour::blue})
                       .own("word  ", {.colour = Colour::magenta})
                       .own("note  ", {.colour = Colour::grey})
                       .own("dim", {.dim = true}));
    for (Line& row : rows) row = row.cut(columns);
    return {.rows = std::move(rows)};
  }

  std::vector<Line> preface() const override { return {Line("Theme")}; }
  std::vector<Numbered> numbered() const override {
    std::vector<Numbered> rows;
    for (const std::string& name : names_) {
      rows.push_back({.number = static_cast<int>(rows.size()) + 1, .line = Line().foreign(name)});
    }
    return rows;
  }
  bool choose(int number) override {
    keep_(names_[static_cast<std::size_t>(number - 1)]);
    return true;
  }

  bool handle(const term::Key& key, Time) override {
    using term::KeyCode;
    if (key.is(KeyCode::escape) || key.is_ctrl('c')) {
      try_(before_);
      return true;
    }
    if (key.is(KeyCode::enter)) {
      keep_(names_[selected_]);
      return true;
    }
    if (key.is(KeyCode::up)) selected_ = (selected_ == 0 ? names_.size() : selected_) - 1;
    if (key.is(KeyCode::down)) selected_ = (selected_ + 1) % names_.size();
    if (key.is(KeyCode::up) || key.is(KeyCode::down)) try_(names_[selected_]);
    return false;
  }

 private:
  std::vector<std::string> names_;
  std::string before_;
  std::size_t selected_ = 0;
  Try try_;
  Keep keep_;
};

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
    app.dialog_ =
        std::make_unique<ThemeDialog>(available_themes(folder), app.theme_.name, try_out, keep);
  }
};

std::vector<App::Command> App::theme_commands() {
  return {
      {"themes", "[name]", "choose the colours while seeing them", &ThemeCommands::themes, true}};
}

}  // namespace ingot::tui
