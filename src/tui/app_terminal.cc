// tui/app_terminal.cc: what the terminal is asked, and what its answers change (TUI-40, TUI-41).

#include <poll.h>

#include <algorithm>

#include "os/paths.h"
#include "tui/app.h"

namespace ingot::tui {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

}  // namespace

// Nothing waits for it: the first frame is on its way.
void App::ask_terminal() {
  asked_ = Clock::now();
  keys_.expect_answers(true);
  terminal_->write(emulator_.knows_keys ? term::Probe::questions()
                                        : term::Probe::plain_questions());
  terminal_->leave_mark();
}

void App::take_answer(std::string_view answer) {
  if (term::light_notice(answer)) return terminal_->write(term::Probe::colour_questions());
  if (!probe_.take(answer)) return;
  use_answers();
  if (probe_.is_complete()) {
    keys_.expect_answers(false);
    settle_keys();
  }
}

void App::use_answers() {
  emulator_ = term::emulator_of(os::environment_variable, probe_.version());
  const bool synchronizes = probe_.synchronizes().value_or(emulator_.synchronizes);
  viewport_.set_synchronized(synchronizes);
  terminal_->set(term::Mode::frames, synchronizes);
  terminal_->set(term::Mode::colour_notices, probe_.has_colour_notices());
  if (probe_.has_kitty_keys()) {
    terminal_->set(term::Mode::other_keys, false);
    terminal_->set(term::Mode::kitty_keys, true);
  }
}

void App::settle_keys() {
  keys_settled_ = true;
  if (emulator_.knows_keys && !probe_.has_kitty_keys())
    terminal_->set(term::Mode::other_keys, true);
}

// What was asked a moment ago and not answered yet would come to whoever reads next.
void App::swallow_answers() {
  if (asked_ == Clock::time_point() || probe_.is_complete()) return;
  const auto end = asked_ + term::kProbeWait;
  for (auto now = Clock::now(); now < end && !probe_.is_complete(); now = Clock::now()) {
    pollfd wanted{.fd = terminal_->input_fd(), .events = POLLIN, .revents = 0};
    ::poll(&wanted, 1, static_cast<int>(duration_cast<milliseconds>(end - now).count()) + 1);
    if ((wanted.revents & POLLHUP) != 0) return;
    for (const term::Key& key : keys_.take(terminal_->read(), Clock::now(), false)) {
      if (key.code == term::KeyCode::answer) probe_.take(key.text);
    }
  }
  if (!probe_.is_complete()) terminal_->discard_input();
}

void App::lend_terminal() {
  if (terminal_->is_gone()) return;
  close_viewer();
  terminal_->write(viewport_.clear());
  swallow_answers();
}

}  // namespace ingot::tui
