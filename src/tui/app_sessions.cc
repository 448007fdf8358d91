// tui/app_sessions.cc: slash commands that leave a session, or go on with another one.

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "engine/session_finder.h"
#include "engine/spending.h"
#include "tui/app.h"
#include "tui/field_dialog.h"
#include "tui/place.h"
#include "tui/tool_lines.h"

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
  session_title_.clear();
  cost_.reset();
  cost_known_ = true;
  transcript_.todos().replace({});
  to_commit_.emplace_back();
  say("a new session begins");
}

namespace {

constexpr std::size_t kMostFound = 200;

std::string short_cwd(const std::string& cwd) { return cwd.empty() ? "" : short_path(cwd); }

Choice row_of(const engine::IndexedSession& session, std::int64_t now, bool all_folders) {
  return {.value = session.id,
          .name = session.title,
          .cells = {age(now - session.modified_ns / 1000000000),
                    session.turns > 0 ? plural(session.turns, "turn") : std::string(),
                    session.cost_usd ? ledger::money(*session.cost_usd) : std::string(),
                    session.model, all_folders ? short_cwd(session.cwd) : std::string()},
          .search = session.id + " " + session.cwd};
}

// What /sessions shows, as long as it is open.
struct SessionList {
  std::vector<engine::IndexedSession> sessions;
  bool all_folders = false;
  std::string searched;  // texts for this were looked up

  std::vector<Choice> rows(engine::SessionFinder& finder, const std::string& wanted) const {
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    std::vector<Choice> rows;
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      rows.push_back(row_of(sessions[i], now, all_folders));
      places[sessions[i].id] = i;
    }
    std::vector<std::string> found = finder.containing(wanted, kMostFound);
    std::erase_if(found, [&](const std::string& id) { return places.count(id) == 0; });
    if (found.empty()) return rows;
    rows.push_back({.name = "said in", .heading = true});
    for (const std::string& id : found) {
      rows.push_back(row_of(sessions[places[id]], now, all_folders));
      rows.back().search += " " + wanted;
    }
    return rows;
  }
};

// The last exchange, so that one knows what it was about.
std::vector<Line> preview(const engine::IndexedSession& session, std::size_t columns) {
  std::vector<Line> lines;
  if (!session.last_user.empty()) {
    lines.push_back(Line().own("  › ", {.dim = true}).foreign(session.last_user, {.dim = true}));
  }
  if (!session.last_answer.empty()) {
    lines.push_back(Line().own("    ").foreign(session.last_answer, {.dim = true}));
  }
  for (Line& line : lines) line = line.cut(columns);
  return lines;
}

}  // namespace

void App::choose_session() {
  if (!finder_) {
    finder_ = std::make_unique<engine::SessionFinder>(configuration_.folder,
                                                      [this] { conversation_.waker().wake(); });
  }
  finder_->begin();
  const auto list = std::make_shared<SessionList>();
  const auto load = [this, list] {
    list->sessions =
        finder_->sessions(list->all_folders ? std::filesystem::path() : conversation_.cwd());
  };
  load();
  if (list->sessions.empty()) return say("there is no earlier session of this folder");
  dialog_ = std::make_unique<ListDialog>(
      ListDialog::Setup{.title = "Sessions",
                        .choices = list->rows(*finder_, {}),
                        .losses = {5, 3, 2, 1, 4},
                        .current = conversation_.session_id(),
                        .enter = "go on",
                        .chosen = [this](const Choice& choice) { go_on(choice.value, false); },
                        .actions = {{'a', "all folders",
                                     [this, list, load](ListDialog& dialog, const Choice&) {
                                       list->all_folders = !list->all_folders;
                                       load();
                                       dialog.list().replace(list->rows(*finder_, dialog.wanted()));
                                     }}},
                        .about =
                            [list](const Choice& choice, std::size_t columns) {
                              for (const engine::IndexedSession& session : list->sessions) {
                                if (session.id == choice.value) return preview(session, columns);
                              }
                              return std::vector<Line>();
                            },
                        .about_rows = 2,
                        .refreshed =
                            [this, list, load](ListDialog& dialog) {
                              const bool changed = finder_->take_change();
                              if (changed) load();
                              if (!changed && list->searched == dialog.wanted()) return;
                              list->searched = dialog.wanted();
                              dialog.list().replace(list->rows(*finder_, dialog.wanted()));
                            }});
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

  static void sessions(App& app, const std::string&) { app.choose_session(); }

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
      if (const auto named = app.conversation_.rename(title); !named) {
        return app.say_error(named.error());
      }
      app.session_title_ = app.configuration_.redactor.redact(title);
      app.say("this session is called \"" + title + "\"");
    };
    if (!arguments.empty()) return set(arguments);
    app.dialog_ = std::make_unique<FieldDialog>("Title of this session", "one line", std::string(),
                                                [set](const std::string& title) {
                                                  if (!title.empty()) set(title);
                                                });
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
       .help = "go on with an earlier session of this folder",
       .run = &Run::sessions,
       .while_working = false,
       .aliases = {"resume"},
       .details =
           "Typing searches titles, and from three letters on what was said. Ctrl+A: all folders."},
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
