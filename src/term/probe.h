// term/probe.h: one round of questions to the terminal, and what it answered.
//
// Purpose    Asked once, after the first frame (TUI-40). Nothing waits for an answer: what did not
//            come within kProbeWait counts as no, and what comes later still counts when it comes.
// Source     xterm ctlseqs (XTVERSION, DECRQM, DA1, OSC 10 and 11); kitty keyboard protocol;
//            contour's mode 2031; read 2026-07.
// Threads    Belongs to one thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "term/colour.h"

namespace ingot::term {

inline constexpr std::chrono::milliseconds kProbeWait(200);
// Answers may come as late as this; then what looks like one is somebody's typing.
inline constexpr std::chrono::seconds kLongestAnswer(10);

class Probe {
 public:
  // Ends with a question that every terminal answers: its answer is the last.
  static std::string questions();
  // For terminals that would take private parameters for something else.
  static std::string plain_questions() { return colour_questions() + "\x1b[c"; }
  // The colours again, after a notice that they have changed.
  static std::string colour_questions();

  // An answer as KeyDecoder gives it, without ESC. Returns whether it told something new.
  bool take(std::string_view answer);
  bool is_complete() const { return complete_; }
  // What they were no longer holds; new answers will come.
  void forget_colours() { foreground_ = background_ = std::nullopt; }

  const std::string& version() const { return version_; }  // "tmux 3.3a"
  std::optional<bool> synchronizes() const { return synchronizes_; }
  bool has_colour_notices() const { return colour_notices_; }
  bool has_kitty_keys() const { return kitty_keys_; }
  const std::optional<Rgb>& foreground() const { return foreground_; }
  const std::optional<Rgb>& background() const { return background_; }

 private:
  bool complete_ = false, colour_notices_ = false, kitty_keys_ = false;
  std::optional<bool> synchronizes_;
  std::optional<Rgb> foreground_, background_;
  std::string version_;
};

// A notice of mode 2031, `CSI ? 997 ; 1|2 n`: whether the colours are light now.
std::optional<bool> light_notice(std::string_view answer);

}  // namespace ingot::term
