#include "tools/file_records.h"

#include <algorithm>

#include "base/ids.h"

namespace ingot::tools {
namespace {

std::vector<std::uint64_t> line_hashes(std::string_view content) {
  std::vector<std::uint64_t> out;
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    const std::size_t length = end == std::string_view::npos ? content.size() : end + 1;
    out.push_back(stable_hash(content.substr(0, length)));
    content.remove_prefix(length);
  }
  return out;
}

}  // namespace

void FileRecords::saw(const std::filesystem::path& path, const os::FileInfo& info,
                      std::string_view content) {
  Record record{.size = info.size, .mtime_ns = info.mtime_ns, .hash = os::sha256_hex(content)};
  const auto lines = std::count(content.begin(), content.end(), '\n');
  if (static_cast<std::size_t>(lines) < kMaxLines / 10) {
    record.lines = line_hashes(content);
    record.has_lines = true;
  }
  keep(path, std::move(record));
}

void FileRecords::saw_part(const std::filesystem::path& path, const os::FileInfo& info) {
  keep(path, Record{.size = info.size, .mtime_ns = info.mtime_ns});
}

void FileRecords::keep(const std::filesystem::path& path, Record record) {
  const std::lock_guard lock(mutex_);
  Record& kept = records_[path];
  total_lines_ = total_lines_ - kept.lines.size() + record.lines.size();
  kept = std::move(record);
  kept.seen = ++counter_;
  while (records_.size() > kMaxFiles || total_lines_ > kMaxLines) {
    const auto oldest =
        std::min_element(records_.begin(), records_.end(), [&](const auto& a, const auto& b) {
          // Only what would make room counts.
          const bool a_helps = records_.size() > kMaxFiles || !a.second.lines.empty();
          const bool b_helps = records_.size() > kMaxFiles || !b.second.lines.empty();
          if (a_helps != b_helps) return a_helps;
          return a.second.seen < b.second.seen;
        });
    total_lines_ -= oldest->second.lines.size();
    if (records_.size() > kMaxFiles) {
      records_.erase(oldest);
    } else {
      oldest->second.lines = {};
      oldest->second.has_lines = false;
    }
  }
}

void FileRecords::forget(const std::filesystem::path& path) {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(path);
  if (found == records_.end()) return;
  total_lines_ -= found->second.lines.size();
  records_.erase(found);
}

FileRecords::Answer FileRecords::check(const std::filesystem::path& path, const os::FileInfo& info,
                                       std::string_view content) const {
  Record record;
  {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(path);
    if (found == records_.end()) return {};
    record = found->second;
  }
  if (record.hash.empty()) {
    const bool same = record.size == info.size && record.mtime_ns == info.mtime_ns;
    return {.state = same ? State::fresh : State::changed};
  }
  if (record.hash == os::sha256_hex(content)) return {.state = State::fresh};
  Answer answer{.state = State::changed};
  if (!record.has_lines) return answer;

  const std::vector<std::uint64_t> lines = line_hashes(content);
  const std::size_t shorter = std::min(lines.size(), record.lines.size());
  std::size_t head = 0;
  while (head < shorter && lines[head] == record.lines[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         lines[lines.size() - 1 - tail] == record.lines[record.lines.size() - 1 - tail]) {
    ++tail;
  }
  answer.first_line = std::min(head + 1, std::max<std::size_t>(lines.size(), 1));
  // After a pure deletion the line at which it happened stands for the range.
  answer.last_line = std::max(answer.first_line, lines.size() - tail);
  return answer;
}

}  // namespace ingot::tools
