// tui/app_commands.cc: slash commands.

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/base64.h"
#include "base/nearest.h"
#include "engine/setting.h"
#include "engine/spending.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "tui/app.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr std::size_t kMaxClipboard = 100000;

std::string age(std::int64_t seconds) {
  if (seconds < 3600) return std::to_string(std::max<std::int64_t>(seconds / 60, 0)) + " min";
  if (seconds < 86400) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " d";
}

// "${NAME}" as NAME.
std::string variable_of(const std::string& source) {
  if (!source.starts_with("${") || !source.ends_with('}')) return source;
  return source.substr(2, source.size() - 3);
}

std::string key_state(const models::Listed& listed) {
  if (!listed.errors.empty()) {
    const config::Diagnostic& error = listed.errors.front();
    return error.code == "E08" ? "needs " + variable_of(listed.model.key_source)
                               : "invalid: " + config::to_string(error.at);
  }
  if (listed.model.is_local) return "local";
  return "key ok";
}

}  // namespace

const std::vector<App::Command>& App::commands() {
  static const std::vector<Command> all = {
      {"help", "", "commands and keys", &App::do_help, true},
      {"new", "", "a new session; this one stays", &App::do_new, false},
      {"clear", "", "the same as /new", &App::do_new, false},
      {"model", "[id]", "choose the model", &App::do_model, false},
      {"default", "", "use the present model by default from now on", &App::do_default, true},
      {"settings", "<key> [value]", "explain a setting, or change it", &App::do_settings, true},
      {"auto", "[level]", "what runs without asking: off, low, medium, high", &App::do_auto, true},
      {"cost", "", "tokens, cache hits and money of this session", &App::do_cost, false},
      {"sessions", "", "go on with an earlier session of this folder", &App::do_sessions, false},
      {"resume", "", "the same as /sessions", &App::do_sessions, false},
      {"fork", "", "go on in a copy of this session", &App::do_fork, false},
      {"compress", "[focus]", "summarise into a new session and go on there", &App::do_compress,
       false},
      {"status", "", "model, folder, session, permissions", &App::do_status, true},
      {"diagnostics", "", "every problem of the configuration", &App::do_diagnostics, true},
      {"copy", "", "the last answer to the clipboard", &App::do_copy, true},
      {"redraw", "", "draw the lower rows again", &App::do_redraw, true},
      {"quit", "", "leave", &App::do_quit, true},
      {"exit", "", "leave", &App::do_quit, true},
  };
  return all;
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
      return editor_.set_text(text);
    }
    return (this->*command.run)(arguments);
  }
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  const std::string close = nearest(name, names);
  say("! there is no command /" + name + (close.empty() ? "" : "; did you mean /" + close + "?"));
  editor_.set_text(text);
}

void App::do_help(const std::string&) {
  std::string text = "Commands\n";
  for (const Command& command : commands()) {
    std::string name = "  /" + std::string(command.name);
    if (!command.arguments.empty()) name += " " + std::string(command.arguments);
    text += name + std::string(name.size() < 20 ? 20 - name.size() : 1, ' ') +
            std::string(command.help) + "\n";
  }
  text +=
      "Keys\n"
      "  Enter               send; while the model works: queue\n"
      "  Shift+Enter, Alt+Enter, Ctrl+J, \\ Enter   new line\n"
      "  Esc                 close, else interrupt; twice: clear the draft\n"
      "  Ctrl+C              clear the draft, else interrupt; twice on an empty draft: quit\n"
      "  Up, Down            history; Up on an empty draft takes back what is queued\n"
      "  Ctrl+L              what runs without asking: off, low, medium, high\n"
      "  Tab                 next reasoning effort; in a menu: complete\n"
      "  Ctrl+G              edit the draft in $VISUAL or $EDITOR\n"
      "  Ctrl+A E B F, Alt+B F, Ctrl+W K U, Alt+D, Alt+Y, Ctrl+_, Alt+_   as in a shell\n"
      "  @path               attach a file     !command   run it here\n"
      "  Ctrl+Z              suspend";
  say_block(text);
}

void App::do_new(const std::string&) {
  conversation_.start_new();
  usage_ = {};
  context_used_ = 0;
  cost_.reset();
  cost_known_ = true;
  to_commit_.emplace_back();
  say("a new session begins");
}

