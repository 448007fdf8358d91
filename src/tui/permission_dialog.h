// tui/permission_dialog.h: may these calls run?
//
// Purpose    The questions of one message, one after the other (TUI-80..86, PRM-01..06). A digit
//            means the same in every question: 1 yes once, 2 yes and raise, 3 yes always, 7 edit, 8
//            no and tell, 9 no and stop.
// Threads    One thread.
// Invariant  Nothing is allowed by keys that were typed before the question could be read, and what
//            is of high risk never by Enter.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/event.h"
#include "tui/change_lines.h"
#include "tui/field.h"
#include "tui/line.h"
#include "tui/typing_guard.h"

namespace ingot::tui {

class PermissionDialog final : public GuardedDialog {
 public:
  struct Decision {
    std::string call_id;
    agent::Permission permission;
    std::string told;  // "✓ allowed once", for the scrollback
  };
  using Answered = std::function<void(std::vector<Decision>)>;
  // Shows the whole of it elsewhere; the question stays.
  using Viewed = std::function<void(const agent::PermissionAsked&)>;

  // The proposed text in the user's editor: what became of it, if anything did.
  using Edited =
      std::function<std::optional<agent::Permission::Rewrite>(const agent::PermissionAsked&)>;

  // Changes can be edited before they are allowed (PRM-05).
  void offer_editor(Edited edited) { edited_ = std::move(edited); }

  // All questions of one message. `last_key`: when a key was pressed before.
  PermissionDialog(std::vector<agent::PermissionAsked> questions, Time now, Time last_key,
                   Answered answered, Viewed viewed, ChangeLook look = {});

  void use(const KeyMap& keys) override { message_.use(keys); }
  Frame draw(std::size_t columns, std::size_t most) const override;
  bool handle(const term::Key& key, Time now) override;
  std::vector<Line> preface() const override;
  std::vector<Numbered> numbered() const override;
  bool choose(int number) override { return give(static_cast<char>('0' + number)); }

 private:
  Line heading() const;
  struct Answer {
    char digit;
    std::string text;
  };
  const agent::PermissionAsked& question() const { return questions_[at_]; }
  std::vector<Answer> answers() const;
  std::vector<Line> tail(std::size_t columns) const;
  bool handle_message(const term::Key& key);
  bool give(char digit);
  bool decide(agent::Permission permission, std::string told);
  void show(std::size_t question);
  std::optional<policy::Autonomy> raised_to() const;

  std::vector<agent::PermissionAsked> questions_;
  std::vector<Decision> decisions_;  // of the questions before at_
  std::size_t at_ = 0;
  std::size_t selected_ = 0;  // in answers()
  bool telling_ = false;
  Field message_;
  Answered answered_;
  Viewed viewed_;
  Edited edited_;  // may be empty
  ChangeLook look_;
  std::optional<FileEdit> edit_;  // of the question; read once, since it may look at the file
};

// The whole of what is asked for, the part that makes it risky marked; for the dialog, and for the
// scrollback when it does not fit there (TUI-82).
std::vector<Line> subject_lines(const agent::PermissionAsked& question,
                                const ChangeLook& look = {});

}  // namespace ingot::tui
