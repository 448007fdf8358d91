#include "engine/session_log.h"

#include "base/clock.h"
#include "session/session.h"

namespace ingot::engine {

Result<SessionLog> open_session_log(const Configuration& configuration, const std::string& id) {
  const session::Store store(configuration.folder / "sessions", system_clock(),
                             configuration.redactor);
  INGOT_TRY(std::filesystem::path path, store.messages_file(id));
  return SessionLog::open(std::move(path));
}

}  // namespace ingot::engine
