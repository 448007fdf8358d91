#include "tui/message_queue.h"

#include <algorithm>
#include <utility>

namespace ingot::tui {

void MessageQueue::push(Entry entry) {
  const std::lock_guard lock(mutex_);
  entries_.push_back({.number = ++last_number_, .entry = std::move(entry)});
}

std::deque<MessageQueue::Numbered>::iterator MessageQueue::find(std::uint64_t number) {
  return std::find_if(entries_.begin(), entries_.end(),
                      [&](const Numbered& one) { return one.number == number; });
}

std::vector<MessageQueue::Waiting> MessageQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  std::vector<Waiting> all;
  for (const Numbered& one : entries_) {
    all.push_back({.number = one.number, .text = one.entry.draft.shown()});
  }
  return all;
}

std::optional<Draft> MessageQueue::take(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto place = find(number);
  if (place == entries_.end()) return std::nullopt;
  Draft draft = std::move(place->entry.draft);
  entries_.erase(place);
  return draft;
}

void MessageQueue::replace(std::uint64_t number, Entry entry) {
  const std::lock_guard lock(mutex_);
  const auto place = find(number);
  if (place != entries_.end()) place->entry = std::move(entry);
}

void MessageQueue::move(std::uint64_t number, int by) {
  const std::lock_guard lock(mutex_);
  const auto place = find(number);
  if (place == entries_.end()) return;
  const auto last = static_cast<std::ptrdiff_t>(entries_.size()) - 1;
  const auto to = std::clamp<std::ptrdiff_t>(place - entries_.begin() + by, 0, last);
  Numbered one = std::move(*place);
  entries_.erase(place);
  entries_.insert(entries_.begin() + to, std::move(one));
}

std::optional<MessageQueue::Entry> MessageQueue::take_first() {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return std::nullopt;
  Entry entry = std::move(entries_.front().entry);
  entries_.pop_front();
  return entry;
}

std::optional<Draft> MessageQueue::take_last() {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return std::nullopt;
  Draft draft = std::move(entries_.back().entry.draft);
  entries_.pop_back();
  return draft;
}

Draft MessageQueue::take_all() {
  const std::lock_guard lock(mutex_);
  Draft all;
  for (const Numbered& one : std::exchange(entries_, {})) append(all, one.entry.draft);
  return all;
}

std::vector<chat::Message> MessageQueue::take_all_messages() {
  const std::lock_guard lock(mutex_);
  std::vector<chat::Message> messages;
  for (Numbered& one : entries_) messages.push_back(std::move(one.entry.message));
  entries_.clear();
  return messages;
}

std::vector<std::string> MessageQueue::shown() const {
  std::vector<std::string> lines;
  for (const Waiting& one : waiting()) lines.push_back(one.text.substr(0, one.text.find('\n')));
  return lines;
}

}  // namespace ingot::tui
