// tui/composer.h: the place where a message is written: the draft and what helps to write it.
//
// Purpose    Brings editor, history, search, menus, mentions and bash mode together (tui.md 4, 5).
//            What is sent, run or interrupted is the caller's.
// Ownership  Owns the draft and everything about it; what Setup refers to outlives it.
// Threads    One thread; files are walked and searched by threads of FileIndex.
// Errors     None: what cannot be read or kept on disk is simply not there.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/redact.h"
#include "os/waker.h"
#include "term/key.h"
#include "tui/completion.h"
#include "tui/draft.h"
#include "tui/draft_store.h"
#include "tui/editor.h"
#include "tui/file_index.h"
#include "tui/history.h"
#include "tui/line.h"
#include "tui/menu.h"
#include "tui/vi.h"

namespace ingot::tui {

class Composer {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Setup {
    std::filesystem::path history_file;             // of this folder; ".jsonl" at its end
    std::function<std::filesystem::path()> folder;  // where the conversation works
    std::size_t fold_lines = 12;
    const Redactor& redactor;
    const os::Waker& waker;
    std::vector<CommandFacts> commands;
    Arguments arguments;
    const KeyMap& keys = standard_keys();
    bool vi = false;  // as use_vi()
  };
  explicit Composer(Setup setup);

  enum class Handled { no, yes, submit };
  Handled handle(const term::Key& key, Time now);
  // The draft, which is remembered and begins anew.
  Draft take();

  const Draft& draft() const { return editor_.draft(); }
  bool empty() const { return editor_.empty(); }
  bool in_shell() const { return shell_; }
  bool has_menu() const { return menu_.is_open(); }
  bool is_searching() const { return search_.has_value(); }
  bool can_undo() const { return editor_.can_undo(); }

  // The commands of vi, or only keys that mean the same at any time.
  void use_vi(bool vi);
  // "insert", "normal", "normal 2d" of vi; else empty.
  std::string mode() const;

  // Puts a draft back; what stands there now goes below it.
  void put_back(const Draft& draft, bool shell = false);
  void set_text(std::string_view text) { put_back(draft_of(text)); }
  // As one undo step; what is attached stays.
  void replace_text(std::string_view text);
  void clear();
  void attach(Picture picture);
  void drop_pictures();

  // The conversation goes on in another folder.
  void use_history(std::filesystem::path file);
  // Drafts of runs that were killed, now in the history: how many.
  std::size_t take_left_behind();
  // Keeps the draft on disk when its time has come; wait(): when that is.
  void tick(Time now) { store_->save(editor_.draft(), now); }
  std::optional<std::chrono::milliseconds> wait(Time now) const { return store_->wait(now); }
  void keep_draft() { store_->keep(editor_.draft()); }

  // Something may have been found in the background.
  void refresh();

  struct Rows {
    std::vector<Line> rows;
    std::size_t cursor_row = 0, cursor_column = 0;
  };
  // At most so many rows for the draft, for the menu below it, and for both with the pictures.
  struct Room {
    std::size_t draft = 1, menu = 0, all = 1;
  };
  // `hint` is shown in an empty draft.
  Rows rows(std::size_t columns, const Room& room, const Line& hint);

 private:
  struct Search {
    std::string wanted;
    std::optional<std::size_t> at;  // of the history
    Draft before;
  };
  Handled handle_key(const term::Key& key);
  Handled handle_action(std::optional<KeyAction> action, const term::Key& key);
  bool handle_menu(const term::Key& key, Handled& handled);
  bool handle_search(const term::Key& key);
  bool handle_history(KeyAction action);
  bool handle_tab();
  Handled handle_enter();
  void find_older();
  void begin_search();
  void take_suggestion(const Suggestion& suggestion);
  void suggest();
  Suggestions found_files(const Mention& mention) const;
  void complete_shell_path();
  History& history() { return shell_ ? shell_history_ : history_; }

  Setup setup_;
  Editor editor_;
  std::optional<Vi> vi_;
  History history_, shell_history_;
  std::optional<DraftStore> store_;
  FileIndex files_;
  bool shell_ = false;
  std::optional<Search> search_;
  Menu menu_;
  bool mentioning_ = false;
  // Behind a mention that was taken: what '#' takes back; 0: none. And what that was a key ago.
  std::size_t blank_after_ = 0, blank_before_ = 0;
};

}  // namespace ingot::tui
