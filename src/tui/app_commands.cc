// tui/app_commands.cc: the table of slash commands, and how a line becomes one of them.
//
// Purpose    The rows themselves stand with their functions in the file of their subject:
//            app_sessions.cc, app_folder.cc, app_models.cc, app_report.cc, ... A command is one
//            row and one function there.

#include <algorithm>
#include <charconv>

#include "base/clock.h"
#include "base/nearest.h"
#include "engine/sessions.h"
#include "tui/app.h"
#include "tui/key_table.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kMostNear = 3;
constexpr std::size_t kNameColumns = 20;

// "/compact, /handoff"
std::string with_slashes(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names)
    text += (text.empty() ? "/" : ", /") + std::string(name);
  return text;
}

std::string usage_of(std::string_view name, std::string_view arguments) {
  return "/" + std::string(name) + (arguments.empty() ? "" : " ") + std::string(arguments);
}

}  // namespace

struct App::BasicCommands {
  static void help(App& app, const std::string& arguments) {
    return arguments.empty() ? app.show_help() : app.show_help_of(arguments);
  }

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
      {.name = "help",
       .arguments = "[command]",
       .help = "commands and keys; one command in detail",
       .run = &Run::help,
       .while_working = true,
       .details = "Without a command: all of them, and the keys.",
       .example = "/help compress"},
      {.name = "redraw",
       .arguments = "[n|all]",
       .help = "draw the lower rows again; print the last turns again",
       .run = &Run::redraw,
       .while_working = true,
       .details = "With a number, or all: that many turns are printed again at the present width.",
       .example = "/redraw 5"},
      {.name = "quit",
       .help = "leave",
       .run = &Run::quit,
       .while_working = true,
       .aliases = {"exit"},
       .details = "quit and exit without the slash do the same, and Ctrl+C twice. The session "
                  "stays: ingot resume."},
  };
}

const std::vector<App::Command>& App::commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> rows;
    for (const auto subject :
         {&App::session_commands, &App::folder_commands, &App::model_commands,
          &App::report_commands, &App::budget_commands, &App::queue_commands, &App::export_commands,
          &App::undo_commands, &App::rewind_commands, &App::bug_commands,
          &App::status_line_commands, &App::spec_commands, &App::permission_commands,
          &App::setting_commands, &App::copy_commands, &App::setup_commands, &App::theme_commands,
          &App::basic_commands}) {
      for (const Command& row : subject()) rows.push_back(row);
    }
    return rows;
  }();
  return all;
}

std::vector<CommandFacts> App::command_facts() {
  // Views: the texts of the other names live as long as the table.
  static const std::vector<std::string> same_as = [] {
    std::vector<std::string> texts;
    for (const Command& command : commands()) {
      texts.push_back("the same as /" + std::string(command.name));
    }
    return texts;
  }();
  std::vector<CommandFacts> facts, others;
  for (std::size_t i = 0; i < commands().size(); ++i) {
    const Command& command = commands()[i];
    facts.push_back({.name = command.name, .arguments = command.arguments, .help = command.help});
    for (const std::string_view alias : command.aliases) {
      others.push_back({.name = alias, .arguments = command.arguments, .help = same_as[i]});
    }
  }
  facts.insert(facts.end(), others.begin(), others.end());
  return facts;
}

const App::Command* App::find_command(std::string_view name) {
  for (const Command& command : commands()) {
    if (command.name == name) return &command;
    for (const std::string_view alias : command.aliases) {
      if (alias == name) return &command;
    }
  }
  return nullptr;
}

std::string App::near_matches(const std::string& name) {
  std::vector<std::string> names;
  for (const CommandFacts& facts : command_facts()) names.emplace_back(facts.name);
  const std::vector<std::string> near = nearest_several(name, names, kMostNear);
  std::string text;
  for (std::size_t i = 0; i < near.size(); ++i) {
    text += (i == 0 ? "; did you mean /" : i + 1 == near.size() ? " or /" : ", /") + near[i];
  }
  return text.empty() ? text : text + "?";
}

App::CommandLine App::command_in(const std::string& line) {
  const std::size_t end = std::min(line.find_first_of(" \n"), line.size());
  CommandLine found{.name = line.substr(1, end - 1)};
  if (end < line.size()) found.arguments = line.substr(end + 1);
  while (found.arguments.ends_with(' ')) found.arguments.pop_back();
  found.command = find_command(found.name);
  return found;
}

void App::run_command(const Draft& draft) {
  const auto [name, arguments, command] = command_in(draft.sent());
  if (command != nullptr && (command->while_working || !transcript_.working())) {
    return command->run(*this, arguments);
  }
  // What was typed stays where it can be mended (CLI-90).
  composer_.put_back(draft);
  if (command != nullptr) {
    return say("! /" + name + " waits until the turn has ended; esc interrupts it");
  }
  say("! there is no command /" + name + near_matches(name));
}

void App::show_help() {
  std::string text = "Commands\n";
  for (const Command& command : commands()) {
    const std::string usage = "  " + usage_of(command.name, command.arguments);
    text += usage +
            std::string(usage.size() < kNameColumns ? kNameColumns - usage.size() : 1, ' ') +
            std::string(command.help);
    if (!command.aliases.empty()) text += " (also " + with_slashes(command.aliases) + ")";
    text += "\n";
  }
  text += "Keys\n" + key_text(configuration_.settings.keys);
  text.pop_back();
  say_block(text);
}

void App::show_help_of(std::string name) {
  if (name.starts_with('/')) name.erase(0, 1);
  const Command* const command = find_command(name);
  if (command == nullptr) {
    return say("! there is no command /" + name + near_matches(name));
  }
  std::string text =
      usage_of(command->name, command->arguments) + "  " + std::string(command->help);
  if (!command->details.empty()) text += "\n" + std::string(command->details);
  if (!command->aliases.empty()) text += "\nalso: " + with_slashes(command->aliases);
  if (!command->example.empty()) text += "\nexample: " + std::string(command->example);
  text +=
      command->while_working ? "\nworks while the agent does" : "\nwaits until the turn has ended";
  say_block(text);
}

}  // namespace ingot::tui
