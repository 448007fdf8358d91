#include "tui/file_index.h"

#include <algorithm>
#include <utility>

#include "os/paths.h"
#include "os/process.h"
#include "os/signals.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::minutes kWalkLimit(5);
constexpr std::chrono::seconds kFresh(3);  // so long a walk is believed
constexpr milliseconds kGrace(80);
constexpr std::size_t kSlice = 4096;   // entries looked at before somebody else may have them
constexpr milliseconds kFirst(20);     // then the best so far is shown,
constexpr milliseconds kBetween(100);  // and again from time to time
constexpr milliseconds kSettle(80);
constexpr std::size_t kMaxFiles = 5000000;
constexpr std::size_t kMaxDepth = 64;

}  // namespace

FileIndex::~FileIndex() {
  walker_.request_stop();
  searcher_.request_stop();
}

void FileIndex::begin(const std::filesystem::path& folder) {
  {
    const std::lock_guard lock(mutex_);
    if (folder == folder_ && (walking_ || steady_clock::now() - walked_ < kFresh)) return;
  }
  walker_ = {};  // one of another folder may still be walking
  bool is_other = false;
  {
    const std::lock_guard lock(mutex_);
    is_other = std::exchange(folder_, folder) != folder;
    if (is_other) found_ = {};
    walking_ = true;
  }
  if (is_other) {
    const std::lock_guard lock(list_mutex_);
    list_ = nullptr;
  }
  walker_ = std::jthread([this, folder](const std::stop_token& stop) { walk(stop, folder); });
  if (!searcher_.joinable()) {
    searcher_ = std::jthread([this](const std::stop_token& stop) { look(stop); });
  }
}

void FileIndex::search(const std::string& wanted) {
  const std::lock_guard lock(mutex_);
  if (has_asked_ && asked_ == wanted) return;
  asked_ = wanted;
  has_asked_ = true;
  changed_.notify_all();
}

FileIndex::Found FileIndex::found() const {
  const std::lock_guard lock(mutex_);
  return found_;
}

void FileIndex::settle() {
  std::unique_lock lock(mutex_);
  published_.wait_for(lock, kSettle, [this] { return !has_asked_ || found_.wanted == asked_; });
}

void FileIndex::walk(const std::stop_token& stop, const std::filesystem::path& folder) {
  os::begin_thread("files");
  // The first walk of a folder is searched while it grows; a later one takes its place at its end.
  auto fresh = std::make_unique<FileList>();
  FileList* into = fresh.get();
  const auto take_over = [&] {
    list_ = std::move(fresh);
    list_is_new_ = true;
  };
  {
    const std::lock_guard lock(list_mutex_);
    if (list_ == nullptr) take_over();
  }
  const bool by_ripgrep = walk_by_ripgrep(stop, folder, *into);
  if (!by_ripgrep && !stop.stop_requested()) walk_by_ourselves(stop, folder, *into);
  if (stop.stop_requested()) return;
  {
    const std::lock_guard lock(list_mutex_);
    if (fresh != nullptr) take_over();
  }
  const std::lock_guard lock(mutex_);
  knows_ignored_ = by_ripgrep;
  walking_ = false;
  walked_ = steady_clock::now();
  ++version_;
  changed_.notify_all();
}

// Paths that end in NUL.
void FileIndex::add(std::string_view paths, FileList& into) {
  {
    const std::lock_guard lock(list_mutex_);
    while (!paths.empty() && into.size() < kMaxFiles) {
      const std::size_t end = std::min(paths.find('\0'), paths.size());
      std::string_view path = paths.substr(0, end);
      if (path.starts_with("./")) path.remove_prefix(2);
      into.add(path);
      paths.remove_prefix(std::min(end + 1, paths.size()));
    }
  }
  const std::lock_guard lock(mutex_);
  ++version_;
  changed_.notify_all();
}

