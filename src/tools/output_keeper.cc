#include "tools/output_keeper.h"

#include <algorithm>

#include "base/ids.h"
#include "base/utf8.h"

namespace ingot::tools {
namespace {

// Code points of well-formed text: all bytes that do not continue one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// Bytes of the first `count` characters.
std::size_t prefix_bytes(std::string_view text, std::size_t count) {
  std::size_t i = 0;
  while (i < text.size()) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U && count-- == 0) break;
    ++i;
  }
  return i;
}

std::uint64_t newlines(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

void OutputKeeper::add(std::string_view text) {
  total_bytes_ += text.size();
  total_newlines_ += newlines(text);
  const std::string_view all = text;
  if (head_characters_ < kHeadCharacters) {
    const std::size_t bytes = prefix_bytes(text, kHeadCharacters - head_characters_);
    head_ += text.substr(0, bytes);
    head_characters_ += characters(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  // Of a large piece only its end can stay.
  const std::size_t new_characters = characters(text);
  if (!over_ && tail_characters_ + new_characters > kTailCharacters) {
    over_ = true;
    // Everything before this piece is still in memory.
    const std::size_t taken = all.size() - text.size();
    write(std::string_view(head_).substr(0, head_.size() - taken));
    write(tail_);
    write(all);
  } else if (over_) {
    write(all);
  }
  tail_ += text;
  tail_characters_ += new_characters;
  trim_tail();
}

void OutputKeeper::trim_tail() {
  // Twice the size before it is cut, so that the cost per byte is constant.
  if (tail_characters_ <= 2 * kTailCharacters) return;
  const std::size_t surplus = tail_characters_ - kTailCharacters;
  tail_.erase(0, prefix_bytes(tail_, surplus));
  tail_characters_ -= surplus;
}

void OutputKeeper::write(std::string_view text) {
  if (text.empty()) return;
  if (file_path_.empty()) {
    if (folder_.empty() || !os::make_folders(folder_, 0700)) return;
    file_path_ = folder_ / ("output-" + new_uuid().substr(0, 8) + ".txt");
    auto opened = os::AppendFile::open(file_path_, 0600);
    if (!opened) {
      file_path_.clear();
      return;
    }
    file_.emplace(std::move(*opened));
  }
  if (!file_ || written_ >= kMaxFileBytes) return;
  const std::string_view part =
      utf8_prefix(text, static_cast<std::size_t>(kMaxFileBytes - written_));
  if (!file_->append(part)) {
    file_.reset();
    return;
  }
  written_ += part.size();
  if (part.size() < text.size()) written_ = kMaxFileBytes;
}

std::string OutputKeeper::text() const {
  if (!over_) return head_ + tail_;
  // Both ends at line boundaries, unless a single line is longer than they are.
  std::string_view head = head_;
  if (const std::size_t end = head.rfind('\n'); end != std::string_view::npos) {
    head = head.substr(0, end + 1);
  }
  std::string_view tail = tail_;
  if (tail_characters_ > kTailCharacters) {
    tail.remove_prefix(prefix_bytes(tail, tail_characters_ - kTailCharacters));
  }
  if (const std::size_t begin = tail.find('\n');
      begin != std::string_view::npos && begin + 1 < tail.size()) {
    tail.remove_prefix(begin + 1);
  }
  const std::uint64_t bytes = total_bytes_ - head.size() - tail.size();
  std::uint64_t lines = total_newlines_ - newlines(head) - newlines(tail);
  // Parts of one long line were left out when no whole one was.
  lines = std::max<std::uint64_t>(lines, 1);
  const std::uint64_t tenths = (bytes * 10 + 512U * 1024U) / (1024U * 1024U);
  std::string note = "[… " + std::to_string(lines) + " line" + (lines == 1 ? "" : "s") + " (" +
                     std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
                     " MB) omitted; ";
  if (bytes < 1024U * 1024U) {
    note = "[… " + std::to_string(lines) + " line" + (lines == 1 ? "" : "s") + " (" +
           std::to_string((bytes + 512) / 1024) + " KB) omitted; ";
  }
  if (file_path_.empty()) {
    note += "the output could not be kept]";
  } else if (written_ < total_bytes_) {
    note += "the first " + std::to_string(written_ >> 20U) + " MB: " + file_path_.string() + "]";
  } else {
    note += "full output: " + file_path_.string() + "]";
  }
  std::string out(head);
  if (!out.ends_with('\n')) out += '\n';
  return out + note + '\n' + std::string(tail);
}

}  // namespace ingot::tools
