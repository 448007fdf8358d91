// engine/session_finder.h: sessions to go on with, listed and searched at once.
//
// Purpose    What /sessions shows (TUI-113): from the index, which a thread brings up to date, and
//            from the files of sessions that it does not know yet.
// Ownership  Owns the thread and two connections to the index.
// Threads    One thread calls it; `changed` is called from the other.
// Errors     Without an index, titles and times come from the files, and nothing is found in texts.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "session/index.h"

namespace ingot::engine {

struct IndexedSession : session::IndexedSession {
  bool favorite = false;
};

class SessionFinder {
 public:
  // `folder` is ~/.factory.
  SessionFinder(std::filesystem::path folder, std::function<void()> changed);

  // Brings the index up to date in the background.
  void begin();
  void wait();  // until that is done
  bool is_busy() const { return busy_; }
  // Whether the index has changed since the last call.
  bool take_change() { return changed_.exchange(false); }

  // Those of a folder and the favourites of all others; an empty `cwd`: of all folders. Favourites
  // first, then the newest (CLI-58).
  std::vector<IndexedSession> sessions(const std::filesystem::path& cwd);
  // Those that are archived, of a folder or of all, the newest first.
  std::vector<IndexedSession> archived(const std::filesystem::path& cwd);
  // Ids of sessions in which `text` was said.
  std::vector<std::string> containing(const std::string& text, std::size_t most);

 private:
  session::Index* index();
  std::vector<IndexedSession> indexed(const std::filesystem::path& cwd, bool archived);
  void add_fresh(const std::filesystem::path& cwd, std::vector<IndexedSession>& sessions) const;

  std::filesystem::path folder_;
  std::function<void()> on_change_;
  std::optional<session::Index> index_;
  std::atomic<bool> busy_ = false, changed_ = false;
  std::jthread updater_;
};

}  // namespace ingot::engine
