// engine/undo.h: what the model did to files, taken back and done again; and all of it together.
//
// Purpose    /undo, /redo, /diff. A session that goes on from another one (a copy, a summary) also
//            knows what that one did.
// Errors     Those of tools/file_history.h.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/configuration.h"
#include "tools/file_history.h"

namespace ingot::engine {

struct TakenBack : tools::TakenBack {
  std::size_t commands = 0;  // that ran in that turn: what they changed is not known
};
Result<TakenBack> undo_turn(const Configuration& configuration, const std::string& session);
Result<TakenBack> redo_turn(const Configuration& configuration, const std::string& session);

// A file before the session first changed it, and now.
struct TotalChange {
  std::filesystem::path path;
  bool is_new = false, is_gone = false;
  std::string before, now;
  std::string unknown;  // why it cannot be compared; empty: it can
};
// Of what is not undone; files that are again what they were are left out.
std::vector<TotalChange> total_changes(const Configuration& configuration,
                                       const std::string& session);

}  // namespace ingot::engine
