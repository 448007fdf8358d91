#include "tui/history.h"

#include <algorithm>
#include <chrono>

#include "base/letters.h"
#include "json/value.h"
#include "os/file.h"
#include "tui/draft_json.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kMaxEntries = 1000;
constexpr std::uint64_t kMaxBytes = 8U << 20U;
constexpr std::size_t kMaxLine = 4U << 20U;  // a larger one was not meant to be recalled
constexpr std::chrono::milliseconds kLockWait(50);

bool holds(std::string_view text, std::string_view wanted) {
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace

void History::load() {
  if (std::exchange(loaded_, true)) return;
  auto lines = os::LineReader::open(file_);
  if (!lines) return;
  json::Reader reader;
  std::string line;
  std::size_t count = 0;
  while (lines->next(line, kMaxLine)) {
    ++count;
    if (const auto value = reader.parse(line)) {
      if (auto draft = draft_from(*value)) entries_.push_back(*std::move(draft));
    }
    // Never much more in memory than what is kept.
    if (entries_.size() >= 2 * kMaxEntries) {
      entries_.erase(entries_.begin(), entries_.end() - kMaxEntries);
    }
  }
  if (entries_.size() > kMaxEntries) {
    entries_.erase(entries_.begin(), entries_.end() - kMaxEntries);
  }
  const auto info = os::stat_file(file_);
  if (count >= 2 * kMaxEntries || (info && info->size >= 2 * kMaxBytes)) shorten();
}

void History::shorten() {
  std::vector<std::string> lines;
  std::uint64_t bytes = 0;
  for (std::size_t i = entries_.size(); i > 0 && bytes < kMaxBytes; --i) {
    lines.push_back(to_json(entries_[i - 1]) + "\n");
    bytes += lines.back().size();
  }
  std::string text;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) text += *line;
  const auto lock = os::FileLock::lock(file_.string() + ".lock", kLockWait);
  if (!lock) return;
  [[maybe_unused]] const auto written =
      os::write_atomic(file_, text, {.mode = 0600, .sync = false});
}

std::filesystem::path history_file(const std::filesystem::path& configuration,
                                   const std::filesystem::path& folder) {
  std::string name = folder.string();
  std::replace(name.begin(), name.end(), '/', '-');
  if (name.size() > 200) name = name.substr(name.size() - 200);
  return configuration / "ingot/history" / (name + ".jsonl");
}

void History::open(std::filesystem::path file) {
  file_ = std::move(file);
  loaded_ = false;
  entries_.clear();
  leave();
}

void History::add(const Draft& draft) {
  load();
  leave();
  if (draft.empty() || (!entries_.empty() && entries_.back() == draft)) return;
  entries_.push_back(draft);
  if (entries_.size() > kMaxEntries) entries_.erase(entries_.begin());
  if (!os::make_folders(file_.parent_path(), 0700)) return;
  const std::string line = redactor_.redact(to_json(draft)) + "\n";
  const auto lock = os::FileLock::lock(file_.string() + ".lock", kLockWait);
  if (auto file = os::AppendFile::open(file_)) {
    [[maybe_unused]] const auto written = file->append(line);
  }
}

const Draft* History::older(const Draft& draft) {
  load();
  const std::size_t at = at_.value_or(entries_.size());
  if (at == 0) return nullptr;
  if (!at_) draft_ = draft;
  at_ = at - 1;
  return &entries_[*at_];
}

const Draft* History::newer() {
  if (!at_) return nullptr;
  if (++*at_ < entries_.size()) return &entries_[*at_];
  at_.reset();
  return &draft_;
}

std::optional<std::size_t> History::find(std::string_view wanted, std::size_t before) {
  load();
  for (std::size_t i = std::min(before, entries_.size()); i > 0; --i) {
    if (holds(entries_[i - 1].text, wanted)) return i - 1;
  }
  return std::nullopt;
}

std::size_t History::size() {
  load();
  return entries_.size();
}

}  // namespace ingot::tui
