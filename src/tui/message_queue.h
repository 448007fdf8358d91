// tui/message_queue.h: messages written while the agent works (TUI-70, CLI-93).
//
// Purpose    In sight above the editor until they are delivered; whoever wrote them can take them
//            back until then.
// Threads    take_all_messages() is for the agent's thread; the rest belongs to the terminal's.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "chat/message.h"
#include "tui/draft.h"

namespace ingot::tui {

class MessageQueue {
 public:
  struct Entry {
    Draft draft;
    chat::Message message;
  };
  void push(Entry entry);
  std::optional<Entry> take_first();
  std::optional<Draft> take_last();
  // All of them as one draft, with blank lines between.
  Draft take_all();
  std::vector<chat::Message> take_all_messages();
  // The first line of each.
  std::vector<std::string> shown() const;

 private:
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;  // guarded by mutex_
};

}  // namespace ingot::tui
