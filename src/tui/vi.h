// tui/vi.h: the draft edited by the commands of vi (TUI-60).
//
// Purpose    The two modes of `keyPreset: "vi"`, their commands, and what they are about to do. In
//            insert mode keys mean what they mean without it, but for Esc.
// Source     POSIX vi, 2018 edition, read 2026-07: counts, operators, the exceptions of cw and dw.
//            Rows above and below are those on the screen; k and j go on into the history.
// Ownership  Refers to the editor only while it handles a key.
// Threads    One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "term/key.h"
#include "tui/editor.h"

namespace ingot::tui {

class Vi {
 public:
  struct Outcome {
    bool taken = false;                    // else the key means what it means without vi,
    std::optional<KeyAction> action = {};  // or this
    bool typed = false;                    // text was written, by the end of the key
  };
  Outcome handle(const term::Key& key, Editor& editor);
  // After keys that vi did not take: in normal mode the cursor stands on a character.
  void settle(Editor& editor) const;

  bool in_normal() const { return normal_; }
  // A new draft begins in insert mode.
  void begin_insert();
  // "2d": what waits for the rest of a command.
  std::string pending() const;

 private:
  // Where a motion leads, and what of it an operator takes.
  struct Motion {
    std::size_t at = 0;
    bool inclusive = false, linewise = false;
  };
  struct Find {
    char kind = 'f';  // f F t T
    std::string target;
  };

  void leave_insert(Editor& editor);
  Outcome command(std::string_view character, Editor& editor, bool is_last);
  bool take_pending(std::string_view character, Editor& editor);
  bool take_operator(char c, Editor& editor);
  std::optional<Motion> motion(char c, Editor& editor);
  std::optional<Motion> line_motion(char c, Editor& editor) const;
  std::optional<Motion> find(Find what, const Editor& editor, bool again) const;
  std::size_t word(char c, const Editor& editor) const;
  void apply(const Motion& motion, Editor& editor);
  void apply_to_lines(std::size_t from, std::size_t to, Editor& editor);
  void change(char c, Editor& editor);
  void insert_at(char c, Editor& editor);
  void put(bool behind, Editor& editor) const;
  void replace(std::string_view character, Editor& editor) const;
  std::size_t times() const;
  void forget();

  bool normal_ = false;
  std::size_t count_ = 0, operator_count_ = 0;  // 0: none was typed
  char operator_ = '\0';                        // d c y
  char waiting_ = '\0';                         // f F t T r g: for one character more
  std::optional<Find> last_find_;
};

}  // namespace ingot::tui
