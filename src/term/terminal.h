// term/terminal.h: the user's terminal, taken over for a while and given back.
//
// Purpose    Raw mode, size, reading and writing, and the one function that restores everything on
//            every way out: return, exit(), signals, crashes, suspension (TUI-41, 145..150).
// Output     A terminal that does not take what is written (a slow line, a held scroll) stops
//            nobody: send() keeps the rest of one frame, and nothing is sent before that rest is
//            out (TUI-13, TUI-16). Writing goes through a descriptor of its own, since whether it
//            blocks is shared with the shell otherwise.
// Ownership  One Terminal at a time; its destructor restores. The saved state is global, because
//            signal handlers need it.
// Threads    One thread, except restore_terminal(), which is async-signal-safe.
// Errors     A terminal that is gone is no error of a call: is_gone() tells (TUI-150).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "term/modes.h"

namespace ingot::term {

struct Size {
  int columns = 80, rows = 24;
  friend bool operator==(const Size&, const Size&) = default;
};

// Switches all modes off and restores the saved settings; does nothing when no Terminal is active.
void restore_terminal() noexcept;

// Brings standard output's terminal into the state a shell expects, whoever left it otherwise:
// `ingot reset` (TUI-148). Kind::io when there is none.
Result<> reset_terminal();

class Terminal {
 public:
  // Kind::io when standard input or output is no terminal. Keys are taken in from here on, so it
  // comes before whatever takes time (TUI-31).
  static Result<Terminal> open();
  // No terminal at all: what is written goes nowhere. For a front end that writes plain lines.
  static Terminal none();
  Terminal(Terminal&& other) noexcept;
  Terminal& operator=(Terminal&&) = delete;
  ~Terminal();

  int input_fd() const;
  int output_fd() const { return output_; }
  Size size() const;
  bool is_gone() const { return gone_; }
  void hang_up() { gone_ = true; }

  // What can be read now.
  std::string read();
  // Throws away what was not read.
  void discard_input();

  // What the terminal takes at once; the rest is kept for flush(). No frames while is_behind():
  // they would queue up.
  void send(std::string_view bytes);
  bool is_behind() const { return !rest_.empty(); }
  void flush();
  // Everything, waiting while the terminal takes some of it.
  void write(std::string_view bytes);

  void set(Mode mode, bool on);

  // The other screen, for a viewer: whoever leaves the viewer, or the program in whatever way,
  // finds the normal one as it was (TUI-1, TUI-118). Nested calls count as one.
  void enter_alternate() { set(Mode::alternate, true); }
  void leave_alternate() { set(Mode::alternate, false); }

  // Gives the terminal to another program (editor, shell after Ctrl+Z) and takes it back.
  void release();
  void take_back();

  // `marks` is a folder that remembers which terminals are taken. What a killed ingot left behind
  // in this one is undone (TUI-148); before the first frame.
  void undo_leftovers(const std::filesystem::path& marks);
  // This one is taken now, as far as a later start can tell; after the first frame.
  void leave_mark() const;

 private:
  Terminal() = default;

  int output_ = -1;
  bool active_ = true, gone_ = false;
  std::string rest_;
};

}  // namespace ingot::term
