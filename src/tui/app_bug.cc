// tui/app_bug.cc: /bug, what a maintainer needs to know, in a file that stays here.

#include "engine/bug_report.h"
#include "tui/app.h"

namespace ingot::tui {

struct App::BugCommands {
  static std::vector<std::pair<std::string, std::string>> terminal(const App& app) {
    if (!app.has_draft()) return {{"terminal", "plain lines"}};
    const auto yes = [](bool is) { return std::string(is ? "yes" : "no"); };
    return {{"terminal", std::string(app.emulator_.name) +
                             (app.probe_.version().empty() ? "" : ", " + app.probe_.version())},
            {"size", std::to_string(app.size_.columns) + "×" + std::to_string(app.size_.rows)},
            {"kitty keys", yes(app.probe_.has_kitty_keys())},
            {"synchronized output",
             app.probe_.synchronizes() ? yes(*app.probe_.synchronizes()) : "not answered"}};
  }

  static void bug(App& app, const std::string& title) {
    const auto report =
        engine::write_bug_report(app.configuration_, {.title = title,
                                                      .session_id = app.conversation_.session_id(),
                                                      .diagnostics = app.diagnostics_text(),
                                                      .terminal = terminal(app)});
    if (!report) return app.say_error(report.error());
    std::string text = "wrote " + report->file.string() + "; in it:\n";
    for (const engine::BugReport::Part& part : report->parts) {
      text += "  " + part.name + "  " + std::to_string(part.bytes) + " bytes: " + part.about + "\n";
    }
    app.say_block(text + "Nothing was sent. Look at it before you pass it on.");
  }
};

std::vector<App::Command> App::bug_commands() {
  return {{.name = "bug",
           .arguments = "[title]",
           .help = "write down what a maintainer needs to know; nothing is sent",
           .run = &BugCommands::bug,
           .while_working = true,
           .details = "An archive with versions, settings without keys, diagnostics and the "
                      "structure of the\n"
                      "session; not what was said, and no content of files.",
           .example = "/bug the list of sessions flickers"}};
}

}  // namespace ingot::tui
