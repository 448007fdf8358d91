// os/watch_linux.cc: os/watch.h by inotify.
//
// The folder of a file is watched, never the file: an editor that replaces a file by rename leaves
// a watch of the file itself on the old one. Symlinks make one file pass through several folders;
// each of them is watched for the name that matters there. All names are worked out anew after
// every change, as a folder or a link on the way may be another one by then.
#ifdef __linux__

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <map>
#include <set>
#include <string>

#include "os/file.h"
#include "os/watch.h"

namespace ingot::os {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                  IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr int kMaxLinks = 40;    // as the kernel counts, against loops
constexpr int kMaxAttempts = 5;  // against a tree that never rests

// Every folder a path is reached through, with the names that matter there.
using Names = std::map<fs::path, std::set<std::string>>;

void add_names(const fs::path& file, Names& names) {
  fs::path rest = file.lexically_normal();
  int links = 0;
  // Component by component from the root; a symlink's target takes the place of what was walked.
  for (bool again = true; again && links < kMaxLinks;) {
    again = false;
    fs::path folder = rest.root_path();
    const fs::path relative = rest.relative_path();
    for (auto part = relative.begin(); part != relative.end(); ++part) {
      const fs::path here = folder / *part;
      const auto info = stat_no_follow(here);
      const bool is_link = info && info->type == FileInfo::Type::symlink;
      const bool is_last = std::next(part) == relative.end();
      // A folder that is there is not watched for: the folder inside it tells when it goes.
      if (is_link || is_last || !info) names[folder].insert(part->string());
      if (!info) return;
      if (is_link) {
        std::error_code error;
        fs::path target = fs::read_symlink(here, error);
        if (error) return;
        if (target.is_relative()) target = folder / target;
        for (auto after = std::next(part); after != relative.end(); ++after) target /= *after;
        rest = target.lexically_normal();
        ++links;
        again = true;
        break;
      }
      folder = here;
    }
  }
}

}  // namespace

struct FileWatch::State {
  Fd inotify{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
  std::vector<fs::path> files;
  std::map<int, std::set<std::string>> names;  // by watch

  Names wanted() const;
  void renew();
  bool matters(const inotify_event& event) const;
};

Names FileWatch::State::wanted() const {
  Names found;
  for (const fs::path& file : files) add_names(file, found);
  return found;
}

void FileWatch::State::renew() {
  std::map<int, std::set<std::string>> kept;
  Names now = wanted();
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    for (const auto& [folder, own] : now) {
      // The same folder under two paths has one watch.
      const int watch = ::inotify_add_watch(inotify.get(), folder.c_str(), kEvents | IN_ONLYDIR);
      if (watch >= 0) kept[watch].insert(own.begin(), own.end());
    }
    // What appeared before its watch was in place would never be told of.
    Names after = wanted();
    if (after == now) break;
    now = std::move(after);
  }
  for (const auto& [watch, own] : names) {
    if (!kept.contains(watch)) ::inotify_rm_watch(inotify.get(), watch);
  }
  names = std::move(kept);
}

bool FileWatch::State::matters(const inotify_event& event) const {
  if ((event.mask & IN_Q_OVERFLOW) != 0) return true;
  const auto watched = names.find(event.wd);
  if (watched == names.end()) return false;
  if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) return true;
  return event.len > 0 && watched->second.contains(event.name);
}

FileWatch::FileWatch() : state_(std::make_unique<State>()) {}
FileWatch::~FileWatch() = default;

int FileWatch::fd() const { return state_->inotify.get(); }

void FileWatch::watch(std::vector<fs::path> files) {
  state_->files = std::move(files);
  if (state_->inotify.valid()) state_->renew();
}

bool FileWatch::changed() {
  bool found = false;
  alignas(inotify_event) std::array<char, 4096> buffer;
  while (true) {
    const ssize_t size = ::read(state_->inotify.get(), buffer.data(), buffer.size());
    if (size <= 0) break;
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      found = state_->matters(*event) || found;
      at += static_cast<ssize_t>(sizeof *event + event->len);
    }
  }
  if (found) state_->renew();
  return found;
}

}  // namespace ingot::os

#endif
