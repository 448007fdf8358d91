#include "tui/history.h"

#include <algorithm>

#include "json/value.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kMaxEntries = 1000;
constexpr std::uint64_t kMaxBytes = 16U << 20U;

}  // namespace

History::History(std::filesystem::path file) : file_(std::move(file)) {
  const std::string text = os::read_file(file_, kMaxBytes).value_or({});
  json::Reader reader;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (const auto line = reader.parse(std::string_view(text).substr(at, end - at))) {
      if (const auto entry = line->string()) entries_.emplace_back(*entry);
    }
    at = end + 1;
  }
  if (entries_.size() > kMaxEntries) {
    entries_.erase(entries_.begin(), entries_.end() - kMaxEntries);
  }
  at_ = entries_.size();
}

void History::add(const std::string& text) {
  if (!text.empty() && (entries_.empty() || entries_.back() != text)) {
    entries_.push_back(text);
    if (os::make_folders(file_.parent_path(), 0700)) {
      if (auto file = os::AppendFile::open(file_)) {
        [[maybe_unused]] const auto written = file->append(json::quoted(text) + "\n");
      }
    }
  }
  leave();
}

const std::string* History::older(const std::string& draft) {
  if (at_ == 0) return nullptr;
  if (at_ == entries_.size()) draft_ = draft;
  return &entries_[--at_];
}

const std::string* History::newer() {
  if (at_ >= entries_.size()) return nullptr;
  ++at_;
  return at_ == entries_.size() ? &draft_ : &entries_[at_];
}

}  // namespace ingot::tui
