// tui/draft_store.h: the unsent draft on disk, so that a crash does not take it.
//
// Purpose    Whoever is killed in the middle of a thought finds it again at the next start of the
//            folder (TUI-59).
// Ownership  <history file>.<pid>.draft, mode 0600, and a lock beside it that the kernel drops when
//            this process ends, however it ends. Both are gone after an orderly end.
// Threads    One thread. Time is handed in.
// Errors     A folder that cannot be written keeps no drafts, nothing more.
// Cost       One small file half a second after the last key, not synced: it is to survive our
//            death, not the machine's.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

#include "base/redact.h"
#include "os/file.h"
#include "tui/draft.h"

namespace ingot::tui {

class DraftStore {
 public:
  using Time = std::chrono::steady_clock::time_point;

  DraftStore(const std::filesystem::path& history_file, const Redactor& redactor);
  ~DraftStore();
  DraftStore(const DraftStore&) = delete;
  DraftStore& operator=(const DraftStore&) = delete;

  // What earlier processes left when they died; theirs no longer.
  std::vector<Draft> take_left_behind();

  // The draft may have changed.
  void note(const Draft& draft, Time now);
  // How long until save() has something to do; empty: nothing.
  std::optional<std::chrono::milliseconds> wait(Time now) const;
  void save(const Draft& draft, Time now);
  // At an end that was not asked for, the draft stays.
  void keep(const Draft& draft);

 private:
  void write(const Draft& draft);

  std::filesystem::path base_, file_;
  const Redactor& redactor_;
  std::optional<os::FileLock> lock_;
  Draft saved_;
  std::optional<Time> due_, latest_;
  bool stays_ = false;
};

}  // namespace ingot::tui
