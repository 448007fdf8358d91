#include "tui/key_stream.h"

#include <algorithm>
#include <utility>

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::Key;
using term::KeyCode;
using Waiting = term::KeyDecoder::Waiting;

constexpr milliseconds kEscapeWait(25), kRemoteEscapeWait(50);     // TUI-43
constexpr milliseconds kSequenceWait(500);                         // TUI-55
constexpr milliseconds kBurst(10);                                 // TUI-57
constexpr milliseconds kAnswerBeginWait(200), kAnswerWait(10000);  // TUI-40
// A chunk that no finger types may have been late in being read.
constexpr milliseconds kLateBurst(30);
constexpr std::size_t kChunk = 64;
// Until then the line discipline has made LF of Enter (TUI-31).
constexpr milliseconds kEarly(100);

// Lines of which more than the first has something in it.
bool is_paste(std::string_view bytes) {
  const std::size_t end = bytes.find_first_of("\r\n");
  if (end == std::string_view::npos) return false;
  return std::any_of(bytes.begin() + static_cast<std::ptrdiff_t>(end), bytes.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

}  // namespace

milliseconds KeyStream::patience() const {
  const bool begun = decoder_.waiting() == Waiting::sequence;
  if (decoder_.expects_answers() && !decoder_.in_paste())
    return begun ? kAnswerWait : kAnswerBeginWait;
  if (begun) return kSequenceWait;
  return remote_ ? kRemoteEscapeWait : kEscapeWait;
}

void KeyStream::decode(std::string_view bytes, std::vector<Key>& keys) {
  for (Key& key : decoder_.feed(bytes)) keys.push_back(std::move(key));
}

void KeyStream::decide_burst(std::vector<Key>& keys) {
  const std::string bytes = std::exchange(burst_, {});
  if (is_paste(bytes)) {
    keys.push_back({.code = KeyCode::paste, .text = term::clean_paste(bytes)});
  } else {
    decode(bytes, keys);
  }
}

std::vector<Key> KeyStream::take(std::string_view bytes, Time now, bool joins_lines) {
  std::vector<Key> keys;
  const auto silence = now - last_;
  if (bytes.empty()) {
    if (!burst_.empty() && silence >= kBurst) decide_burst(keys);
    if (burst_.empty() && decoder_.waiting() != Waiting::nothing && silence >= patience()) {
      for (Key& key : decoder_.flush()) keys.push_back(std::move(key));
    }
    return keys;
  }
  std::string early;
  if (!has_read_ && now - started_ < kEarly) {
    early = bytes;
    std::replace(early.begin(), early.end(), '\n', '\r');
    bytes = early;
  }
  has_read_ = true;
  if (!burst_.empty()) {
    // One byte is a key, unless a paste is under way already.
    const bool joins = bytes.size() >= kChunk
                           ? silence < kLateBurst
                           : silence < kBurst && (bytes.size() > 1 || is_paste(burst_));
    if (!joins) decide_burst(keys);
  }
  last_ = now;
  // An answer of the terminal or a key may come in one read with lines: they are lines all the
  // same.
  while (burst_.empty() && !bytes.empty() && !decoder_.in_paste() &&
         (bytes.front() == '\x1b' || decoder_.waiting() != Waiting::nothing)) {
    decode(bytes.substr(0, 1), keys);
    bytes.remove_prefix(1);
  }
  if (bytes.empty()) return keys;

  const bool in_burst = !burst_.empty();
  const std::size_t escape = std::min(bytes.find('\x1b'), bytes.size());
  // A line end of its own is Enter; only behind a chunk it may belong to it.
  const bool has_line = bytes.find_first_of("\r\n") < escape &&
                        (bytes.size() > 1 || (after_chunk_ && silence < kBurst));
  after_chunk_ = bytes.size() >= kChunk;
  if (!joins_lines || decoder_.waiting() != Waiting::nothing || !(in_burst || has_line)) {
    if (in_burst) decide_burst(keys);
    decode(bytes, keys);
    return keys;
  }
  burst_ += bytes.substr(0, escape);
  if (escape < bytes.size()) {
    decide_burst(keys);
    decode(bytes.substr(escape), keys);
  }
  return keys;
}

std::optional<milliseconds> KeyStream::wait(Time now) const {
  const bool open = decoder_.waiting() != Waiting::nothing;
  if (burst_.empty() && !open) return std::nullopt;
  const milliseconds limit = burst_.empty() ? patience() : kBurst;
  const auto left = std::chrono::ceil<milliseconds>(last_ + limit - now);
  return std::max(left, milliseconds(0));
}

}  // namespace ingot::tui
