// engine/journals.h: where the changes of files are written down that a session knows of: its own,
// and those of the sessions it goes on from (a copy, a summary, a rewind).
//
// Errors     Sessions that cannot be read end the row.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/configuration.h"

namespace ingot::engine {

struct Journal {
  std::string session;           // whole id
  std::filesystem::path folder;  // tools/file_history.h
  std::string until;  // when the session began that goes on from it; empty: it is the one at hand
};
// The newest first.
std::vector<Journal> journals_of(const Configuration& configuration, std::string session);

}  // namespace ingot::engine
