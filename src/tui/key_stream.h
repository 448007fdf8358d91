// tui/key_stream.h: what the terminal sent, and when, as keys.
//
// Purpose    The questions that only time answers: whether an ESC stands alone (TUI-43), whether a
//            paste has lost its end (TUI-55), and whether lines that came at once were pasted
//            without brackets (TUI-57).
// Threads    One thread. Time is handed in.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "term/key.h"

namespace ingot::tui {

class KeyStream {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `remote`: bytes come over a network, which may tear sequences apart.
  KeyStream(Time started, bool remote) : started_(started), remote_(remote) {}

  // The keys in `bytes` and those that silence has decided. `joins_lines`: several lines at once
  // are a paste; false while a dialog takes the keys.
  std::vector<term::Key> take(std::string_view bytes, Time now, bool joins_lines);
  // How long until silence decides something; empty: nothing is open.
  std::optional<std::chrono::milliseconds> wait(Time now) const;
  // While the terminal owes answers, late ones are waited for (TUI-40).
  void expect_answers(bool expected) { decoder_.expect_answers(expected); }

 private:
  std::chrono::milliseconds patience() const;
  void decide_burst(std::vector<term::Key>& keys);
  void decode(std::string_view bytes, std::vector<term::Key>& keys);

  term::KeyDecoder decoder_;
  std::string burst_;  // held back: lines that may be the beginning of a paste
  Time started_, last_;
  bool remote_, has_read_ = false, after_chunk_ = false;
};

}  // namespace ingot::tui
