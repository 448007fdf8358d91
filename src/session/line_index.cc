#include "session/line_index.h"

#include <utility>

#include "json/value.h"
#include "session/blocks.h"

namespace ingot::session {
namespace {

constexpr std::size_t kChunk = 256 << 10;

}  // namespace

Result<LineIndex> LineIndex::open(std::filesystem::path path) {
  INGOT_TRY(os::RandomFile file, os::RandomFile::open(path));
  LineIndex index(std::move(path), std::move(file));
  INGOT_TRY_VOID(index.refresh());
  return index;
}

Result<> LineIndex::refresh() {
  INGOT_TRY(std::uint64_t size, file_.size());
  // A new title replaces the file; the lines behind the header are the same, elsewhere.
  INGOT_TRY(os::RandomFile present, os::RandomFile::open(path_));
  INGOT_TRY(const std::uint64_t present_size, present.size());
  if (present_size != size) {
    file_ = std::move(present);
    size = present_size;
    ends_.clear();
  }
  std::uint64_t at = ends_.empty() ? 0 : ends_.back();
  while (at < size) {
    INGOT_TRY(const std::string bytes, file_.read(at, kChunk));
    if (bytes.empty()) break;
    for (std::size_t feed = bytes.find('\n'); feed != std::string::npos;
         feed = bytes.find('\n', feed + 1)) {
      ends_.push_back(at + feed + 1);
    }
    at += bytes.size();
  }
  return {};
}

std::string LineIndex::line(std::size_t index) const {
  if (index >= ends_.size()) return {};
  const std::uint64_t begin = index == 0 ? 0 : ends_[index - 1];
  return file_.read(begin, static_cast<std::size_t>(ends_[index] - begin - 1))
      .value_or(std::string());
}

StoredMessage LineIndex::read(std::size_t index) const {
  const std::string text = line(index);
  const auto document = json::Document::parse(text);
  if (!document || document->root()["type"].string() != "message") return {};
  auto read = from_line(text, document->root());
  if (!read) return {};
  return {.message = std::move(read->message),
          .timestamp = std::string(document->root()["timestamp"].string_or(""))};
}

}  // namespace ingot::session
