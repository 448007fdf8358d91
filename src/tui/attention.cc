#include "tui/attention.h"

#include <algorithm>

#include "os/paths.h"
#include "os/process.h"
#include "term/columns.h"
#include "term/sanitise.h"

namespace ingot::tui {
namespace {

using Focus = config::TuiSettings::Focus;

constexpr std::chrono::seconds kLongTurn(10);
constexpr std::chrono::seconds kTitlePause(1);
constexpr std::size_t kWords = 80, kTitle = 60;  // columns

// tmux hands on what is wrapped so, if the user allows it (allow-passthrough).
std::string through_tmux(const std::string& sequence) {
  std::string wrapped = "\x1bPtmux;";
  for (const char c : sequence) {
    if (c == '\x1b') wrapped += c;
    wrapped += c;
  }
  return wrapped + "\x1b\\";
}

std::string one_line(std::string_view text, std::size_t columns) {
  text = text.substr(0, text.find('\n'));
  const std::string clean = term::sanitise_line(text.substr(0, 4 * columns));
  return std::string(term::prefix_of_columns(clean, columns));
}

// In the background, by whichever player there is.
std::optional<os::Child> play(const std::string& file) {
  for (const char* player : {"pw-play", "paplay", "aplay", "afplay"}) {
    const std::filesystem::path program = os::find_program(player);
    if (program.empty()) continue;
    auto child = os::Child::start({.argv = {program.string(), file},
                                   .directory = os::current_folder(),
                                   .environment = os::environment_without({})});
    if (child) return *std::move(child);
    break;
  }
  return std::nullopt;
}

}  // namespace

void Attention::use(const config::TuiSettings& settings, const term::Emulator& emulator) {
  settings_ = settings;
  emulator_ = emulator;
}

bool Attention::wants_focus() const {
  const auto depends = [](const std::string& sound, Focus mode) {
    return sound != "off" && mode != Focus::always;
  };
  const bool notifies = emulator_.notify != term::Notify::none || emulator_.in_tmux;
  return (settings_.notifications && notifies) ||
         depends(settings_.completion_sound, settings_.completion_sound_focus) ||
         depends(settings_.awaiting_input_sound, settings_.awaiting_input_sound_focus);
}

std::string Attention::turn_began(Time now) {
  began_ = now;
  return shows_progress() ? "\x1b]9;4;3\x1b\\" : "";
}

std::string Attention::turn_ended(const std::string& session, const std::string& words, Time now) {
  std::string bytes = shows_progress() ? "\x1b]9;4;0\x1b\\" : "";
  if (now - began_ >= kLongTurn) {
    bytes += call(settings_.completion_sound, settings_.completion_sound_focus, session, words);
  }
  return bytes;
}

std::string Attention::waits_for_user(const std::string& session, const std::string& words) {
  return call(settings_.awaiting_input_sound, settings_.awaiting_input_sound_focus, session, words);
}

std::string Attention::call(const std::string& sound, Focus mode, const std::string& session,
                            const std::string& words) {
  std::string bytes;
  // Somebody whose terminal does not tell is taken for present.
  const bool away = focus_.has_value() && !*focus_;
  if (mode == Focus::always || (mode == Focus::unfocused) == away) {
    if (sound == "bell" || sound.starts_with("fx-")) {
      bytes += '\a';
    } else if (!sound.empty() && sound != "off") {
      player_ = play(sound);
    }
  }
  if (!settings_.notifications || !away) return bytes;
  const std::string title = one_line(session, kTitle), body = one_line(words, kWords);
  std::string notice;
  if (emulator_.notify == term::Notify::osc99) {
    notice = "\x1b]99;i=ingot:d=0;" + title + "\x1b\\\x1b]99;i=ingot:d=1:p=body;" + body + "\x1b\\";
  } else if (emulator_.notify == term::Notify::osc9) {
    notice = "\x1b]9;" + title + (body.empty() ? "" : ": " + body) + "\x1b\\";
  } else if (emulator_.in_tmux) {
    // What stands around tmux is not known; nobody takes OSC 9 for anything else.
    notice = through_tmux("\x1b]9;" + title + (body.empty() ? "" : ": " + body) + "\x1b\\");
  }
  return bytes + notice;
}

std::optional<std::chrono::milliseconds> Attention::title_wait(const std::string& title,
                                                               Time now) const {
  if (!settings_.title || title == title_) return std::nullopt;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(titled_ + kTitlePause - now);
  return std::max(left, std::chrono::milliseconds(0));
}

std::string Attention::set_title(const std::string& title, Time now) {
  if (!settings_.title || title == title_ || now - titled_ < kTitlePause) return {};
  title_ = title;
  titled_ = now;
  return "\x1b]0;" + one_line(title, kTitle) + "\x1b\\";
}

}  // namespace ingot::tui
