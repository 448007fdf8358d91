// tui/app_sessions.cc: slash commands that leave a session, or go on with another one.

#include <algorithm>
#include <chrono>
#include <utility>

#include "tui/app.h"

namespace ingot::tui {
namespace {

std::string age(std::int64_t seconds) {
  if (seconds < 3600) return std::to_string(std::max<std::int64_t>(seconds / 60, 0)) + " min";
  if (seconds < 86400) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " d";
}

}  // namespace

void App::start_new() {
  conversation_.start_new();
  usage_ = {};
  context_used_ = 0;
  cost_.reset();
  cost_known_ = true;
  transcript_.todos().replace({});
  to_commit_.emplace_back();
  say("a new session begins");
}

void App::choose_session() {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  std::vector<Choice> choices;
  for (const engine::KnownSession& known :
       engine::sessions_in(configuration_, conversation_.cwd())) {
    choices.push_back({.value = known.id,
                       .name = known.title,
                       .cells = {age(now - known.modified_s) + " ago", known.id.substr(0, 8)},
                       .search = known.id});
  }
  if (choices.empty()) return say("there is no earlier session of this folder");
  dialog_ =
      std::make_unique<ListDialog>(ListDialog::Setup{.title = "Sessions",
                                                     .choices = std::move(choices),
                                                     .losses = {2, 1},
                                                     .current = conversation_.session_id(),
                                                     .enter = "go on",
                                                     .chosen = [this](const Choice& choice) {
                                                       conversation_.resume(choice.value, false);
                                                       show_past(choice.value);
                                                     }});
}

void App::finish_compressing(const agent::TurnFinished& finished) {
  compressing_ = false;
  if (finished.end != agent::TurnFinished::End::done || finished.text.empty()) {
    return say("! there is no summary, so the session goes on as it is");
  }
  const std::string before = conversation_.session_id();
  start_new();
  carried_ = "<summary>\nSummary of the session before this one (" + before + "):\n" +
             finished.text + "\n</summary>\n";
  say("it begins with the summary above; the old one stays: ingot resume " + before.substr(0, 8));
}

struct App::SessionCommands {
  static void start_new(App& app, const std::string&) { app.start_new(); }

  static void sessions(App& app, const std::string&) { app.choose_session(); }

  static void fork(App& app, const std::string&) {
    const std::string id = app.conversation_.session_id();
    if (id.empty()) return app.say("! there is no session to copy yet");
    app.conversation_.resume(id, true);
    app.say("the next message goes on in a copy of session " + id.substr(0, 8));
  }

  // The model writes what a successor has to know; the next session begins with it.
  static void compress(App& app, const std::string& arguments) {
    if (!app.conversation_.is_open()) return app.say("! there is nothing to summarise yet");
    app.compressing_ = true;
    std::string prompt =
        "Write a summary of this conversation for whoever goes on with the work and has not seen "
        "it. "
        "Call no tools. Keep: what was asked, word for word where it matters; decisions and their "
        "reasons; files that were read or changed, with what is in them that still matters; "
        "commands "
        "and their results; what is unfinished and the next step.";
    if (!arguments.empty()) prompt += " Pay attention above all to: " + arguments;
    app.send_text(prompt);
  }
};

std::vector<App::Command> App::session_commands() {
  using Run = SessionCommands;
  return {
      {"new", "", "a new session; this one stays", &Run::start_new, false},
      {"clear", "", "the same as /new", &Run::start_new, false},
      {"sessions", "", "go on with an earlier session of this folder", &Run::sessions, false},
      {"resume", "", "the same as /sessions", &Run::sessions, false},
      {"fork", "", "go on in a copy of this session", &Run::fork, false},
      {"compress", "[focus]", "summarise into a new session and go on there", &Run::compress,
       false},
  };
}

}  // namespace ingot::tui