void App::use_model(const std::string& id, const std::string& effort) {
  auto used = conversation_.choose_model(id, effort);
  if (!used) return say_error(used.error());
  const models::Model& model = *conversation_.model();
  say("model: " + model.display_name + (model.effort.empty() ? "" : " (" + model.effort + ")") +
      (conversation_.is_open() ? "; its prompt cache starts cold" : ""));
  for (const std::string& notice : *used) say("! " + notice);
}

void App::do_model(const std::string& arguments) {
  if (!arguments.empty()) return use_model(arguments, {});
  std::vector<Choice> choices;
  choices.push_back({.value = {},
                     .line = Line().own("Custom models", {.bold = true}),
                     .heading = true,
                     .search = {}});
  std::size_t width = 0;
  for (const models::Listed& listed : configuration_.models) {
    width = std::max(width, listed.model.display_name.size());
  }
  width = std::min<std::size_t>(width, 36);
  for (const models::Listed& listed : configuration_.models) {
    const models::Model& model = listed.model;
    Choice choice;
    choice.value = listed.ids.empty() ? std::string() : listed.ids.front();
    choice.usable = listed.errors.empty();
    choice.search = model.display_name + " " + choice.value + " " + model.host;
    const Style style{.dim = !choice.usable};
    choice.line.foreign(model.display_name, style);
    const std::size_t used = choice.line.columns();
    choice.line.own(std::string(used < width + 2 ? width + 2 - used : 1, ' '));
    choice.line.foreign(model.host + "  " + short_count(model.context_tokens), kDim);
    if (model.price.input && model.price.output && !model.is_local) {
      choice.line.own(
          "  " + ledger::money(*model.price.input) + "/" + ledger::money(*model.price.output),
          kDim);
    }
    choice.line.own("  " + key_state(listed), kDim);
    choices.push_back(std::move(choice));
  }
  const std::string current = conversation_.model() ? conversation_.model()->id : std::string();
  dialog_ =
      std::make_unique<ListDialog>("Model", std::move(choices), current,
                                   [this](const Choice& choice) { use_model(choice.value, {}); });
}

void App::do_default(const std::string&) {
  if (!conversation_.model()) return say("! there is no model yet");
  do_settings("sessionDefaultSettings.model " + conversation_.model()->id);
}

void App::do_settings(const std::string& arguments) {
  if (arguments.empty()) {
    return say(
        "! name a setting: /settings showThinkingInMainView true; docs/terminal.md lists some");
  }
  const std::size_t end = std::min(arguments.find(' '), arguments.size());
  const std::string key = arguments.substr(0, end);
  const auto text = end == arguments.size()
                        ? engine::explain_setting(configuration_, key, false)
                        : engine::set_setting(configuration_, key, arguments.substr(end + 1));
  if (!text) return say_error(text.error());
  std::string shown = configuration_.redactor.redact(*text);
  while (shown.ends_with('\n')) shown.pop_back();
  say_block(shown);
}

void App::do_auto(const std::string& arguments) {
  const auto set = [this](const std::string& name) {
    const auto level = policy::autonomy_from(name);
    if (!level) return say("! the levels are off, low, medium and high");
    conversation_.set_autonomy(*level);
    say("runs without asking: " + name);
  };
  if (!arguments.empty()) return set(arguments);
  std::vector<Choice> choices;
  for (const auto& [name, help] : std::initializer_list<std::pair<const char*, const char*>>{
           {"off", "reading and searching; asks for everything else"},
           {"low", "also edits in this folder"},
           {"medium", "also builds, installs and local git changes"},
           {"high", "everything but what is refused at every level"}}) {
    choices.push_back({.value = name,
                       .line = Line().own(std::string(name) + "  ").own(help, kDim),
                       .search = name});
  }
  dialog_ = std::make_unique<ListDialog>("What runs without asking", std::move(choices),
                                         std::string(policy::to_string(conversation_.autonomy())),
                                         [set](const Choice& choice) { set(choice.value); });
}

void App::do_cost(const std::string&) {
  if (const auto report = conversation_.cost_report()) return say_block(ledger::to_text(*report));
  if (conversation_.session_id().empty()) return say("no requests yet");
  const auto report = engine::spending(configuration_, {.session = conversation_.session_id()},
                                       std::chrono::system_clock::now());
  if (!report) return say_error(report.error());
  say_block(ledger::to_text(*report));
}

