// tools/rewind.h: files as they were before several turns, whatever sessions these belong to.
//
// Purpose    /rewind (CLI-61). Undo takes turns back one by one and all or nothing; this goes back
//            at once, file by file, and leaves alone what somebody else has changed since.
// Source     The journals of tools/file_history.h. Going back is written there like a turn of its
//            own, so that undo takes it back and the total of changes holds.
// Errors     None: a file that could not be put back is named with the reason.
// Invariant  Each file is put back whole or not at all, and what it held is kept first.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tools/file_history.h"

namespace ingot::tools {

// The turns of one session that are gone back over, and where their former contents lie.
struct TurnsOfSession {
  std::filesystem::path folder;
  std::vector<ChangedTurn> turns;
};

// SHA-256 of what files hold now; each is read once.
class PresentFiles {
 public:
  Result<std::optional<std::string>> print(const std::filesystem::path& path);

 private:
  std::map<std::filesystem::path, Result<std::optional<std::string>>> known_;
};

struct FileBack {
  std::filesystem::path path, folder;  // folder: of the former content
  std::optional<std::string> before;   // its name; empty: the file is removed
  unsigned mode = 0;                   // of a file that is there again
  std::optional<std::string> now;      // print of what goes away
};
struct FileLeft {
  std::filesystem::path path;
  std::string why;
};
struct WayBack {
  std::vector<FileBack> files;
  std::vector<FileLeft> left;  // cannot be put back
};
// Oldest turns first. Files that are again what they were are in neither list.
WayBack way_back(const std::vector<TurnsOfSession>& since, PresentFiles& present);

struct Rewound {
  std::vector<std::filesystem::path> restored, removed;
  std::vector<FileLeft> left;
};
// `folder`: the journal of the session at hand.
Rewound go_back(const std::filesystem::path& folder, WayBack way);

}  // namespace ingot::tools
