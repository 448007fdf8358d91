// tui/ask_dialog.h: what the agent wants to know.
//
// Purpose    The questions of one call, one after the other (TUI-86): a digit or Enter answers,
// Left
//            goes back to what was answered. Where several options may be chosen, Space and digits
//            toggle them and Enter goes on. The last row takes an answer in the person's own words.
// Threads    One thread.
// Invariant  Nothing is answered by keys that were typed before the question could be read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/event.h"
#include "tui/field.h"
#include "tui/line.h"
#include "tui/typing_guard.h"

namespace ingot::tui {

class AskDialog final : public GuardedDialog {
 public:
  struct Setup {
    std::vector<tools::Question> questions;  // at least one
    // Nothing: dismissed.
    std::function<void(std::optional<tools::Answers>)> answered;
    std::function<void()> interrupted;
  };
  AskDialog(Setup setup, TypingGuard guard);

  void use(const KeyMap& keys) override { field_.use(keys); }
  Frame draw(std::size_t columns, std::size_t most) const override;
  bool handle(const term::Key& key, Time now) override;
  std::vector<Line> preface() const override;
  std::vector<Numbered> numbered() const override;
  bool choose(int number) override;

 private:
  struct Given {
    std::vector<bool> chosen;  // of the options
    std::string own;           // the person's own words; empty: none
    bool answered = false;
  };
  const tools::Question& question() const { return setup_.questions[at_]; }
  Given& given() { return given_[at_]; }
  const Given& given() const { return given_[at_]; }
  // The row for the person's own words.
  std::size_t own_row() const { return question().options.size(); }
  Line heading() const;
  std::vector<Line> row(std::size_t index, std::size_t columns) const;
  std::string hint() const;
  void show(std::size_t question);
  bool take(std::size_t row);
  bool confirm();
  bool go_on();
  bool handle_field(const term::Key& key);

  Setup setup_;
  std::vector<Given> given_;  // of the questions
  std::size_t at_ = 0;
  std::size_t selected_ = 0;  // a row: an option, or own_row()
  bool typing_ = false;
  Field field_;
};

// "Storage: Which database?" for the scrollback, when it is too long for the dialog.
std::vector<Line> question_lines(const tools::Question& question);

}  // namespace ingot::tui
