#include "engine/undo.h"

#include <algorithm>
#include <utility>

#include "engine/journals.h"
#include "engine/session_log.h"
#include "os/file.h"

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxCompared = 4U << 20U;

// Calls of Execute from the user's message `turn` on, up to the next one.
std::size_t commands_in(const Configuration& configuration, const Journal& place,
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

Result<TakenBack> counted(const Configuration& configuration, const Journal& place,
                          Result<tools::TakenBack> taken) {
  if (!taken) return taken.error();
  const std::size_t commands = commands_in(configuration, place, taken->turn);
  return TakenBack{*std::move(taken), commands};
}

bool has_standing(const Journal& place) {
  const auto turns = tools::changed_turns(place.folder, place.until);
  return std::any_of(turns.begin(), turns.end(), [](const auto& turn) { return !turn.undone; });
}

}  // namespace

Result<TakenBack> undo_turn(const Configuration& configuration, const std::string& session) {
  for (const Journal& place : journals_of(configuration, session)) {
    if (has_standing(place))
      return counted(configuration, place, tools::undo(place.folder, place.until));
  }
  return tools::nothing_to_undo();
}

Result<TakenBack> redo_turn(const Configuration& configuration, const std::string& session) {
  for (const Journal& place : journals_of(configuration, session)) {
    auto taken = tools::redo(place.folder, place.until);
    const bool none = !taken && taken.error().kind == Error::Kind::not_found;
    // What stands here came after all that the sessions before it did.
    if (!none || has_standing(place)) return counted(configuration, place, std::move(taken));
  }
  return tools::nothing_to_redo();
}

std::vector<TotalChange> total_changes(const Configuration& configuration,
                                       const std::string& session) {
  std::vector<TotalChange> all;
  std::vector<Journal> places = journals_of(configuration, session);
  std::reverse(places.begin(), places.end());
  for (const Journal& place : places) {
    for (const tools::ChangedTurn& turn : tools::changed_turns(place.folder, place.until)) {
      if (turn.undone) continue;
      for (const tools::ChangedFile& file : turn.files) {
        const bool known = std::any_of(all.begin(), all.end(),
                                       [&](const auto& one) { return one.path == file.path; });
        if (known) continue;  // what was there first counts
        TotalChange change{.path = file.path, .unknown = file.lost};
        change.is_new = file.lost.empty() && !file.before;
        if (file.before) {
          auto before = tools::kept_content(place.folder, *file.before);
          if (before) {
            change.before = *std::move(before);
          } else {
            change.unknown = before.error().what;
          }
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
