// tui/app_commands.cc: the table of slash commands, and how a line becomes one of them.
//
// Purpose    The rows themselves stand with their functions in the file of their subject:
//            app_sessions.cc, app_folder.cc, app_models.cc, app_report.cc, app_settings.cc,
//            app_copy.cc. A command is one row and one function there.

#include <algorithm>

#include <charconv>
#include "base/nearest.h"

#include "base/clock.h"
#include "engine/sessions.h"
#include "tui/app.h"
#include "tui/key_table.h"

namespace ingot::tui {

struct App::BasicCommands {
  static void help(App& app, const std::string&) { app.show_help(); }

  // The lower rows; with a number, the last turns again at the present width (TUI-19).
  static void redraw(App& app, const std::string& arguments) {
    app.viewport_.resize(static_cast<std::size_t>(app.size_.columns), false);
    if (arguments.empty()) return;
    std::size_t turns = 0;
    const char* const end = arguments.data() + arguments.size();
    const auto [stop, error] = std::from_chars(arguments.data(), end, turns);
    if (arguments == "all") {
      turns = static_cast<std::size_t>(-1);
    } else if (error != std::errc() || stop != end || turns == 0) {
      return app.say("! /redraw takes a number of turns, or all");
    }
    const std::string id = app.conversation_.session_id();
    const engine::PastSession past = engine::past_session(app.configuration_, id);
    if (id.empty() || past.messages.empty()) return app.say("! there is nothing to print again");
    app.print_turns(past.messages, turns,
                    "printed again at " + to_iso8601(system_clock().wall()).substr(0, 16) + " UTC");
  }

  static void quit(App& app, const std::string&) { app.quitting_ = true; }
};

std::vector<App::Command> App::basic_commands() {
  using Run = BasicCommands;
  return {
      {"help", "", "commands and keys", &Run::help, true},
      {"redraw", "[n|all]", "draw the lower rows again; print the last turns again", &Run::redraw,
       true},
      {"quit", "", "leave", &Run::quit, true},
      {"exit", "", "leave", &Run::quit, true},
  };
}

const std::vector<App::Command>& App::commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> rows;
    for (const auto subject :
         {&App::session_commands, &App::folder_commands, &App::model_commands,
          &App::report_commands, &App::permission_commands, &App::setting_commands,
          &App::copy_commands, &App::setup_commands, &App::theme_commands, &App::basic_commands}) {
      for (const Command& row : subject()) rows.push_back(row);
    }
    return rows;
  }();
  return all;
}

std::vector<CommandFacts> App::command_facts() {
  std::vector<CommandFacts> facts;
  for (const Command& command : commands()) {
    facts.push_back({.name = command.name, .arguments = command.arguments, .help = command.help});
  }
  return facts;
}

void App::run_command(const std::string& text) {
  const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
  const std::string name = text.substr(1, end - 1);
  std::string arguments = end < text.size() ? text.substr(end + 1) : std::string();
  while (arguments.ends_with(' ')) arguments.pop_back();
  for (const Command& command : commands()) {
    if (command.name != name) continue;
    if (transcript_.working() && !command.while_working) {
      say("! /" + name + " waits until the turn has ended; esc interrupts it");
      return composer_.set_text(text);
    }
    return command.run(*this, arguments);
  }
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  const std::string close = nearest(name, names);
  say("! there is no command /" + name + (close.empty() ? "" : "; did you mean /" + close + "?"));
  composer_.set_text(text);
}

void App::show_help() {
  std::string text = "Commands\n";
  for (const Command& command : commands()) {
    std::string name = "  /" + std::string(command.name);
    if (!command.arguments.empty()) name += " " + std::string(command.arguments);
    text += name + std::string(name.size() < 20 ? 20 - name.size() : 1, ' ') +
            std::string(command.help) + "\n";
  }
  text += "Keys\n" + key_text();
  text.pop_back();
  say_block(text);
}

}  // namespace ingot::tui
