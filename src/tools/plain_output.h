// tools/plain_output.h: what a terminal would show of a program's output, as text.
//
// Purpose    Removes control sequences and carries out carriage returns, backspaces and "erase
// line",
//            so that a progress bar leaves one line behind (CLI-85).
// Source     ECMA-48 (control functions), xterm's control sequences for OSC.
// Cost       One pass; at most one line of kMaxLineBytes is held back. A longer line is passed on
// in
//            parts, behind which a carriage return can no longer reach.
// Invariant  The text does not depend on how the bytes were cut into pieces. It is well-formed
// UTF-8
//            without control characters but LF and TAB.
#pragma once

#include <string>
#include <string_view>

namespace ingot::tools {

class PlainOutput {
 public:
  static constexpr std::size_t kMaxLineBytes = 64 * 1024;
  static constexpr std::size_t kMaxSequenceBytes = 4096;  // then it was no control sequence

  // The text that is final after these bytes.
  std::string feed(std::string_view bytes);
  // What was held back.
  std::string finish();
  // The line being written; it may still change.
  std::string_view open_line() const { return line_; }

 private:
  enum class State { text, escape, escape_intermediate, csi, string, string_escape };

  void control(char c, std::string& out);
  void sequence(char c, std::string& out);
  void end_csi(char final);
  void put(std::string_view text, std::string& out);
  void write_over(std::string_view text);

  State state_ = State::text;
  std::string parameters_;  // of a CSI sequence
  std::size_t taken_ = 0;   // bytes of the sequence so far
  std::string partial_;     // the beginning of a UTF-8 sequence
  std::string line_;
  std::size_t cursor_ = 0;  // byte offset in line_
};

}  // namespace ingot::tools
