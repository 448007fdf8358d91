// tui/app_session_list.cc: /sessions, the list of sessions to go on with (TUI-113, CLI-58).

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "engine/session_finder.h"
#include "engine/spending.h"
#include "os/paths.h"
#include "term/columns.h"
#include "tui/app.h"
#include "tui/field_dialog.h"
#include "tui/tool_lines.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kMostFound = 200, kFolderColumns = 32;

// The end of a path says more than its beginning.
std::string short_folder(const std::string& folder) {
  const std::string text = os::short_path(folder);
  std::string_view end = text;
  while (term::columns(end) > kFolderColumns) {
    end.remove_prefix(std::max<std::size_t>(term::first_grapheme(end).bytes, 1));
  }
  return (end.size() < text.size() ? "…" : "") + std::string(end);
}

// What the list shows, as long as it is open.
struct SessionList {
  std::vector<engine::IndexedSession> sessions;
  std::vector<engine::IndexedSession> archived;  // since it was opened, so that it can be undone
  std::filesystem::path folder;                  // of the conversation
  bool all_folders = false;
  std::string searched;  // texts for this were looked up

  void load(engine::SessionFinder& finder) {
    sessions = finder.sessions(all_folders ? std::filesystem::path() : folder);
    std::erase_if(sessions, [this](const auto& one) { return find(archived, one.id) != nullptr; });
  }

  static engine::IndexedSession* find(std::vector<engine::IndexedSession>& among,
                                      const std::string& id) {
    const auto place =
        std::find_if(among.begin(), among.end(), [&](const auto& one) { return one.id == id; });
    return place == among.end() ? nullptr : &*place;
  }

  Choice row_of(const engine::IndexedSession& session, std::int64_t now) const {
    const bool elsewhere = !session.cwd.empty() && session.cwd != folder;
    return {.value = session.id,
            .name = session.title + (session.favorite ? " ★" : ""),
            .cells = {age(now - session.modified_ns / 1000000000),
                      session.turns > 0 ? plural(session.turns, "turn") : std::string(),
                      session.cost_usd ? ledger::money(*session.cost_usd) : std::string(),
                      session.model,
                      all_folders || elsewhere ? short_folder(session.cwd) : std::string()},
            .search = session.id + " " + session.cwd + (session.favorite ? " favourite" : "")};
  }

