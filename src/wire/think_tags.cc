#include "wire/think_tags.h"

#include <algorithm>

namespace ingot::wire {
namespace {

constexpr std::string_view kOpen = "<think>";
constexpr std::string_view kClose = "</think>";
constexpr std::string_view kBlanks = " \t\r\n";

// Bytes at the end of `text` that may be the beginning of `tag`, blanks before it included.
std::size_t undecided_tail(std::string_view text, std::string_view tag) {
  std::size_t tail = 0;
  for (std::size_t n = std::min(tag.size() - 1, text.size()); n > 0; --n) {
    if (text.substr(text.size() - n) == tag.substr(0, n)) {
      tail = n;
      break;
    }
  }
  while (tail < text.size() &&
         kBlanks.find(text[text.size() - tail - 1]) != std::string_view::npos) {
    ++tail;
  }
  return tail;
}

}  // namespace

void ThinkTags::feed(std::string_view piece, const Sink& text, const Sink& reasoning) {
  if (state_ == State::text) return text(piece);
  held_ += piece;
  run(text, reasoning, false);
}

void ThinkTags::finish(const Sink& text, const Sink& reasoning) { run(text, reasoning, true); }

void ThinkTags::disable(const Sink& text, const Sink& reasoning) {
  if (state_ != State::before) return;
  if (!held_.empty()) text(held_);
  held_.clear();
  state_ = State::text;
  (void)reasoning;
}

void ThinkTags::run(const Sink& text, const Sink& reasoning, bool at_end) {
  if (state_ == State::before) {
    const std::size_t start = held_.find_first_not_of(kBlanks);
    const std::string_view begun =
        start == std::string::npos ? std::string_view() : std::string_view(held_).substr(start);
    if (begun.substr(0, kOpen.size()) == kOpen) {
      found_ = true;
      held_.erase(0, start + kOpen.size());
      state_ = State::inside;
    } else if (at_end || begun != kOpen.substr(0, begun.size())) {
      state_ = State::text;
    } else {
      return;
    }
  }
  if (state_ == State::inside) {
    if (!reasoning_begun_) {
      held_.erase(0, std::min(held_.find_first_not_of(kBlanks), held_.size()));
      reasoning_begun_ = !held_.empty();
    }
    const std::size_t close = held_.find(kClose);
    if (close != std::string::npos) {
      const std::size_t end = held_.find_last_not_of(kBlanks, close == 0 ? 0 : close - 1);
      if (close > 0 && end != std::string::npos)
        reasoning(std::string_view(held_).substr(0, end + 1));
      held_.erase(0, close + kClose.size());
      state_ = State::after_tag;
    } else {
      const std::size_t keep = at_end ? 0 : undecided_tail(held_, kClose);
      if (held_.size() > keep) reasoning(std::string_view(held_).substr(0, held_.size() - keep));
      held_.erase(0, held_.size() - keep);
      return;
    }
  }
  if (state_ == State::after_tag) {
    held_.erase(0, std::min(held_.find_first_not_of(kBlanks), held_.size()));
    if (held_.empty()) return;
    state_ = State::text;
  }
  if (!held_.empty()) text(held_);
  held_.clear();
}

}  // namespace ingot::wire
