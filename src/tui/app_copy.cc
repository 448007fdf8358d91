// tui/app_copy.cc: slash commands that take text out of the conversation.

#include <chrono>

#include "base/base64.h"
#include "os/paths.h"
#include "os/process.h"
#include "tui/app.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kMaxClipboard = 100000;

}  // namespace

struct App::CopyCommands {
  // A tool of the desktop if there is one, else by the terminal itself (OSC 52), which also works
  // over ssh.
  static void copy(App& app, const std::string&) {
    const std::string& text = app.transcript_.last_answer();
    if (text.empty()) return app.say("! there is no answer to copy yet");
    const bool remote = os::environment_variable("SSH_CONNECTION").has_value();
    struct Tool {
      const char* variable;
      std::vector<std::string> argv;
    };
    const std::vector<Tool> tools = {{"WAYLAND_DISPLAY", {"wl-copy"}},
                                     {"DISPLAY", {"xclip", "-selection", "clipboard"}},
                                     {"DISPLAY", {"xsel", "--clipboard", "--input"}},
                                     {"HOME", {"pbcopy"}}};
    for (const Tool& tool : tools) {
      if (remote || !os::environment_variable(tool.variable) ||
          os::find_program(tool.argv.front()).empty()) {
        continue;
      }
      const auto ran = os::run({.argv = tool.argv,
                                .directory = app.conversation_.cwd(),
                                .environment = os::environment_without({}),
                                .input = text},
                               std::chrono::seconds(3), 4096, {});
      if (ran && ran->exit.code == 0) {
        return app.say("copied " + std::to_string(text.size()) + " bytes with " +
                       tool.argv.front());
      }
    }
    if (text.size() > kMaxClipboard) return app.say("! too long for the terminal's clipboard");
    app.terminal_->write("\x1b]52;c;" + to_base64(text) + "\a");
    app.say("copied " + std::to_string(text.size()) + " bytes through the terminal (OSC 52)");
  }
};

std::vector<App::Command> App::copy_commands() {
  using Run = CopyCommands;
  return {
      {"copy", "", "the last answer to the clipboard", &Run::copy, true},
  };
}

}  // namespace ingot::tui
