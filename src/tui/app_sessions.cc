// tui/app_sessions.cc: slash commands that leave a session, or go on with another one.

#include <memory>
#include <utility>

#include "tui/app.h"
#include "tui/field_dialog.h"

namespace ingot::tui {

void App::start_new() {
  conversation_.start_new();
  usage_ = {};
  context_used_ = 0;
  session_title_.clear();
  cost_.reset();
  session_usd_ = 0;
  cost_known_ = true;
  transcript_.todos().replace({});
  to_commit_.emplace_back();
  say("a new session begins");
}

Result<> App::rename(const std::string& id, const std::string& title) {
  if (id != conversation_.session_id()) return engine::rename_session(configuration_, id, title);
  INGOT_TRY_VOID(conversation_.rename(title));
  session_title_ = configuration_.redactor.redact(title);
  return {};
}

void App::take_shorter(agent::CompactionFinished& finished) {
  if (!finished.error.empty()) return;
  context_used_ = finished.tokens_after;
  if (finished.cause != agent::CompactionCause::asked) return;
  shorter_ = std::move(finished.compaction);
}

// A new session that begins with the summary (CLI-101).
void App::go_on_shorter(session::Compaction compaction) {
  const std::string before = conversation_.session_id();
  to_commit_.emplace_back();
  commit(foreign_lines(configuration_.redactor.redact(compaction.summary), {.dim = true}));
  conversation_.go_on_shorter(std::move(compaction));
  say("a new session begins with the summary above; the old one stays: ingot resume " +
      before.substr(0, 8));
}

struct App::SessionCommands {
  static void start_new(App& app, const std::string&) { app.start_new(); }

  static void sessions(App& app, const std::string&) { app.choose_session({}); }

  static void fork(App& app, const std::string&) {
    const std::string id = app.conversation_.session_id();
    if (id.empty()) return app.say("! there is no session to copy yet");
    app.conversation_.resume(id, true);
    app.say("the next message goes on in a copy of session " + id.substr(0, 8));
  }

  static void compress(App& app, const std::string& focus) {
    if (const auto begun = app.conversation_.summarise(focus); !begun) {
      app.say_error(begun.error());
    }
  }

  static void rename(App& app, const std::string& arguments) {
    const auto set = [&app](const std::string& title) {
      const auto named = app.rename(app.conversation_.session_id(), title);
      if (!named) return app.say_error(named.error());
      app.say("this session is called \"" + title + "\"");
    };
    if (!arguments.empty()) return set(arguments);
    app.dialog_ = std::make_unique<FieldDialog>("Title of this session", "one line", std::string(),
                                                [set](const std::string& title) {
                                                  if (!title.empty()) set(title);
                                                });
  }

  static void favorite(App& app, const std::string&) {
    const std::string id = app.conversation_.session_id();
    if (id.empty()) return app.say("! there is no session to mark yet; it begins with a message");
    const bool is_favorite = !engine::is_favorite_session(app.configuration_, id);
    if (const auto marked = engine::mark_session(app.configuration_, id, is_favorite); !marked) {
      return app.say_error(marked.error());
    }
    app.say(is_favorite ? "this session is a favourite: /sessions shows it first, in every folder"
                        : "this session is no longer a favourite");
  }
};

std::vector<App::Command> App::session_commands() {
  using Run = SessionCommands;
  return {
      {.name = "new",
       .help = "a new session; this one stays",
       .run = &Run::start_new,
       .while_working = false,
       .aliases = {"clear"},
       .details = "Model, autonomy and folder stay as they are."},
      {.name = "sessions",
       .help = "go on with an earlier session of this folder, or a favourite",
       .run = &Run::sessions,
       .while_working = false,
       .aliases = {"resume"},
       .details =
           "Typing searches titles, from three letters on what was said, and \"favourite\".\n"
           "Ctrl+R: another title. Ctrl+X: archive it. Ctrl+S: a favourite, or no longer one.\n"
           "Ctrl+A: all folders."},
      {.name = "fork",
       .help = "go on in a copy of this session",
       .run = &Run::fork,
       .while_working = false,
       .details =
           "The copy begins with your next message; the session it is made of stays as it is."},
      {.name = "rename",
       .arguments = "[title]",
       .help = "give this session another title",
       .run = &Run::rename,
       .while_working = true,
       .details = "Without a title it is asked for.",
       .example = "/rename the lexer and its loop"},
      {.name = "favorite",
       .help = "mark this session, or take the mark away",
       .run = &Run::favorite,
       .while_working = true,
       .details = "Favourites stand first in /sessions, whatever the folder."},
      {.name = "compress",
       .arguments = "[focus]",
       .help = "summarise into a new session and go on there",
       .run = &Run::compress,
       .while_working = false,
       .aliases = {"compact", "handoff"},
       .details = "The model writes the summary; with a focus, above all about that. The session "
                  "before it stays.",
       .example = "/compress the tests that still fail"},
  };
}

}  // namespace ingot::tui
