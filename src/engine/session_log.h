// engine/session_log.h: the messages of a session on disk, one at a time, for a front end to show.
//
// Threads    Belongs to one thread; the session may be going on meanwhile.
// Errors     Kind::not_found when there is no such session; io.
// Cost       See session/line_index.h: memory does not grow with the messages.
#pragma once

#include <string>

#include "engine/configuration.h"
#include "session/line_index.h"

namespace ingot::engine {

using StoredMessage = session::StoredMessage;
using SessionLog = session::LineIndex;

Result<SessionLog> open_session_log(const Configuration& configuration, const std::string& id);

}  // namespace ingot::engine
