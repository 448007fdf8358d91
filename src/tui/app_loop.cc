// tui/app_loop.cc: what the loop waits for: keys, events, the window, its own suspension.

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "tui/app.h"

namespace ingot::tui {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using term::Key;

// What signal handlers may touch: they run on any thread.
std::atomic<std::atomic<bool>*> resize_flag = nullptr;
std::atomic<std::atomic<bool>*> continue_flag = nullptr;
std::atomic<const os::Waker*> wake_target = nullptr;

extern "C" void on_window(int signal) {
  if (std::atomic<bool>* const flag = signal == SIGWINCH ? resize_flag : continue_flag) {
    *flag = true;
  }
  if (const os::Waker* const waker = wake_target) waker->wake();
}

}  // namespace

void App::watch_window() {
  resize_flag = &resized_;
  continue_flag = &continued_;
  wake_target = &conversation_.waker();
  struct sigaction action {};
  action.sa_handler = on_window;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGWINCH, &action, nullptr);
  ::sigaction(SIGCONT, &action, nullptr);
}

void App::ignore_window() { wake_target = nullptr; }

void App::wait() {
  milliseconds limit(-1);
  const auto sooner = [&](milliseconds other) {
    other = std::max(other, milliseconds(0));  // due already; below zero poll() waits for ever
    limit = limit.count() < 0 ? other : std::min(limit, other);
  };
  const auto now = Clock::now();
  if (const auto wait = keys_.wait(now)) sooner(*wait);
  if (const auto wait = composer_.wait(now)) sooner(*wait);
  if (!keys_settled_) {
    sooner(term::kProbeWait - duration_cast<milliseconds>(now - asked_) + milliseconds(1));
  }
  if (transcript_.working() || shell_.is_running()) sooner(pace_.spinner);
  if (viewer_ && viewer_->is_searching()) sooner(milliseconds(0));
  const bool behind = terminal_->is_behind();
  const bool resizing = size_watch_.is_open();
  if (const auto wait = size_watch_.wait(now)) sooner(*wait);
  if (dirty_ && !behind && !resizing) {
    sooner(pace_.stream - duration_cast<milliseconds>(now - last_frame_));
  }
  if (dialog_) {
    if (const auto at = dialog_->changes_at(); at && *at > now) {
      sooner(duration_cast<milliseconds>(*at - now) + milliseconds(1));
    }
  }
  if (!hint_.empty()) sooner(duration_cast<milliseconds>(hint_until_ - now) + milliseconds(1));
  if (const auto wait = reloader_.wait(now)) sooner(*wait);
  if (!viewer_ && !behind && !resizing && !dirty_) {
    if (const auto wait = attention_.title_wait(title(), now)) sooner(*wait);
  }
  // What a frame is due for already need not wake for every further word of the answer.
  const bool frame_is_due = dirty_ && !behind && !resizing;
  pollfd wanted[] = {
      {.fd = terminal_->input_fd(), .events = POLLIN, .revents = 0},
      {.fd = frame_is_due ? -1 : conversation_.waker().fd(), .events = POLLIN, .revents = 0},
      {.fd = behind ? terminal_->output_fd() : -1, .events = POLLOUT, .revents = 0},
      {.fd = reloader_.fd(), .events = POLLIN, .revents = 0},
      {.fd = branch_reader_.fd(), .events = POLLIN, .revents = 0}};
  ::poll(wanted, std::size(wanted), static_cast<int>(limit.count()));
  if ((wanted[0].revents & (POLLHUP | POLLERR)) != 0 && (wanted[0].revents & POLLIN) == 0) {
    terminal_->hang_up();
  }
  if (wanted[2].revents != 0) terminal_->flush();
  if (!keys_settled_ && Clock::now() - asked_ >= term::kProbeWait) settle_keys();
  conversation_.waker().drain();
}

void App::take_signals() {
  if (continued_.exchange(false)) {
    terminal_->take_back();
    attention_.forget_title();
    viewport_.forget();
    resized_ = true;
  }
  const auto now = Clock::now();
  if (resized_.exchange(false)) size_watch_.notice(now);
  const SizeWatch::Step step = size_watch_.step(now, emulator_.knows_keys);
  if (step == SizeWatch::Step::none) return;
  if (step == SizeWatch::Step::take) return take_size();
  asked_ = now;
  keys_.expect_answers(true);
  terminal_->write(SizeWatch::kQuestion);
}

void App::take_size() {
  keys_.expect_answers(owes_answers());
  size_ = terminal_->size();
  viewport_.resize(static_cast<std::size_t>(size_.columns), emulator_.reflows);
  transcript_.set_columns(static_cast<std::size_t>(size_.columns));
  if (viewer_) clear_viewer();
  dirty_ = true;
  last_frame_ = {};
}

void App::read_keys() {
  const std::string bytes = terminal_->read();
  const auto now = Clock::now();
  if (!bytes.empty()) last_key_ = now;
  for (const Key& key : keys_.take(bytes, now, dialog_ == nullptr && viewer_ == nullptr))
    handle(key);
}

// In the background; take_events() hears of it. A project that the user has not vouched for is not
// shown to git.
void App::read_branch() {
  branch_reader_.request(conversation_.cwd(), !configuration_.settings.project.is_restricted());
}

void App::take_events() {
  if (dialog_) dialog_->refresh();
  const auto now = Clock::now();
  transcript_.set_options(transcript_options(configuration_));  // settings may have changed
  take_local_models();
  while (auto event = conversation_.next()) {
    take_event(*event, now);
    dirty_ = true;
  }
  if (branch_reader_.changed()) read_branch();
  if (auto branch = branch_reader_.take()) {
    branch_ = *std::move(branch);
    dirty_ = true;
  }
  take_shell();
  take_clipboard();
  if (const auto tip = tmux_tip_.take()) say(*tip);
  composer_.refresh();
  composer_.tick(now);
}

void App::suspend() {
  lend_terminal();
  terminal_->write("suspended, fg to return\r\n");
  terminal_->release();
  continued_ = false;
  ::kill(0, SIGTSTP);
  // The stop may come a moment later; nothing may be drawn until then. SIGCONT sets the flag; where
  // nobody controls jobs there is no stop, and the terminal is taken back all the same.
  for (int wait = 0; wait < 50 && !continued_; ++wait) ::poll(nullptr, 0, 10);
  // Before anything is drawn: a frame that waits for the terminal would be forgotten, and stay.
  continued_ = true;
  take_signals();
}

}  // namespace ingot::tui
