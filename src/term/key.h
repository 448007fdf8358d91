// term/key.h: bytes from a terminal as keys, pastes and answers.
//
// Purpose    One decoder for legacy, SS3, ESC-prefixed, CSI u, modifyOtherKeys and kitty forms
//            (TUI-42..46, TUI-55), fed with whatever a read gave.
// Source     xterm ctlseqs; kitty keyboard protocol; both read 2026-07.
// Threads    Belongs to one thread.
// Errors     None: what nobody knows is consumed whole and yields nothing (TUI-44).
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
  // Whether something is half read: a lone ESC, a sequence, a character, a paste.
  bool is_waiting() const { return !held_.empty() || in_paste_; }
  bool in_paste() const { return in_paste_; }
  // Nothing more came in time: a lone ESC is the key, a paste without its end is over.
  std::vector<Key> flush();

 private:
  // Takes one key off the front of held_; false when more bytes are needed.
  bool take(std::vector<Key>& keys, bool at_end);
  bool take_escape(std::vector<Key>& keys, bool at_end);
  bool take_paste(std::vector<Key>& keys);
  bool take_text(std::vector<Key>& keys, bool at_end, bool alt, std::size_t from);

  std::string held_, paste_;
  bool in_paste_ = false;
};

// Pasted text as a draft holds it: LF line ends, no control characters but LF and tab.
std::string clean_paste(std::string_view text);

}  // namespace ingot::term
