// tools/file_history.h: what files held before the model changed them, and taking it back.
//
// Purpose    /undo, /redo and the total of a session's changes (CLI-61). What a command changes is
//            not known here.
// Source     docs/formats/file-history.md: a journal of one JSON object a line, and the contents
//            beside it by their SHA-256.
// Threads    FileHistory belongs to the thread of the agent, the functions to any; a session is
//            changed and taken back by one at a time.
// Errors     A file that could not be kept (too large, no room) is changed all the same; undo says
//            so. Kind::busy when a file is no longer what the model left: nothing is touched then.
// Invariant  Nothing is lost: what undo and redo take away is kept first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingot::tools {

constexpr std::uint64_t kMaxKeptFile = 10U << 20U;      // CLI-61
constexpr std::uint64_t kMaxKeptSession = 500U << 20U;  // CLI-61

class FileHistory {
 public:
  // `folder` is made when there is something to keep.
  explicit FileHistory(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void begin_turn(std::string id);
  // Before `after` takes the place of what is at `path`, which is canonical.
  void keep(const std::filesystem::path& path, std::string_view after);

 private:
  std::filesystem::path folder_;
  std::string turn_;
  std::set<std::filesystem::path> kept_;     // in this turn
  std::optional<std::uint64_t> kept_bytes_;  // of the session; empty: not counted yet
};

// What one turn, or the whole session, did to a file.
struct ChangedFile {
  std::filesystem::path path;
  std::optional<std::string> before;  // a name of contents(); empty: there was no such file
  std::optional<std::string> after;   // SHA-256 of what was left; empty: no file was
  std::string lost;                   // why `before` was not kept; empty: it was
  // Permission bits: of a file that going back removed, and of one that was undone; 0: not known.
  unsigned before_mode = 0, after_mode = 0;
};
struct ChangedTurn {
  std::string id;  // of the user's message; of a rewind: its own (tools/rewind.h)
  std::string at;  // when it first changed a file; ISO 8601
  bool undone = false;
  std::vector<ChangedFile> files;
};
// The journal: one more line, or all of them in their order; broken lines are left out, and what
// began after `until` unless that is empty.
Result<> add_to_journal(const std::filesystem::path& folder, const std::string& line);
std::vector<ChangedTurn> changed_turns(const std::filesystem::path& folder,
                                       const std::string& until = {});
// Keeps `bytes` and gives their name; the same content is kept once.
Result<std::string> keep_content(const std::filesystem::path& folder, std::string_view bytes);
// By name; Kind::not_found when it is gone.
Result<std::string> kept_content(const std::filesystem::path& folder, const std::string& name);

struct TakenBack {
  std::string turn;
  std::vector<std::filesystem::path> restored, removed;
  std::vector<ChangedFile> left;  // whose former content was not kept
};
// The last turn that is not undone; the turn that was undone last, while none came after it.
// Kind::not_found when there is none.
Result<TakenBack> undo(const std::filesystem::path& folder, const std::string& until = {});
Result<TakenBack> redo(const std::filesystem::path& folder, const std::string& until = {});
Error nothing_to_undo();
Error nothing_to_redo();

}  // namespace ingot::tools
