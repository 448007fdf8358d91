// engine/sessions.h: the sessions of a folder, for a person to choose from.
//
// Threads    Reads files; any thread.
// Errors     Sessions that cannot be read are left out, or give no messages.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "chat/message.h"
#include "engine/configuration.h"
#include "engine/todos.h"
#include "models/resolve.h"
#include "session/session.h"

namespace ingot::engine {

struct KnownSession {
  std::string id, title;
  std::int64_t modified_s = 0;  // Unix time
};
// Newest first.
std::vector<KnownSession> sessions_in(const Configuration& configuration,
                                      const std::filesystem::path& cwd);

// Its messages and its model, as far as they can be read.
struct PastSession {
  std::string title;
  std::vector<chat::Message> messages;
  models::Remembered model;
  std::vector<Todo> todos;
  policy::Mode mode = policy::Mode::automatic;
  std::optional<policy::Autonomy> autonomy;
  std::optional<double> cost_usd, budget_usd;     // budget: its own
  std::optional<session::Compaction> compaction;  // what the model sees of `messages`
};
// Where a session was last (CLI-52); empty when it is not known or does not say so.
std::filesystem::path folder_of_session(const Configuration& configuration, const std::string& id);
PastSession past_session(const Configuration& configuration, const std::string& id);

// The whole id of the session that begins with these characters (CLI-51).
Result<std::string> find_session(const Configuration& configuration, const std::string& id);

// Kind::busy while another process holds it.
Result<> rename_session(const Configuration& configuration, const std::string& id,
                        const std::string& title);
Result<> archive_session(const Configuration& configuration, const std::string& id, bool archived);

// Favourites are shown in every folder, first (CLI-58). A list that cannot be read marks none.
bool is_favorite_session(const Configuration& configuration, const std::string& id);
Result<> mark_session(const Configuration& configuration, const std::string& id, bool is_favorite);

}  // namespace ingot::engine
