#include "engine/journals.h"

#include <utility>

#include "base/clock.h"
#include "engine/session_log.h"
#include "session/layout.h"
#include "session/session.h"

namespace ingot::engine {
namespace {

constexpr std::size_t kMostParents = 100;  // a circle must not hold us

std::string begin_of(const std::filesystem::path& file) {
  const auto log = SessionLog::open(file);
  std::string begin;
  for (std::size_t i = 0; log && begin.empty() && i < log->size(); ++i) {
    begin = log->read(i).timestamp;
  }
  return begin;
}

}  // namespace

std::vector<Journal> journals_of(const Configuration& configuration, std::string session) {
  const session::Store store(configuration.folder / "sessions", system_clock(),
                             configuration.redactor);
  std::vector<Journal> journals;
  std::string begin;
  while (!session.empty() && journals.size() < kMostParents) {
    const auto file = store.messages_file(session);
    const auto header = store.header(session);
    if (!file || !header) break;
    const session::Files files{.folder = file->parent_path(), .id = file->stem().string()};
    journals.push_back(
        {.session = files.id, .folder = session::history_of(files.artefacts()), .until = begin});
    begin = begin_of(*file);
    session = header->parent;
  }
  return journals;
}

}  // namespace ingot::engine
