#include "tui/file_index.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <optional>
#include <set>

#include "os/process.h"
#include "os/signals.h"

namespace ingot::tui {
namespace {

constexpr std::chrono::seconds kWalkLimit(30);
constexpr std::size_t kMaxListing = 256U << 20U;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Higher is better; empty when a letter is missing. Letters in a row, at the beginning of a word
// and in the file's own name count more; short paths win ties.
std::optional<long> score(std::string_view path, std::string_view wanted) {
  const std::size_t name = path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1;
  long points = 0;
  const auto walk = [&](std::size_t from) -> bool {
    points = 0;
    std::size_t at = from;
    std::size_t last = std::string_view::npos;
    for (const char c : wanted) {
      while (at < path.size() && lower(path[at]) != lower(c)) ++at;
      if (at == path.size()) return false;
      const bool begins =
          at == 0 || std::string_view("/_-. ").find(path[at - 1]) != std::string_view::npos;
      points += 1 + (last != std::string_view::npos && at == last + 1 ? 5 : 0) + (begins ? 4 : 0) +
                (at >= name ? 3 : 0);
      last = at++;
    }
    return true;
  };
  if (!walk(name) && !walk(0)) return std::nullopt;
  return points * 1000 - static_cast<long>(path.size());
}

}  // namespace

void FileIndex::begin() {
  if (thread_.joinable()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { walk(stop); });
}

void FileIndex::walk(const std::stop_token& stop) {
  os::name_thread("files");
  std::vector<std::string> paths;
  std::set<std::string> folders;
  const std::vector<std::vector<std::string>> listings = {
      {"git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"},
      {"rg", "--files", "--null", "--hidden", "--glob", "!.git"}};
  for (const auto& argv : listings) {
    os::Command command{.argv = argv,
                        .directory = folder_,
                        .environment = os::environment_without({}),
                        .input = {},
                        .merge_stderr = false};
    const auto listed = os::run(command, kWalkLimit, kMaxListing, stop);
    if (!listed || listed->exit.code != 0) continue;
    std::string_view rest = listed->output;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\0'), rest.size());
      paths.emplace_back(rest.substr(0, end));
      const std::string& path = paths.back();
      for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
        folders.insert(path.substr(0, at + 1));
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    break;
  }
  paths.insert(paths.end(), folders.begin(), folders.end());
  {
    const std::lock_guard lock(mutex_);
    paths_ = std::move(paths);
    ready_ = true;
  }
  waker_.wake();
}

bool FileIndex::is_ready() const {
  const std::lock_guard lock(mutex_);
  return ready_;
}

std::vector<std::string> FileIndex::matches(std::string_view wanted, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<long, const std::string*>> found;
  for (const std::string& path : paths_) {
    if (const auto points = score(path, wanted)) found.emplace_back(*points, &path);
  }
  const std::size_t count = std::min(most, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                    [](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : *a.second < *b.second;
                    });
  std::vector<std::string> best;
  for (std::size_t i = 0; i < count; ++i) best.push_back(*found[i].second);
  return best;
}

}  // namespace ingot::tui
