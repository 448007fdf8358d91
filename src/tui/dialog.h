// tui/dialog.h: what stands in the editor's place until it is answered or left.
//
// Purpose    The border between the application and its dialogs: list_dialog.h (choices),
//            permission_dialog.h (may this call run?), ask_dialog.h (what the agent wants to know).
// Ownership  Owned by the application; the draft stays where it is.
// Threads    One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "term/key.h"
#include "tui/key_map.h"
#include "tui/viewport.h"

namespace ingot::tui {

class Dialog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Dialog() = default;
  // The keys of what is typed in it; they outlive the dialog.
  virtual void use(const KeyMap&) {}
  // At most `most` rows of at most `columns`, and where the cursor stands in them.
  virtual Frame draw(std::size_t columns, std::size_t most) const = 0;
  // True when the dialog is over.
  virtual bool handle(const term::Key& key, Time now) = 0;

  // For whoever cannot see it redrawn (TUI-140): what stands above the answers, the answers, and
  // one of them taken. Without numbered answers the rows are read out and keys typed.
  struct Numbered {
    int number = 0;
    Line line;
  };
  virtual std::vector<Line> preface() const { return {}; }
  virtual std::vector<Numbered> numbered() const { return {}; }
  virtual bool choose(int) { return false; }  // true when the dialog is over
  // What else can be done with one of the answers, by its number and a letter.
  struct Further {
    char letter;
    std::string name;
  };
  virtual std::vector<Further> further() const { return {}; }
  virtual void do_further(int, char) {}

  // Whether this key goes to the draft instead: typed before the dialog could be read (TUI-81).
  virtual bool passes_on(const term::Key&, Time) { return false; }
  // Whether it is about a call of the turn, and closes when that ends.
  virtual bool belongs_to_turn() const { return false; }
  // It was hidden behind the viewer and can be seen again.
  virtual void appear(Time) {}
  // Something may have changed that it shows.
  virtual void refresh() {}
  // When it looks different without a key.
  virtual std::optional<Time> changes_at() const { return std::nullopt; }
};

}  // namespace ingot::tui
