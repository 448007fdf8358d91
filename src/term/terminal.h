// term/terminal.h: the user's terminal, taken over for a while and given back.
//
// Purpose    Raw mode, size, reading and writing, and the one function that restores everything on
//            every way out: return, exit(), signals, crashes, suspension (TUI-41, 145..150).
// Ownership  One Terminal at a time; its destructor restores. The saved state is global, because
//            signal handlers need it.
// Threads    One thread, except restore_terminal(), which is async-signal-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ingot::term {

struct Size {
  int columns = 80, rows = 24;
  friend bool operator==(const Size&, const Size&) = default;
};

// Writes the restore string and the saved settings; does nothing when no Terminal is active.
void restore_terminal() noexcept;

class Terminal {
 public:
  // Kind::io when standard input or output is no terminal.
  static Result<Terminal> open();
  Terminal(Terminal&& other) noexcept : active_(other.active_) { other.active_ = false; }
  Terminal& operator=(Terminal&&) = delete;
  ~Terminal();

  int input_fd() const;
  Size size() const;
  // What can be read now; empty when nothing or at the end (`gone` tells which).
  std::string read(bool& gone);
  // All of it, waiting while the terminal is slow; false when it is gone (TUI-150).
  bool write(std::string_view bytes);

  // Gives the terminal to another program (editor, shell after Ctrl+Z) and takes it back.
  void release();
  void take_back();

 private:
  Terminal() = default;
  bool active_ = true;
};

}  // namespace ingot::term
