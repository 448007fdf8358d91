#include "engine/session_finder.h"

#include <algorithm>
#include <map>
#include <utility>

#include "os/file.h"
#include "os/signals.h"
#include "session/reader.h"
#include "session/session.h"

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;

// Of files that the index does not know: more are not read while somebody waits for the list.
constexpr std::size_t kMostRead = 300;

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

std::vector<IndexedSession> SessionFinder::sessions(const fs::path& cwd) {
  std::vector<IndexedSession> sessions;
  const std::string name = cwd.empty() ? std::string() : session::folder_name(cwd);
  if (session::Index* const index = this->index()) {
    if (auto known = index->sessions(name)) sessions = *std::move(known);
  }
  if (cwd.empty()) return sessions;
  // What happened since: sessions that went on, and new ones.
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < sessions.size(); ++i) places[sessions[i].id] = i;
  std::vector<IndexedSession> fresh;
  const fs::path folder = folder_ / "sessions" / name;
  constexpr std::string_view kSuffix = ".jsonl";
  if (const auto entries = os::list_folder(folder)) {
    for (const os::DirectoryEntry& entry : *entries) {
      if (!entry.name.ends_with(kSuffix)) continue;
      const auto info = os::stat_file(folder / entry.name);
      if (!info) continue;
      std::string id = entry.name.substr(0, entry.name.size() - kSuffix.size());
      if (const auto place = places.find(id); place != places.end()) {
        sessions[place->second].modified_ns = info->mtime_ns;
      } else {
        fresh.push_back({.id = std::move(id), .cwd = cwd.string(), .modified_ns = info->mtime_ns});
      }
    }
  }
  const auto newer = [](const IndexedSession& a, const IndexedSession& b) {
    return a.modified_ns > b.modified_ns;
  };
  std::sort(fresh.begin(), fresh.end(), newer);
  if (fresh.size() > kMostRead) fresh.resize(kMostRead);
  for (IndexedSession& one : fresh) {
    const auto header = session::read_header(folder / (one.id + std::string(kSuffix)));
    if (!header || !session::works_in(*header, cwd)) continue;
    one.title = header->title;
    sessions.push_back(std::move(one));
  }
  std::sort(sessions.begin(), sessions.end(), newer);
  return sessions;
}

std::vector<std::string> SessionFinder::containing(const std::string& text, std::size_t most) {
  session::Index* const index = this->index();
  if (index == nullptr) return {};
  return index->containing(text, most).value_or(std::vector<std::string>());
}

}  // namespace ingot::engine
