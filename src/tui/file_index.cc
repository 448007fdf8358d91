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
constexpr std::size_t kSlice = 16384;  // entries looked at before somebody else may have them
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
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(folder_, folder) != folder) {
      list_ = nullptr;
      found_ = {};
    }
    walking_ = true;
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
  os::name_thread("files");
  // The first walk of a folder is searched while it grows; a later one takes its place at its end.
  auto fresh = std::make_unique<FileList>();
  FileList* into = fresh.get();
  {
    const std::lock_guard lock(mutex_);
    if (list_ == nullptr) {
      list_ = std::move(fresh);
      is_new_list_ = true;
    }
  }
  const bool by_ripgrep = walk_by_ripgrep(stop, folder, *into);
  if (!by_ripgrep && !stop.stop_requested()) walk_by_ourselves(stop, folder, *into);
  const std::lock_guard lock(mutex_);
  if (stop.stop_requested()) return;
  if (fresh != nullptr) {
    list_ = std::move(fresh);
    is_new_list_ = true;
  }
  knows_ignored_ = by_ripgrep;
  walking_ = false;
  walked_ = steady_clock::now();
  changed_.notify_all();
}

// Paths that end in NUL.
void FileIndex::add(std::string_view paths, FileList& into) {
  const std::lock_guard lock(mutex_);
  while (!paths.empty() && into.size() < kMaxFiles) {
    const std::size_t end = std::min(paths.find('\0'), paths.size());
    std::string_view path = paths.substr(0, end);
    if (path.starts_with("./")) path.remove_prefix(2);
    into.add(path);
    paths.remove_prefix(std::min(end + 1, paths.size()));
  }
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

// Called with the mutex held.
void FileIndex::publish(bool complete) {
  found_ = {.wanted = search_.wanted(),
            .best = search_.best(*list_),
            .total = search_.total(),
            .complete = complete,
            .knows_ignored = knows_ignored_};
  waker_.wake();
  published_.notify_all();
}

void FileIndex::look(const std::stop_token& stop) {
  os::name_thread("search");
  bool unpublished = false;
  steady_clock::time_point next_report;
  std::unique_lock lock(mutex_);
  const auto has_work = [this] {
    return has_asked_ && list_ != nullptr &&
           (is_new_list_ || search_.wanted() != asked_ || search_.has_more(*list_) ||
            (!walking_ && !found_.complete));
  };
  while (true) {
    if (unpublished) {
      changed_.wait_until(lock, stop, next_report, has_work);
    } else {
      changed_.wait(lock, stop, has_work);
    }
    if (stop.stop_requested()) return;
    if (list_ == nullptr) continue;
    if (is_new_list_ || search_.wanted() != asked_) {
      if (std::exchange(is_new_list_, false)) search_.forget();
      search_.begin(asked_);
      next_report = steady_clock::now() + kFirst;
    }
    const bool more = search_.step(*list_, kSlice);
    unpublished = true;
    const bool complete = !more && !walking_;
    if (complete || steady_clock::now() >= next_report) {
      publish(complete);
      unpublished = false;
      next_report = steady_clock::now() + kBetween;
    }
    if (more) {  // the walk and the caller may have the list between two slices
      lock.unlock();
      lock.lock();
    }
  }
}

}  // namespace ingot::tui
