#include "engine/undo.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "engine/session_log.h"
#include "os/file.h"
#include "session/layout.h"
#include "session/session.h"

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostParents = 100;  // a circle must not hold us
constexpr std::uint64_t kMaxCompared = 4U << 20U;

struct Place {
  std::string session;
  fs::path history;
  std::string until;  // when the session began that goes on from it; empty: it is the one at hand
};

std::string begin_of(const fs::path& file) {
  const auto log = SessionLog::open(file);
  std::string begin;
  for (std::size_t i = 0; log && begin.empty() && i < log->size(); ++i) {
    begin = log->read(i).timestamp;
  }
  return begin;
}

// The session and those it goes on from, the newest first.
std::vector<Place> places_of(const Configuration& configuration, std::string session) {
  const session::Store store(configuration.folder / "sessions", system_clock(),
                             configuration.redactor);
  std::vector<Place> places;
  std::string begin;
  while (!session.empty() && places.size() < kMostParents) {
    const auto file = store.messages_file(session);
    const auto header = store.header(session);
    if (!file || !header) break;
    const session::Files files{.folder = file->parent_path(), .id = file->stem().string()};
    places.push_back(
        {.session = files.id, .history = session::history_of(files.artefacts()), .until = begin});
    begin = begin_of(*file);
    session = header->parent;
  }
  return places;
}

// Calls of Execute from the user's message `turn` on, up to the next one.
std::size_t commands_in(const Configuration& configuration, const Place& place,
                        const std::string& turn) {
  const auto log = open_session_log(configuration, place.session);
  std::size_t count = 0;
  bool inside = false;
  for (std::size_t i = 0; log && i < log->size(); ++i) {
    const chat::Message message = log->read(i).message;
    if (message.role == chat::Role::user) {
      if (inside && !chat::visible_text(message).empty()) break;
      inside = inside || message.id == turn;
    }
    if (!inside) continue;
    for (const chat::ToolCall* call : chat::tool_calls(message)) count += call->name == "Execute";
  }
  return count;
}

Result<TakenBack> counted(const Configuration& configuration, const Place& place,
                          Result<tools::TakenBack> taken) {
  if (!taken) return taken.error();
  const std::size_t commands = commands_in(configuration, place, taken->turn);
  return TakenBack{*std::move(taken), commands};
}

bool has_standing(const Place& place) {
  const auto turns = tools::changed_turns(place.history, place.until);
  return std::any_of(turns.begin(), turns.end(), [](const auto& turn) { return !turn.undone; });
}

}  // namespace

Result<TakenBack> undo_turn(const Configuration& configuration, const std::string& session) {
  for (const Place& place : places_of(configuration, session)) {
    if (has_standing(place))
      return counted(configuration, place, tools::undo(place.history, place.until));
  }
  return tools::nothing_to_undo();
}

Result<TakenBack> redo_turn(const Configuration& configuration, const std::string& session) {
  for (const Place& place : places_of(configuration, session)) {
    auto taken = tools::redo(place.history, place.until);
    const bool none = !taken && taken.error().kind == Error::Kind::not_found;
    // What stands here came after all that the sessions before it did.
    if (!none || has_standing(place)) return counted(configuration, place, std::move(taken));
  }
  return tools::nothing_to_redo();
}

std::vector<TotalChange> total_changes(const Configuration& configuration,
                                       const std::string& session) {
  std::vector<TotalChange> all;
  std::vector<Place> places = places_of(configuration, session);
  std::reverse(places.begin(), places.end());
  for (const Place& place : places) {
    for (const tools::ChangedTurn& turn : tools::changed_turns(place.history, place.until)) {
      if (turn.undone) continue;
      for (const tools::ChangedFile& file : turn.files) {
        const bool known = std::any_of(all.begin(), all.end(),
                                       [&](const auto& one) { return one.path == file.path; });
        if (known) continue;  // what was there first counts
        TotalChange change{.path = file.path, .unknown = file.lost};
        change.is_new = file.lost.empty() && !file.before;
        if (file.before) {
          auto before = tools::kept_content(place.history, *file.before);
          if (before) change.before = *std::move(before);
          if (!before) change.unknown = before.error().what;
        }
        all.push_back(std::move(change));
      }
    }
  }
  for (TotalChange& change : all) {
    auto now = os::read_regular_file(change.path, kMaxCompared);
    change.is_gone = !now && now.error().kind == Error::Kind::not_found;
    if (!now && !change.is_gone) change.unknown = now.error().what;
    if (now) change.now = *std::move(now);
  }
  std::erase_if(all, [](const TotalChange& change) {
    return change.unknown.empty() && change.is_new == change.is_gone && change.before == change.now;
  });
  return all;
}

}  // namespace ingot::engine
