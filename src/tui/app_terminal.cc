// tui/app_terminal.cc: what the terminal is asked, and what its answers change (TUI-40, TUI-41).

#include <poll.h>

#include <algorithm>

#include "os/paths.h"
#include "term/columns.h"
#include "tui/app.h"
#include "tui/ascii.h"

namespace ingot::tui {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr milliseconds kStillMotion(5000);  // TUI-141
// Twelve frames a second read smoothly and keep a long answer within its bytes (TUI-15).
constexpr milliseconds kStreamFrame(80);

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
  if (const auto light = term::light_notice(answer)) {
    // The theme follows at once; the measured background a moment later.
    light_ = light;
    probe_.forget_colours();
    use_colours();
    return terminal_->write(term::Probe::colour_questions());
  }
  size_watch_.take(answer, terminal_->size());
  const bool news = probe_.take(answer);
  keys_.expect_answers(owes_answers());
  if (!news) return;
  use_answers();
  if (probe_.is_complete()) settle_keys();
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
  viewport_.set_links(emulator_.links);
  viewport_.set_whole_rows(emulator_.repaints_rows);
  attention_.use(configuration_.settings.tui, emulator_);
  terminal_->set(term::Mode::focus, attention_.wants_focus());
  use_colours();
}

void App::use_settings() {
  const config::TuiSettings& settings = configuration_.settings.tui;
  const bool remote = os::environment_variable("SSH_CONNECTION").has_value();
  pace_ = settings.low_bandwidth.value_or(remote)
              ? Pace{.stream = milliseconds(84), .spinner = milliseconds(1000)}
              : Pace{.stream = kStreamFrame};
  if (settings.reduced_motion) pace_.spinner = std::max(pace_.spinner, kStillMotion);
  if (auto theme = find_theme(settings.theme, configuration_.folder / "ingot/themes")) {
    theme_ = *std::move(theme);
  } else {
    say_error(theme.error());
    theme_ = *find_theme("auto", {});
  }
  term::set_ambiguous_columns(static_cast<std::size_t>(settings.ambiguous_width));
  viewport_.set_ascii(!shows_unicode(os::environment_variable));
  use_answers();
}

void App::use_colours() {
  Ground ground{.depth = depth_of(os::environment_variable, emulator_, options_.color),
                .background = probe_.background(),
                .overrides = configuration_.settings.tui.override_colors};
  ground.light = light_ ? *light_ : light_by_environment(os::environment_variable).value_or(false);
  viewport_.set_palette(Palette(theme_, ground));
  dirty_ = true;
}

void App::use_theme(const Theme& theme) {
  theme_ = theme;
  use_colours();
}

// The folder as long as the session has no name.
std::string App::title() const {
  return "ingot: " +
         (session_title_.empty() ? os::short_path(conversation_.cwd()) : session_title_);
}

void App::settle_keys() {
  keys_settled_ = true;
  if (emulator_.knows_keys && !probe_.has_kitty_keys())
    terminal_->set(term::Mode::other_keys, true);
}

bool App::owes_answers() const {
  return asked_ != Clock::time_point() && (!probe_.is_complete() || size_watch_.owes_answer());
}

// What was asked a moment ago and not answered yet would come to whoever reads next.
void App::swallow_answers() {
  if (!owes_answers()) return;
  const auto end = asked_ + term::kProbeWait;
  for (auto now = Clock::now(); now < end && owes_answers(); now = Clock::now()) {
    pollfd wanted{.fd = terminal_->input_fd(), .events = POLLIN, .revents = 0};
    ::poll(&wanted, 1, static_cast<int>(duration_cast<milliseconds>(end - now).count()) + 1);
    if ((wanted.revents & POLLHUP) != 0) return;
    for (const term::Key& key : keys_.take(terminal_->read(), Clock::now(), false)) {
      if (key.code != term::KeyCode::answer) continue;
      probe_.take(key.text);
      size_watch_.take(key.text, terminal_->size());
    }
  }
  if (owes_answers()) terminal_->discard_input();
}

void App::lend_terminal() {
  if (terminal_->is_gone()) return;
  close_viewer();
  terminal_->write(viewport_.clear());
  swallow_answers();
}

}  // namespace ingot::tui
