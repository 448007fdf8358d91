// tui/app_keys.cc: what keys mean where no menu or dialog has taken them.

#include <algorithm>
#include <array>
#include <utility>

#include "tui/app.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::Key;
using term::KeyCode;

constexpr milliseconds kAgain(1000);
// A key that is held repeats faster than a finger presses it.
constexpr milliseconds kRepeat(100);

}  // namespace

void App::handle(const Key& key) {
  if (key.code == KeyCode::answer) return take_answer(key.text);
  if (key.code == KeyCode::focus_in || key.code == KeyCode::focus_out) {
    if (key.code == KeyCode::focus_in) read_branch();  // somebody may have worked elsewhere
    return attention_.set_focus(key.code == KeyCode::focus_in);
  }
  const auto now = Clock::now();
  dirty_ = true;
  last_frame_ = {};  // echo is not capped
  if (key.is_ctrl('z')) return suspend();
  if (viewer_) return handle_viewer(key);
  if (key.is_ctrl('o')) return view_session(SessionPages::Show::everything);
  if (dialog_ && !dialog_->passes_on(key, now)) {
    // The dialog may open another one while it handles its last key.
    std::unique_ptr<Dialog> current = std::move(dialog_);
    const bool over = current->handle(key, now);
    if (!over && !dialog_) dialog_ = std::move(current);
    return;
  }
  if (dialog_) {
    if (!key.is(KeyCode::enter)) composer_.handle(key, now);
    return;
  }
  if (std::exchange(showing_keys_, false) && key.is(KeyCode::escape)) return;
  if (key.code == KeyCode::paste && attach_pasted(key.text)) return;
  if (key.is(KeyCode::up) && composer_.draft().empty() && !composer_.in_shell()) {
    if (const auto draft = conversation_.queue().take_last()) return composer_.put_back(*draft);
  }
  if (!composer_.is_searching() && is_shortcut(key)) return;
  switch (composer_.handle(key, now)) {
    case Composer::Handled::submit: {
      const bool shell = composer_.in_shell();
      return submit(composer_.take(), shell);
    }
    case Composer::Handled::yes:
      return;
    case Composer::Handled::no:
      break;
  }
  if (key.is(KeyCode::escape)) return handle_escape(now);
  if (key.is(KeyCode::tab) && !key.shift) return use_next_effort();
}

// Keys that act before the draft sees them.
bool App::is_shortcut(const Key& key) {
  const auto now = Clock::now();
  // One byte stands for Ctrl+/ and Ctrl+_ where no protocol tells them apart.
  const bool asks = key.is_ctrl('/') || (key.is_ctrl('_') && !composer_.can_undo()) ||
                    (key.code == KeyCode::text && !key.ctrl && !key.alt && key.text == "?");
  if (asks && composer_.draft().empty() && !composer_.in_shell()) {
    showing_keys_ = true;
  } else if (key.is_ctrl('c') && !composer_.has_menu()) {
    handle_ctrl_c(now, "ctrl+c");
  } else if (key.is_ctrl('d') && composer_.empty()) {
    if (composer_.draft().pictures.empty()) {
      handle_ctrl_c(now, "ctrl+d");
    } else {
      composer_.drop_pictures();
    }
  } else if (key.is_ctrl('g')) {
    open_editor();
  } else if (key.is_ctrl('v')) {
    paste_picture();
  } else if ((key.code == KeyCode::up || key.code == KeyCode::down) && key.alt) {
    view_session(SessionPages::Show::everything);
  } else if (key.is_ctrl('n') && !composer_.has_menu()) {
    use_next_model();
  } else if (key.is_ctrl('t')) {
    transcript_.todos().show_all(!transcript_.todos().shows_all());
  } else if (key.is_ctrl('l')) {
    static constexpr std::array kLevels = {policy::Autonomy::off, policy::Autonomy::low,
                                           policy::Autonomy::medium, policy::Autonomy::high};
    const auto at = std::find(kLevels.begin(), kLevels.end(), conversation_.autonomy());
    const auto next = at == kLevels.end() || at + 1 == kLevels.end() ? kLevels[0] : *(at + 1);
    // Levels above maxAutonomyLevel are passed over (AUT-02).
    conversation_.set_autonomy(configuration_.admitted(next) == next ? next : kLevels[0]);
  } else {
    return false;
  }
  return true;
}

void App::use_next_effort() {
  if (!conversation_.model()) return;
  const auto& efforts = conversation_.model()->efforts;
  if (efforts.empty()) return;
  const auto at = std::find(efforts.begin(), efforts.end(), conversation_.model()->effort);
  use_model(conversation_.model()->id,
            at == efforts.end() || at + 1 == efforts.end() ? efforts.front() : *(at + 1));
}

void App::hint(std::string text, Clock::time_point until) {
  hint_ = std::move(text);
  hint_until_ = until;
}

// Ends what runs; queued texts return to the draft and nothing is sent (TUI-71).
void App::interrupt() {
  const Draft queued = conversation_.queue().take_all();
  conversation_.interrupt();
  if (!queued.empty()) composer_.put_back(queued);
}

void App::handle_escape(Clock::time_point now) {
  if (transcript_.working()) return interrupt();
  if (shell_.is_running()) return shell_.stop();
  if (composer_.draft().empty()) return;
  if (now - last_escape_ < kAgain) {
    composer_.clear();
    hint_.clear();
    last_escape_ = {};
    return;
  }
  last_escape_ = now;
  hint("esc again to clear", now + kAgain);
}

void App::handle_ctrl_c(Clock::time_point now, const std::string& name) {
  const auto since = now - std::exchange(last_ctrl_c_, now);
  if (!composer_.draft().empty()) {
    quit_armed_ = false;
    return composer_.clear();
  }
  // Whoever holds the key to stop a turn does not mean to leave (TUI-72).
  if (std::exchange(interrupting_, interrupting_ && since < kAgain) && since < kRepeat) return;
  const bool runs = transcript_.working() || shell_.is_running();
  if (runs && !interrupting_) {
    interrupting_ = true;
    quit_armed_ = false;
    return transcript_.working() ? interrupt() : shell_.stop();
  }
  if (quit_armed_ && since < kAgain) {
    quitting_ = true;
    return;
  }
  quit_armed_ = true;
  std::string text = name + " again to quit";
  if (shell_.is_running()) text += "; " + shell_.command() + " is still running";
  hint(std::move(text), now + kAgain);
}

}  // namespace ingot::tui
