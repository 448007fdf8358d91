// tui/app_complete.cc: what the arguments of slash commands could be (TUI-66).

#include "engine/setting.h"
#include "tui/app.h"

namespace ingot::tui {

std::vector<Suggestion> App::arguments_of(std::string_view command, std::string_view typed) const {
  std::vector<Suggestion> all;
  if (command == "model") {
    for (const models::Listed& listed : configuration_.models) {
      if (listed.ids.empty() || !listed.errors.empty()) continue;
      all.push_back({.insert = listed.ids.front(),
                     .label = listed.ids.front(),
                     .help = listed.model.display_name + ", " + listed.model.host});
    }
  } else if (command == "auto") {
    for (const char* level : {"off", "low", "medium", "high"}) {
      all.push_back({.insert = level, .label = level});
    }
  } else if (command == "export") {
    for (const auto& [format, help] : std::initializer_list<std::pair<const char*, const char*>>{
             {"md", "Markdown, to read"}, {"html", "one page, to read"}, {"json", "everything"}}) {
      all.push_back({.insert = format, .label = format, .help = help});
    }
  } else if (command == "settings") {
    for (const engine::SettingName& setting : engine::setting_names()) {
      all.push_back({.insert = std::string(setting.name),
                     .label = std::string(setting.name),
                     .help = std::string(setting.meaning)});
    }
  } else if (command == "cwd") {
    // What was typed is itself a choice: Enter does not go further down than was asked for.
    if (typed.size() > 1 && typed.ends_with('/')) {
      all.push_back(
          {.insert = std::string(typed.substr(0, typed.size() - 1)), .label = std::string(typed)});
    }
    for (const std::string& path : complete_path(typed, conversation_.cwd())) {
      if (path.ends_with('/')) all.push_back({.insert = path, .label = path});
    }
  } else if (command == "help") {
    for (const Command& row : commands()) {
      all.push_back({.insert = std::string(row.name),
                     .label = std::string(row.name),
                     .help = std::string(row.help)});
    }
  }
  return all;
}

}  // namespace ingot::tui
