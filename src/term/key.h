// term/key.h: bytes from a terminal as keys, pastes and answers.
//
// Purpose    One decoder for legacy, SS3, ESC-prefixed, CSI u, modifyOtherKeys, kitty, rxvt and
//            Linux console forms (TUI-42..46, TUI-55), fed with whatever a read gave.
// Source     xterm ctlseqs, patch 390; kitty keyboard protocol; rxvt-unicode's urxvt(7), Key Codes;
//            console_codes(4); all read 2026-07.
// Threads    Belongs to one thread.
// Errors     None: what nobody knows is consumed whole and yields nothing (TUI-44).
// Cost       Linear in the bytes. A paste is kept up to 64 MB, a sequence up to 4 KB.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::term {

enum class KeyCode {
  text,  // Key::text holds one or more characters
  enter,
  tab,
  backspace,
  escape,
  up,
  down,
  left,
  right,
  home,
  end,
  page_up,
  page_down,
  del,
  insert,
  paste,  // Key::text is the pasted text, LF line ends
  focus_in,
  focus_out,
  answer,  // Key::text is a whole reply of the terminal, without ESC
};

struct Key {
  KeyCode code = KeyCode::text;
  bool ctrl = false, alt = false, shift = false;
  std::string text;  // with ctrl or alt: the letter, in lower case

  bool is(KeyCode wanted) const { return code == wanted && !ctrl && !alt; }
  bool is_ctrl(char letter) const {
    return code == KeyCode::text && ctrl && !alt && text.size() == 1 && text[0] == letter;
  }
  bool is_alt(char letter) const {
    return code == KeyCode::text && alt && !ctrl && text.size() == 1 && text[0] == letter;
  }
};

class KeyDecoder {
 public:
  std::vector<Key> feed(std::string_view bytes);

  // What is half read decides how long to wait before flush() (TUI-43, TUI-55).
  enum class Waiting {
    nothing,
    escape,    // ESC alone or before one byte: most likely a key of its own
    sequence,  // the beginning of something that no finger types: a character, an answer, a paste
  };
  Waiting waiting() const;
  bool in_paste() const { return in_paste_; }
  // The terminal owes answers: what looks like the beginning or the rest of one is waited for and
  // swallowed, however it is cut (TUI-40).
  void expect_answers(bool expected) { answers_expected_ = expected; }
  bool expects_answers() const { return answers_expected_; }
  // Nothing more came in time: a lone ESC is the key, a paste without its end is over, the rest is
  // dropped.
  std::vector<Key> flush();

 private:
  // Each takes one thing off the front; false when more bytes are needed.
  bool take(std::vector<Key>& keys, bool at_end);
  bool take_escape(std::vector<Key>& keys, bool at_end);
  bool take_csi(std::vector<Key>& keys, bool at_end, bool alt);
  bool take_ss3(std::vector<Key>& keys, bool at_end, bool alt);
  bool take_string(std::vector<Key>& keys, bool at_end);
  bool take_paste(std::vector<Key>& keys);
  bool take_text(std::vector<Key>& keys, bool at_end, bool alt);
  std::string_view rest() const { return std::string_view(held_).substr(at_); }

  std::string held_, paste_;
  std::size_t at_ = 0;  // of held_: taken so far
  bool in_paste_ = false, answers_expected_ = false;
  bool escape_went_ahead_ = false;  // an ESC was taken for the key, its answer may follow
};

// Pasted text as a draft holds it: LF line ends, no control characters but LF and tab.
std::string clean_paste(std::string_view text);

}  // namespace ingot::term
