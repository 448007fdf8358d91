#include "tui/message_queue.h"

#include <utility>

namespace ingot::tui {

void MessageQueue::push(Entry entry) {
  const std::lock_guard lock(mutex_);
  entries_.push_back(std::move(entry));
}

std::optional<MessageQueue::Entry> MessageQueue::take_first() {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return std::nullopt;
  Entry entry = std::move(entries_.front());
  entries_.pop_front();
  return entry;
}

std::optional<Draft> MessageQueue::take_last() {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return std::nullopt;
  Draft draft = std::move(entries_.back().draft);
  entries_.pop_back();
  return draft;
}

Draft MessageQueue::take_all() {
  const std::lock_guard lock(mutex_);
  Draft all;
  for (const Entry& entry : std::exchange(entries_, {})) append(all, entry.draft);
  return all;
}

std::vector<chat::Message> MessageQueue::take_all_messages() {
  const std::lock_guard lock(mutex_);
  std::vector<chat::Message> messages;
  for (Entry& entry : entries_) messages.push_back(std::move(entry.message));
  entries_.clear();
  return messages;
}

std::vector<std::string> MessageQueue::shown() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> lines;
  for (const Entry& entry : entries_) {
    const std::string text = entry.draft.shown();
    lines.push_back(text.substr(0, text.find('\n')));
  }
  return lines;
}

}  // namespace ingot::tui