void App::do_status(const std::string&) {
  std::string text;
  if (conversation_.model()) {
    const models::Model& model = *conversation_.model();
    text += "model     " + model.display_name + " (" + model.id + ")\n";
    text += "endpoint  " + model.url + ", entry at " + model.origin + "\n";
    text += "effort    " + (model.effort.empty() ? "not sent" : model.effort) + "\n";
  } else {
    text += "model     none\n";
  }
  text +=
      "folder    " + conversation_.cwd().string() + (branch_.empty() ? "" : " (" + branch_ + ")");
  text += "\nsession   " + (conversation_.session_id().empty() ? "begins with the first message"
                                                               : conversation_.session_id());
  text += "\nauto      " + std::string(policy::to_string(conversation_.autonomy()));
  say_block(configuration_.redactor.redact(text));
}

void App::do_diagnostics(const std::string&) {
  std::string text;
  for (const config::Diagnostic& one : configuration_.settings.diagnostics) {
    text += config::to_string(one) + "\n";
  }
  if (text.empty()) text = "The configuration has no problems.\n";
  text.pop_back();
  say_block(configuration_.redactor.redact(text));
}

void App::do_sessions(const std::string&) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  std::vector<Choice> choices;
  for (const engine::KnownSession& known :
       engine::sessions_in(configuration_, conversation_.cwd())) {
    Choice choice{.value = known.id, .search = known.title + " " + known.id};
    choice.line.foreign(known.title);
    choice.line.own("  " + age(now - known.modified_s) + " ago  " + known.id.substr(0, 8), kDim);
    choices.push_back(std::move(choice));
  }
  if (choices.empty()) return say("there is no earlier session of this folder");
  dialog_ = std::make_unique<ListDialog>("Sessions", std::move(choices), conversation_.session_id(),
                                         [this](const Choice& choice) {
                                           conversation_.resume(choice.value, false);
                                           show_past(choice.value);
                                         });
}

void App::do_fork(const std::string&) {
  const std::string id = conversation_.session_id();
  if (id.empty()) return say("! there is no session to copy yet");
  conversation_.resume(id, true);
  say("the next message goes on in a copy of session " + id.substr(0, 8));
}

// The model writes what a successor has to know; the next session begins with it.
void App::do_compress(const std::string& arguments) {
  if (!conversation_.is_open()) return say("! there is nothing to summarise yet");
  compressing_ = true;
  std::string prompt =
      "Write a summary of this conversation for whoever goes on with the work and has not seen it. "
      "Call no tools. Keep: what was asked, word for word where it matters; decisions and their "
      "reasons; files that were read or changed, with what is in them that still matters; commands "
      "and their results; what is unfinished and the next step.";
  if (!arguments.empty()) prompt += " Pay attention above all to: " + arguments;
  send(prompt);
}

void App::finish_compressing(const agent::TurnFinished& finished) {
  compressing_ = false;
  if (finished.end != agent::TurnFinished::End::done || finished.text.empty()) {
    return say("! there is no summary, so the session goes on as it is");
  }
  const std::string before = conversation_.session_id();
  do_new({});
  carried_ = "<summary>\nSummary of the session before this one (" + before + "):\n" +
             finished.text + "\n</summary>\n";
  say("it begins with the summary above; the old one stays: ingot resume " + before.substr(0, 8));
}

// A tool of the desktop if there is one, else by the terminal itself (OSC 52), which also works
// over ssh.
void App::do_copy(const std::string&) {
  const std::string& text = transcript_.last_answer();
  if (text.empty()) return say("! there is no answer to copy yet");
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
                              .directory = conversation_.cwd(),
                              .environment = os::environment_without({}),
                              .input = text},
                             std::chrono::seconds(3), 4096, {});
    if (ran && ran->exit.code == 0) {
      return say("copied " + std::to_string(text.size()) + " bytes with " + tool.argv.front());
    }
  }
  if (text.size() > kMaxClipboard) return say("! too long for the terminal's clipboard");
  terminal_->write("\x1b]52;c;" + to_base64(text) + "\a");
  say("copied " + std::to_string(text.size()) + " bytes through the terminal (OSC 52)");
}

void App::do_redraw(const std::string&) {
  viewport_.resize(static_cast<std::size_t>(size_.columns), false);
}

void App::do_quit(const std::string&) { quitting_ = true; }

}  // namespace ingot::tui