bool FileIndex::walk_by_ripgrep(const std::stop_token& stop, const std::filesystem::path& folder,
                                FileList& into) {
  const std::filesystem::path program = os::find_program("rg");
  if (program.empty() || os::is_inside(os::canonical(program), folder)) return false;
  auto child =
      os::Child::start({.argv = {program.string(), "--no-config", "--files", "--null", "--hidden",
                                 "--no-require-git", "--no-messages", "--glob", "!.git"},
                        .directory = folder,
                        .environment = os::environment_without({"RIPGREP_CONFIG_PATH"}),
                        .input = {},
                        .merge_stderr = false});
  if (!child) return false;
  const auto deadline = steady_clock::now() + kWalkLimit;
  std::string open;
  while (true) {
    const os::Child::Step step = child->wait(deadline, stop);
    open += step.output;
    if (const std::size_t end = open.rfind('\0'); end != std::string::npos) {
      add(std::string_view(open).substr(0, end + 1), into);
      open.erase(0, end + 1);
    }
    if (step.event == os::Child::Event::output) continue;
    if (step.event != os::Child::Event::exited) child->end_group(kGrace);
    // 1: no files; 2: some folders could not be read. What could be read was listed.
    return child->exit().code <= 2;
  }
}

void FileIndex::walk_by_ourselves(const std::stop_token& stop, const std::filesystem::path& folder,
                                  FileList& into) {
  struct Open {
    std::string path;
    std::size_t depth;
  };
  std::vector<Open> open = {{"", 0}};
  std::string paths;
  while (!open.empty() && !stop.stop_requested()) {
    const Open here = std::move(open.back());
    open.pop_back();
    const auto entries = os::list_folder(folder / here.path);
    if (!entries) continue;
    for (const os::DirectoryEntry& entry : *entries) {
      if (entry.name == ".git") continue;
      if (entry.type == os::FileInfo::Type::directory) {
        if (here.depth < kMaxDepth) open.push_back({here.path + entry.name + "/", here.depth + 1});
      } else {
        paths += here.path + entry.name + '\0';
      }
    }
    if (paths.size() > kSlice || open.empty()) {
      add(paths, into);
      paths.clear();
    }
  }
}

void FileIndex::look(const std::stop_token& stop) {
  os::begin_thread("search");
  FileSearch search;
  std::string wanted;
  std::size_t seen = 0;
  bool begun = false, more = false, unpublished = false, walking = false;
  steady_clock::time_point next_report;
  const auto has_work = [&] {
    return has_asked_ && (!begun || more || version_ != seen || asked_ != wanted);
  };
  while (true) {
    bool begins = false;
    {
      std::unique_lock lock(mutex_);
      if (unpublished) {
        changed_.wait_until(lock, stop, next_report, has_work);
      } else {
        changed_.wait(lock, stop, has_work);
      }
      if (stop.stop_requested()) return;
      begins = !std::exchange(begun, true) || asked_ != wanted;
      wanted = asked_;
      seen = version_;
      walking = walking_;
    }
    Found found;
    {
      const std::lock_guard lock(list_mutex_);
      if (list_ == nullptr) {
        begun = more = unpublished = false;
        std::this_thread::yield();
        continue;
      }
      if (std::exchange(list_is_new_, false)) {
        search.forget();
        begins = true;
      }
      if (begins) {
        search.begin(wanted);
        next_report = steady_clock::now() + kFirst;
      }
      more = search.step(*list_, kSlice);
      found.complete = !more && !walking;
      unpublished = !found.complete && steady_clock::now() < next_report;
      if (unpublished) continue;
      found.best = search.best(*list_);
    }
    found.wanted = wanted;
    found.total = search.total();
    next_report = steady_clock::now() + kBetween;
    const std::lock_guard lock(mutex_);
    found.knows_ignored = knows_ignored_;
    found_ = std::move(found);
    published_.notify_all();
    waker_.wake();
  }
}

}  // namespace ingot::tui