  std::vector<Choice> rows(engine::SessionFinder& finder, const std::string& wanted) const {
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    std::vector<Choice> rows;
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      rows.push_back(row_of(sessions[i], now));
      places[sessions[i].id] = i;
    }
    std::vector<std::string> found = finder.containing(wanted, kMostFound);
    std::erase_if(found, [&](const std::string& id) { return places.count(id) == 0; });
    if (!found.empty()) rows.push_back({.name = "said in", .heading = true});
    for (const std::string& id : found) {
      rows.push_back(row_of(sessions[places[id]], now));
      rows.back().search += " " + wanted;
    }
    if (!archived.empty()) rows.push_back({.name = "archived", .heading = true});
    for (const engine::IndexedSession& session : archived) {
      rows.push_back(row_of(session, now));
      rows.back().usable = false;
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

// What can be done in the list besides going on with a session. Each does it and shows the list as
// it is then.
struct App::SessionListActions {
  App& app;
  std::shared_ptr<SessionList> list;

  void show(ListDialog& dialog) const {
    dialog.list().replace(list->rows(*app.finder_, dialog.wanted()));
  }

  void use_all_folders(ListDialog& dialog, const Choice&) const {
    list->all_folders = !list->all_folders;
    list->load(*app.finder_);
    show(dialog);
  }

  void rename(ListDialog&, const Choice& choice) const {
    const engine::IndexedSession* const session = SessionList::find(list->sessions, choice.value);
    if (session == nullptr) return;
    const SessionChoice again{.all_folders = list->all_folders, .selected = session->id};
    const std::string id = session->id;
    App& in = app;
    app.dialog_ = std::make_unique<FieldDialog>(
        "Title", "of the session", session->title,
        [&in, id, again](const std::string& title) {
          const auto named = title.empty() ? Result<>() : in.rename(id, title);
          in.choose_session(again);
          if (!named) in.say_error(named.error());
        },
        [&in, again] { in.choose_session(again); });
  }

  void archive(ListDialog& dialog, const Choice& choice) const {
    if (choice.value == app.conversation_.session_id()) {
      return dialog.note("this is the session at hand; /new begins another one first");
    }
    const bool is_archived = SessionList::find(list->archived, choice.value) != nullptr;
    auto& from = is_archived ? list->archived : list->sessions;
    auto& to = is_archived ? list->sessions : list->archived;
    const auto done = engine::archive_session(app.configuration_, choice.value, !is_archived);
    if (!done) return dialog.note(to_text(done.error()));
    if (const engine::IndexedSession* const session = SessionList::find(from, choice.value)) {
      to.push_back(*session);
      std::erase_if(from, [&](const auto& one) { return one.id == choice.value; });
    }
    app.finder_->begin();
    show(dialog);
  }

  void mark(ListDialog& dialog, const Choice& choice) const {
    const engine::IndexedSession* const session = SessionList::find(list->sessions, choice.value);
    if (session == nullptr) return;
    const auto done = engine::mark_session(app.configuration_, choice.value, !session->favorite);
    if (!done) return dialog.note(to_text(done.error()));
    list->load(*app.finder_);
    show(dialog);
  }

  void refresh(ListDialog& dialog) const {
    const bool changed = app.finder_->take_change();
    if (changed) list->load(*app.finder_);
    if (!changed && list->searched == dialog.wanted()) return;
    list->searched = dialog.wanted();
    show(dialog);
  }
};

void App::choose_session(const SessionChoice& begin) {
  if (!finder_) {
    finder_ = std::make_unique<engine::SessionFinder>(configuration_.folder,
                                                      [this] { conversation_.waker().wake(); });
  }
  finder_->begin();
  const auto list = std::make_shared<SessionList>();
  list->folder = conversation_.cwd();
  list->all_folders = begin.all_folders;
  list->load(*finder_);
  if (list->sessions.empty()) return say("there is no earlier session of this folder");
  using Actions = SessionListActions;
  const Actions actions{*this, list};
  const auto action = [actions](void (Actions::*does)(ListDialog&, const Choice&) const) {
    return [actions, does](ListDialog& dialog, const Choice& choice) {
      (actions.*does)(dialog, choice);
    };
  };
  auto dialog = std::make_unique<ListDialog>(ListDialog::Setup{
      .title = "Sessions",
      .choices = list->rows(*finder_, {}),
      .losses = {5, 3, 2, 1, 4},
      .current = conversation_.session_id(),
      .enter = "go on",
      .chosen = [this](const Choice& choice) { go_on(choice.value, false); },
      .actions = {{'r', "rename", action(&Actions::rename)},
                  {'x', "archive", action(&Actions::archive)},
                  {'s', "mark", action(&Actions::mark)},
                  {'a', "all", action(&Actions::use_all_folders)}},
      .why_not = [](const Choice&) { return "it is archived; ctrl+x brings it back"; },
      .about =
          [list](const Choice& choice, std::size_t columns) {
            const engine::IndexedSession* session = SessionList::find(list->sessions, choice.value);
            if (session == nullptr) session = SessionList::find(list->archived, choice.value);
            return session == nullptr ? std::vector<Line>() : preview(*session, columns);
          },
      .about_rows = 2,
      .refreshed = [actions](ListDialog& shown) { actions.refresh(shown); }});
  if (!begin.selected.empty()) dialog->list().select(begin.selected);
  dialog_ = std::move(dialog);
}

}  // namespace ingot::tui
