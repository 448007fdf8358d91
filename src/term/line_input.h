// term/line_input.h: questions answered line by line on the terminal, as the shell edits lines.
//
// Purpose    For dialogues that need no screen: the terminal stays in its usual (cooked) mode, so
//            that erasing, pasting and scrolling are the terminal's own.
// Ownership  While a line is hidden the terminal does not echo; it does again when hidden_line()
//            returns, on every way out.
// Threads    One thread; interrupt() may be called from any.
// Errors     Kind::cancelled after interrupt() and at the end of the input.
#pragma once

#include <string>

#include "base/result.h"
#include "os/waker.h"

namespace ingot::term {

class LineInput {
 public:
  static constexpr std::size_t kMaxLineBytes = 65536;

  // Whether somebody is there to answer: standard input and error are terminals.
  static bool is_possible();

  // Without its line end.
  Result<std::string> line();
  Result<std::string> hidden_line();
  // Ends the wait, now and later.
  void interrupt() { waker_.wake(); }

 private:
  os::Waker waker_;
  std::string rest_;  // lines that arrived together with the last one
};

}  // namespace ingot::term
