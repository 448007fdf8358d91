// tui/app_status_line.cc: /statusline, the screen for the rows that a command of the user's prints.
//
// Whatever is chosen there is in use at once and shown; it is saved when the user says so, and what
// was before comes back when they leave.

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/setting.h"
#include "engine/setting_rows.h"
#include "json/writer.h"
#include "tui/app.h"
#include "tui/field_dialog.h"

namespace ingot::tui {
namespace {

using Wanted = config::StatusLineCommand;

constexpr std::int64_t kMostRows = 3, kMostPadding = 40;

Choice row(std::string value, std::string name, std::string shown = {}) {
  return {.value = std::move(value), .name = std::move(name), .cells = {std::move(shown)}};
}

}  // namespace

struct App::StatusLineCommands {
  App& app;

  const std::optional<Wanted>& saved() const { return app.configuration_.settings.tui.status_line; }
  Wanted now() const { return app.status_line_in_use().value_or(Wanted()); }
  bool is_tried() const { return app.tried_status_line_ && app.status_line_in_use() != saved(); }

  std::vector<Choice> rows() const {
    const Wanted line = now();
    std::vector<Choice> all = {
        row("command", "Command", line.command.empty() ? "none" : line.command)};
    if (!line.command.empty()) {
      all.push_back(row("rows", "Rows, at most", std::to_string(line.max_rows)));
      all.push_back(row("padding", "Blanks before them", std::to_string(line.padding)));
    }
    if (is_tried()) all.push_back(row("save", "Save it"));
    if (saved()) all.push_back(row("remove", "Remove it"));
    return all;
  }

  void try_out(const Wanted& line) const {
    app.tried_status_line_ = TriedStatusLine{.line = line, .failure = {}};
    if (app.has_draft()) return;
    // Where nothing is redrawn it runs once, now.
    const auto printed = StatusCommand::print({.line = line,
                                               .state = app.state_text(),
                                               .folder = app.conversation_.cwd(),
                                               .hidden = app.configuration_.hidden_variables},
                                              {});
    if (!printed.failure.empty()) app.say("! it shows nothing: " + printed.failure);
    app.commit(printed.rows);
  }

  void change(const Choice& choice, int by) const {
    Wanted line = now();
    if (choice.value == "rows") {
      line.max_rows = (line.max_rows - 1 + by + kMostRows) % kMostRows + 1;
    } else if (choice.value == "padding") {
      line.padding = std::clamp<std::int64_t>(line.padding + by, 0, kMostPadding);
    } else {
      return;
    }
    try_out(line);
  }

  // What the command prints now.
  std::vector<Line> preview(std::size_t columns) const {
    std::vector<Line> lines;
    if (!app.status_line_in_use()) return lines;
    if (app.tried_status_line_ && !app.tried_status_line_->failure.empty()) {
      lines.push_back(Line().own("  it shows nothing: ").foreign(app.tried_status_line_->failure));
    } else {
      lines.push_back(Line().own("  it shows:", {.dim = true}));
      for (const Line& printed : app.status_command_.rows()) {
        lines.push_back(Line().own("  ").append(printed));
      }
    }
    for (Line& line : lines) line = line.cut(columns);
    return lines;
  }

  // A row of the settings is written for each value that is another one than before.
  void save() const {
    const Wanted line = now(), before = saved().value_or(Wanted());
    const auto set = [&](const char* key, const std::string& value) {
      const auto done = engine::set_setting(app.configuration_, key, value);
      if (!done || !done->empty()) app.say_outcome(done);
    };
    if (line.command != before.command || !saved()) {
      set("statusLine.command", json::quoted(line.command));
    }
    if (line.max_rows != before.max_rows) set("statusLine.maxRows", std::to_string(line.max_rows));
    if (line.padding != before.padding) set("statusLine.padding", std::to_string(line.padding));
    finish();
  }

  void finish() const {
    app.tried_status_line_.reset();
    app.reload_settings();
  }

  void choose(const Choice& choice) const {
    if (choice.value == "save") return save();
    if (choice.value == "remove") {
      app.say_outcome(engine::unset_setting(app.configuration_, "statusLine"));
      return finish();
    }
    if (choice.value != "command") {
      change(choice, 1);
      return screen(app, choice.value);
    }
    App& in = app;
    app.dialog_ = std::make_unique<FieldDialog>(
        "Command", "reads the state as JSON, prints one to three rows; docs: statusLine",
        now().command,
        [&in](const std::string& text) {
          const StatusLineCommands self{in};
          Wanted line = self.now();
          line.command = text;
          if (!text.empty()) self.try_out(line);
          screen(in, text.empty() ? "command" : "save");
        },
        [&in] { screen(in, "command"); });
  }

  static void screen(App& app, const std::string& selected) {
    const StatusLineCommands self{app};
    const auto changed = std::make_shared<bool>(false);
    auto dialog = std::make_unique<ListDialog>(ListDialog::Setup{
        .title = "Status line of your own",
        .choices = self.rows(),
        .chosen = [self](const Choice& choice) { self.choose(choice); },
        .left = [self] { self.app.tried_status_line_.reset(); },
        .beside =
            [](const Choice& choice) {
              return choice.value == "rows" || choice.value == "padding" ? "◀ ▶" : "";
            },
        .sideways =
            [self, changed](const Choice& choice, int by) {
              self.change(choice, by);
              *changed = true;
            },
        .sideways_name = "value",
        .about = [self](const Choice&, std::size_t columns) { return self.preview(columns); },
        .about_rows = kMostRows + 1,
        .refreshed =
            [self, changed](ListDialog& list) {
              if (std::exchange(*changed, false)) list.list().replace(self.rows());
            }});
    dialog->list().select(selected);
    app.dialog_ = std::move(dialog);
  }

  static void open(App& app, const std::string& command) {
    if (!command.empty()) {
      const StatusLineCommands self{app};
      Wanted line = self.now();
      line.command = command;
      self.try_out(line);
    }
    screen(app, command.empty() ? "command" : "save");
  }
};

std::vector<App::Command> App::status_line_commands() {
  return {
      {.name = "statusline",
       .arguments = "[command]",
       .help = "rows of your own under the status line: try, save, remove a command",
       .run = &StatusLineCommands::open,
       .while_working = true,
       .details =
           "A command is tried at once and saved when you say so; leaving brings back what was.",
       .example = "/statusline git log -1 --format=%s"}};
}

}  // namespace ingot::tui
