// term/sanitise.h: foreign text made fit for a terminal.
//
// Purpose    Whatever a model, tool, file, server or user's paste says passes here before it
//            reaches a terminal (invariant 4). The result moves no cursor, sets no title, fills no
//            clipboard, and shows what it holds.
// Source     safety.md SEC-07, tui.md TUI-156 and TUI-157; ECMA-48 5th edition, 5.3-5.6 and 8.3,
// for
//            the shape of control sequences; Unicode 15 for the classes of characters.
// Style      What is taken out stays visible, so that nobody is deceived by its absence:
//              control characters      their pictures: ␛ ␈ ␍ ␡ (U+2400..2421)
//              escape sequences        ⟨CSI 2J⟩ ⟨OSC 52;c;aGk=⟩ ⟨ESC c⟩, at most 40 characters of
//              them C1, bidi, invisible     ⟨U+202E⟩ invalid UTF-8           U+FFFD, one for each
//              maximal ill-formed part
//            Colours and other attributes (CSI ... m) leave without a mark: ordinary command output
//            is full of them and they do no harm. CR LF becomes LF; LF and tab are kept.
//            Joiners and variation selectors stay where scripts and emoji need them, combining
//            marks up to eight on one letter: more would climb into other lines.
// Ownership  Results are copies.
// Threads    Functions are pure; a Sanitiser belongs to one thread.
// Cost       One pass; a run of printable ASCII is copied whole. A byte grows to fifteen at worst.
// A
//            Sanitiser holds back fewer than 100 bytes.
// Invariant  The result is valid UTF-8 without a byte below 0x20 other than LF and tab, without DEL
//            and C1; how the input was cut into pieces does not matter; the fuzz target checks
//            both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace ingot::term {

std::string sanitise(std::string_view text);

// For names, titles and paths, which stand within a line: LF and tab become ␊ and ␉ too.
std::string sanitise_line(std::string_view text);

// Text that arrives in pieces.
class Sanitiser {
 public:
  enum class Lines { many, one };  // one: as sanitise_line()
  explicit Sanitiser(Lines lines = Lines::many) : lines_(lines) {}

  // What `piece` allows to be shown; an unfinished character or sequence waits for the next piece.
  std::string feed(std::string_view piece);
  // The rest; the Sanitiser is then as new.
  std::string finish();

 private:
  enum class State { ground, escape, csi, string, string_escape };

  void take(std::string_view text, std::string& out);
  void step(char32_t c, std::string& out);
  void ground(char32_t c, std::string& out);
  void begin_sequence(State state, std::string_view name);
  void add_to_sequence(char32_t c);
  void end_sequence(std::string& out);
  void visible(char32_t c, std::string& out);
  void flush_held(char32_t next, std::string& out);

  Lines lines_;
  State state_ = State::ground;
  std::string partial_;           // the beginning of a code point
  std::string sequence_;          // of an escape sequence, what its mark will show
  std::size_t swallowed_ = 0;     // code points of it
  bool only_attributes_ = false;  // so far it could be CSI ... m
  char32_t held_ = 0;             // CR or a joiner, decided by what follows
  char32_t previous_ = 0;         // shown last; 0: nothing that could carry a joiner or mark
  int marks_ = 0;                 // combining marks on it
};

// Text that may be shown as it is.
class Printable {
 public:
  Printable() = default;
  // Words of the program itself. Only string literals fit.
  template <std::size_t n>
  static Printable literal(const char (&text)[n]) {
    return Printable(std::string(text, n - 1));
  }
  const std::string& text() const { return text_; }
  Printable& operator+=(const Printable& other) {
    text_ += other.text_;
    return *this;
  }

 private:
  friend class Untrusted;
  explicit Printable(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// Text from outside: carries its bytes, and shows them only through the sanitiser. The compiler
// keeps it from being printed by mistake.
class Untrusted {
 public:
  Untrusted() = default;
  explicit Untrusted(std::string text) : text_(std::move(text)) {}
  // For storing and sending, never for a terminal.
  const std::string& raw() const { return text_; }
  Printable printable() const { return Printable(sanitise(text_)); }
  Printable printable_line() const { return Printable(sanitise_line(text_)); }

 private:
  std::string text_;
};

}  // namespace ingot::term
