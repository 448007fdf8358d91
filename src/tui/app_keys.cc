// tui/app_keys.cc: what keys mean where no menu or dialog has taken them.

#include <algorithm>
#include <array>
#include <utility>

#include "tui/app.h"
#include "tui/list_keys.h"

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
  const auto everywhere = key_map_.anywhere(key);
  if (everywhere == KeyAction::suspend) return suspend();
  if (viewer_) return handle_viewer(key);
  if (everywhere == KeyAction::show_transcript) return view_session(SessionPages::Show::everything);
  if (dialog_ && !dialog_->passes_on(key, now)) {
    // The dialog may open another one while it handles its last key.
    std::unique_ptr<Dialog> current = std::move(dialog_);
    current->use(key_map_);
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
  handle_in_draft(standing_for(key), now);
}

// Esc and Ctrl+C cannot be moved, but other keys can stand for them.
Key App::standing_for(const Key& key) const {
  const auto action = key_map_.in_draft(key);
  if (action == KeyAction::interrupt) return {.code = KeyCode::escape};
  if (action == KeyAction::clear) return {.ctrl = true, .text = "c"};
  return key;
}

void App::handle_in_draft(const Key& key, Clock::time_point now) {
  const auto action = key_map_.in_draft(key);
  const bool searching = composer_.is_searching();
  if (action == KeyAction::up && !searching && composer_.draft().empty() && !composer_.in_shell()) {
    if (const auto draft = conversation_.queue().take_last()) return composer_.put_back(*draft);
  }
  if (!searching && is_shortcut(key, now)) return;
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
  if (action == KeyAction::interrupt) return handle_escape(now);
  if (action == KeyAction::complete) return use_next_effort();
}

// What acts before the draft sees its key.
bool App::is_shortcut(const Key& key, Clock::time_point now) {
  // An open menu has keys of its own.
  const bool takes = key.is(KeyCode::enter) || key.is(KeyCode::tab);
  if (composer_.has_menu() && (takes || key.is_ctrl('c') || is_list_key(key))) return false;
  if (composer_.empty() && acts_on_empty(key, now)) return true;
  switch (key_map_.in_draft(key).value_or(KeyAction::send)) {
    case KeyAction::clear:
      handle_ctrl_c(now, "ctrl+c");
      return true;
    case KeyAction::open_editor:
      open_editor();
      return true;
    case KeyAction::paste_picture:
      paste_picture();
      return true;
    case KeyAction::show_todos:
      transcript_.todos().show_all(!transcript_.todos().shows_all());
      return true;
    case KeyAction::next_model:
      use_next_model();
      return true;
    case KeyAction::next_effort:
      use_next_effort();
      return true;
    case KeyAction::next_autonomy:
      use_next_autonomy();
      return true;
    case KeyAction::next_mode:
      use_next_mode();
      return true;
    default:
      return false;
  }
}

bool App::acts_on_empty(const Key& key, Clock::time_point now) {
  auto action = key_map_.on_empty(key);
  // One byte stands for Ctrl+/ and Ctrl+_ where no protocol tells them apart.
  if (key.is_ctrl('_') && !composer_.can_undo()) {
    action = key_map_.on_empty({.ctrl = true, .text = "/"});
  }
  const std::vector<Picture>& pictures = composer_.draft().pictures;
  if (action == KeyAction::quit && pictures.empty()) {
    handle_ctrl_c(now, config::to_string(*chord_of(key)));
  } else if (action == KeyAction::quit) {
    composer_.drop_pictures();
  } else if (action == KeyAction::show_keys && pictures.empty() && !composer_.in_shell()) {
    showing_keys_ = true;
  } else {
    return false;
  }
  return true;
}

void App::use_next_autonomy() {
  static constexpr std::array kLevels = {policy::Autonomy::off, policy::Autonomy::low,
                                         policy::Autonomy::medium, policy::Autonomy::high};
  const auto at = std::find(kLevels.begin(), kLevels.end(), conversation_.autonomy());
  const auto next = at == kLevels.end() || at + 1 == kLevels.end() ? kLevels[0] : *(at + 1);
  // Levels above maxAutonomyLevel are passed over (AUT-02).
  conversation_.set_autonomy(configuration_.admitted(next) == next ? next : kLevels[0]);
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
  const bool is_empty = composer_.draft().empty();
  if (is_empty && conversation_.session_id().empty()) return;
  if (now - std::exchange(last_escape_, now) < kAgain) {
    hint_.clear();
    if (!is_empty) return composer_.clear();
    last_escape_ = {};
    return choose_rewind();
  }
  hint(is_empty ? "esc again to go back to a message" : "esc again to clear", now + kAgain);
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
