// tui/app_copy.cc: slash commands that take text out of the conversation.

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
    ClipboardPlace place{.folder = app.conversation_.cwd(),
                         .file = app.configuration_.folder / "ingot/copied.txt",
                         .to_terminal = {}};
    if (app.has_draft()) {
      place.to_terminal = [&](std::string_view bytes) { app.terminal_->write(bytes); };
    }
    const auto done = copy_to_clipboard(*text, place);
    if (!done) return app.say_error(done.error());
    app.say(*done);
  }
};

std::vector<App::Command> App::copy_commands() {
  using Run = CopyCommands;
  return {
      {.name = "copy",
       .arguments = "[n|code|diff|turn|all]",
       .help = "the last answer, or part of it, to the clipboard",
       .run = &Run::copy,
       .while_working = true,
       .details = "n: the answer n back; code: the last block of code, code 2: the second; diff: "
                  "the last turn as a patch;\nturn, all: what was said.",
       .example = "/copy code"},
  };
}

}  // namespace ingot::tui
