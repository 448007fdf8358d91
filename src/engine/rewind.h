// engine/rewind.h: back to a message of the user: the conversation, the files, or both (CLI-61).
//
// Purpose    /rewind. Nothing is taken out of a session: the conversation goes on in a new one that
//            holds what stood before the message; going back with files is a change like others,
//            which undo takes back.
// Errors     Kind::not_found when there is no such session or message; io.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/configuration.h"
#include "tools/rewind.h"

namespace ingot::engine {

struct RewindPoint {
  std::string message_id, text;  // of the user's message, and their words
  std::string title;             // the words in one short line
  std::string at;                // when it was sent; ISO 8601, may be empty
  std::size_t messages = 0;      // from it to the end
  std::size_t pictures = 0;      // of the message
  std::size_t commands = 0;      // that ran since: what they changed is not known
  tools::WayBack files;
};
// Newest first.
std::vector<RewindPoint> rewind_points(const Configuration& configuration,
                                       const std::string& session);

Result<tools::Rewound> rewind_files(const Configuration& configuration, const std::string& session,
                                    const std::string& message_id);

struct NewSession {
  std::string id, title;  // title: empty when it has none yet
};
// It works in `cwd`.
Result<NewSession> rewind_conversation(const Configuration& configuration,
                                       const std::string& session, const std::string& message_id,
                                       const std::filesystem::path& cwd);

}  // namespace ingot::engine
