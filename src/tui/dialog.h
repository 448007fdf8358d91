// tui/dialog.h: questions that stand in the editor's place until they are answered.
//
// Purpose    A list to choose from, and the permission dialog (TUI-80..84, TUI-110..114).
// Ownership  Owned by the application; the draft stays where it is.
// Threads    One thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "engine/event.h"
#include "term/key.h"
#include "tui/line.h"

namespace ingot::tui {

class Dialog {
 public:
  virtual ~Dialog() = default;
  virtual std::vector<Line> rows(std::size_t columns, std::size_t most) const = 0;
  // True when the dialog is over.
  virtual bool handle(const term::Key& key, std::chrono::steady_clock::time_point now) = 0;
  // Whether this key goes to the draft instead: typed before the dialog could be read (TUI-81).
  virtual bool passes_on(const term::Key&, std::chrono::steady_clock::time_point) { return false; }
};

struct Choice {
  std::string value;
  Line line;
  bool heading = false;  // not selectable
  bool usable = true;
  std::string search;  // what typing filters by
};

// Typing filters, Enter chooses, Esc leaves; headings stay while anything below them does.
class ListDialog final : public Dialog {
 public:
  using Chosen = std::function<void(const Choice&)>;
  ListDialog(std::string title, std::vector<Choice> choices, std::string current, Chosen chosen);

  std::vector<Line> rows(std::size_t columns, std::size_t most) const override;
  bool handle(const term::Key& key, std::chrono::steady_clock::time_point now) override;

 private:
  std::vector<std::size_t> visible() const;  // indexes of choices
  void move(int by);

  std::string title_;
  std::vector<Choice> choices_;
  std::string current_, filter_;
  std::size_t selected_ = 0;  // among the selectable ones in sight
  Chosen chosen_;
};

class PermissionDialog final : public Dialog {
 public:
  using Answered = std::function<void(agent::Permission, std::string committed)>;
  PermissionDialog(agent::PermissionAsked question, std::chrono::steady_clock::time_point now,
                   std::chrono::steady_clock::time_point last_key, Answered answered);

  std::vector<Line> rows(std::size_t columns, std::size_t most) const override;
  bool handle(const term::Key& key, std::chrono::steady_clock::time_point now) override;
  bool passes_on(const term::Key& key, std::chrono::steady_clock::time_point now) override;

 private:
  struct Answer {
    char digit;
    std::string text;
  };
  std::vector<Answer> answers() const;
  bool give(char digit);
  bool is_guarded(std::chrono::steady_clock::time_point now) const;

  agent::PermissionAsked question_;
  std::chrono::steady_clock::time_point painted_, last_key_;
  std::size_t selected_ = 0;
  bool telling_ = false;
  std::string message_;
  Answered answered_;
};

// The whole of what is asked for, to be committed above the dialog when it does not fit (TUI-82).
std::vector<Line> subject_lines(const agent::PermissionAsked& question);

}  // namespace ingot::tui
