// tui/message_queue.h: messages written while the agent works (TUI-70, CLI-93).
//
// Purpose    In sight above the editor until they are delivered; whoever wrote them can take them
//            back until then.
// Threads    take_all_messages() is for the agent's thread; the rest belongs to the terminal's.
#pragma once

#include <cstdint>
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
  // What a list of them shows. Places change while the agent works; a number stands for one message
  // as long as it waits.
  struct Waiting {
    std::uint64_t number = 0;
    std::string text;  // with the labels of pastes
  };
  std::vector<Waiting> waiting() const;
  // Nothing happens to one that was delivered meanwhile.
  std::optional<Draft> take(std::uint64_t number);
  void replace(std::uint64_t number, Entry entry);
  void move(std::uint64_t number, int by);  // towards the end, or the front
  std::optional<Entry> take_first();
  std::optional<Draft> take_last();
  // All of them as one draft, with blank lines between.
  Draft take_all();
  std::vector<chat::Message> take_all_messages();
  // The first line of each.
  std::vector<std::string> shown() const;

 private:
  mutable std::mutex mutex_;
  struct Numbered {
    std::uint64_t number;
    Entry entry;
  };
  std::deque<Numbered>::iterator find(std::uint64_t number);

  std::deque<Numbered> entries_;   // guarded by mutex_
  std::uint64_t last_number_ = 0;  // guarded by mutex_
};

}  // namespace ingot::tui
