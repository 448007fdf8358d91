#include "engine/session_finder.h"

#include <algorithm>
#include <map>
#include <utility>

#include "os/file.h"
#include "os/signals.h"
#include "session/favorites.h"
#include "session/layout.h"
#include "session/reader.h"
#include "session/session.h"
#include "session/settings_file.h"

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;

// Of files that the index does not know: more are not read while somebody waits for the list.
constexpr std::size_t kMostRead = 300;

bool is_newer(const IndexedSession& a, const IndexedSession& b) {
  return a.modified_ns > b.modified_ns;
}

fs::path index_file(const fs::path& folder) { return folder / "ingot" / "sessions.db"; }

}  // namespace

SessionFinder::SessionFinder(fs::path folder, std::function<void()> changed)
    : folder_(std::move(folder)), on_change_(std::move(changed)) {}

session::Index* SessionFinder::index() {
  if (!index_) {
    if (auto opened = session::Index::open(index_file(folder_))) index_.emplace(*std::move(opened));
  }
  return index_ ? &*index_ : nullptr;
}

void SessionFinder::begin() {
  if (busy_.exchange(true)) return;
  if (index() == nullptr) {  // made by the thread that reads it, so that none waits for the other
    busy_ = false;
    return;
  }
  updater_ = std::jthread([this](const std::stop_token& stop) {
    os::begin_thread("sessions");
    if (auto own = session::Index::open(index_file(folder_))) {
      const auto updated = own->update(folder_ / "sessions", stop);
      if (updated && *updated) changed_ = true;
    }
    busy_ = false;
    on_change_();
  });
}

// What happened in a folder since the index was made: sessions that went on, and new ones.
void SessionFinder::add_fresh(const fs::path& cwd, std::vector<IndexedSession>& sessions) const {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < sessions.size(); ++i) places[sessions[i].id] = i;
  std::vector<IndexedSession> fresh;
  const fs::path folder = folder_ / "sessions" / session::folder_name(cwd);
  constexpr std::string_view kSuffix = ".jsonl";
  const auto entries = os::list_folder(folder);
  if (!entries) return;
  for (const os::DirectoryEntry& entry : *entries) {
    if (!entry.name.ends_with(kSuffix)) continue;
    const auto info = os::stat_file(folder / entry.name);
    if (!info) continue;
    std::string id = entry.name.substr(0, entry.name.size() - kSuffix.size());
    if (const auto place = places.find(id); place != places.end()) {
      sessions[place->second].modified_ns = info->mtime_ns;
    } else {
      fresh.emplace_back();
      fresh.back().id = std::move(id);
      fresh.back().cwd = cwd.string();
      fresh.back().modified_ns = info->mtime_ns;
    }
  }
  std::sort(fresh.begin(), fresh.end(), is_newer);
  if (fresh.size() > kMostRead) fresh.resize(kMostRead);
  for (IndexedSession& one : fresh) {
    const session::Files files{.folder = folder, .id = one.id};
    const auto header = session::read_header(files.messages());
    if (!header || !session::works_in(*header, cwd)) continue;
    if (!session::read_settings(files.settings()).archived_at.empty()) continue;
    one.title = header->title;
    sessions.push_back(std::move(one));
  }
}

void SessionFinder::wait() {
  if (updater_.joinable()) updater_.join();
}

std::vector<IndexedSession> SessionFinder::indexed(const fs::path& cwd, bool archived) {
  std::vector<IndexedSession> sessions;
  session::Index* const index = this->index();
  if (index == nullptr) return sessions;
  const std::string name = cwd.empty() ? std::string() : session::folder_name(cwd);
  for (session::IndexedSession& one :
       index->sessions(name, archived).value_or(std::vector<session::IndexedSession>())) {
    sessions.push_back({std::move(one)});
  }
  return sessions;
}

std::vector<IndexedSession> SessionFinder::archived(const fs::path& cwd) {
  return indexed(cwd, true);
}

std::vector<IndexedSession> SessionFinder::sessions(const fs::path& cwd) {
  std::vector<IndexedSession> sessions = indexed(cwd, false);
  session::Index* const index = this->index();
  if (!cwd.empty()) add_fresh(cwd, sessions);
  // A list that cannot be read marks none.
  const std::vector<std::string> marked =
      session::favorites(folder_ / "sessions").value_or(std::vector<std::string>());
  for (const std::string& id : marked) {
    const auto place = std::find_if(sessions.begin(), sessions.end(),
                                    [&](const IndexedSession& one) { return one.id == id; });
    if (place != sessions.end()) {
      place->favorite = true;
    } else if (index != nullptr && !cwd.empty()) {
      auto known = index->session(id);
      if (known && *known && !(*known)->archived) sessions.push_back({*std::move(*known), true});
    }
  }
  std::sort(sessions.begin(), sessions.end(), [](const IndexedSession& a, const IndexedSession& b) {
    return a.favorite != b.favorite ? a.favorite : is_newer(a, b);
  });
  return sessions;
}

std::vector<std::string> SessionFinder::containing(const std::string& text, std::size_t most) {
  session::Index* const index = this->index();
  if (index == nullptr) return {};
  return index->containing(text, most).value_or(std::vector<std::string>());
}

}  // namespace ingot::engine
