// tui/app_copy.cc: slash commands that take text out of the conversation, or show its changes.

#include "tui/app.h"
#include "tui/clipboard.h"
#include "tui/copied_text.h"

namespace ingot::tui {

struct App::CopyCommands {
  static void copy(App& app, const std::string& what) {
    const std::string id = app.conversation_.session_id();
    if (id.empty()) return app.say("! there is no answer to copy yet");
    const auto log = engine::open_session_log(app.configuration_, id);
    if (!log) return app.say_error(log.error());
    const auto text = copied_text(*log, what);
    if (!text) return app.say_error(text.error());
    const auto done = copy_to_clipboard(
        *text, {.folder = app.conversation_.cwd(),
                .file = app.configuration_.folder / "ingot/copied.txt",
                .to_terminal = [&](std::string_view bytes) { app.terminal_->write(bytes); }});
    if (!done) return app.say_error(done.error());
    app.say(*done);
  }

  static void diff(App& app, const std::string&) { app.view_session(SessionPages::Show::changes); }
};

std::vector<App::Command> App::copy_commands() {
  using Run = CopyCommands;
  return {
      {"copy", "[n|code|diff|turn|all]", "the last answer, or part of it, to the clipboard",
       &Run::copy, true},
      {"diff", "", "every change of a file in this session", &Run::diff, true},
  };
}

}  // namespace ingot::tui
