// tui/app_settings.cc: slash commands that look into settings and change them.

#include <algorithm>

#include "engine/setting.h"
#include "tui/app.h"

namespace ingot::tui {
void App::change_setting(const std::string& key, const std::string& value) {
  say_outcome(engine::set_setting(configuration_, key, value));
}

void App::say_outcome(const Result<std::string>& text) {
  if (!text) return say_error(text.error());
  std::string shown = configuration_.redactor.redact(*text);
  while (shown.ends_with('\n')) shown.pop_back();
  say_block(shown);
}

struct App::SettingCommands {
  static void settings(App& app, const std::string& arguments) {
    if (arguments.empty()) {
      return app.say(
          "! name a setting: /settings showThinkingInMainView true; docs/terminal.md lists some");
    }
    const std::size_t end = std::min(arguments.find(' '), arguments.size());
    const std::string key = arguments.substr(0, end);
    if (end < arguments.size()) return app.change_setting(key, arguments.substr(end + 1));
    app.say_outcome(engine::explain_setting(app.configuration_, key, false));
  }

  static void autonomy(App& app, const std::string& arguments) {
    const auto set = [&app](const std::string& name) {
      const auto level = policy::autonomy_from(name);
      if (!level) return app.say("! the levels are off, low, medium and high");
      app.conversation_.set_autonomy(*level);
      app.say("runs without asking: " + name);
    };
    if (!arguments.empty()) return set(arguments);
    std::vector<Choice> choices;
    for (const auto& [name, help] : std::initializer_list<std::pair<const char*, const char*>>{
             {"off", "reading and searching; asks for everything else"},
             {"low", "also edits in this folder"},
             {"medium", "also builds, installs and local git changes"},
             {"high", "everything but what is refused at every level"}}) {
      choices.push_back({.value = name, .name = name, .cells = {help}});
    }
    app.dialog_ = std::make_unique<ListDialog>(
        ListDialog::Setup{.title = "What runs without asking",
                          .choices = std::move(choices),
                          .current = std::string(policy::to_string(app.conversation_.autonomy())),
                          .chosen = [set](const Choice& choice) { set(choice.value); }});
  }
};

std::vector<App::Command> App::setting_commands() {
  using Run = SettingCommands;
  return {
      {"settings", "<key> [value]", "explain a setting, or change it", &Run::settings, true},
      {"auto", "[level]", "what runs without asking: off, low, medium, high", &Run::autonomy, true},
  };
}

}  // namespace ingot::tui
