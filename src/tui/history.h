// tui/history.h: what was sent from this folder before.
//
// Purpose    1,000 entries per folder, persistent, written at submit (TUI-54), with their pastes
//            and pictures. Up and Down walk through it, Ctrl+R searches it.
// Ownership  Owns the entries; the file is ~/.factory/ingot/history/<folder>.jsonl, mode 0600.
// Threads    One thread; several processes may use one file.
// Errors     A file that cannot be read or written means no history, nothing more.
// Cost       The file is read when the history is first asked for, never before the first frame. It
//            is cut back to 1,000 entries and 8 MB when it has grown to twice that.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/redact.h"
#include "tui/draft.h"

namespace ingot::tui {

// Of this folder, below ~/.factory.
std::filesystem::path history_file(const std::filesystem::path& configuration,
                                   const std::filesystem::path& folder);

class History {
 public:
  // Keys that `redactor` knows do not reach the file; it must outlive this.
  History(std::filesystem::path file, const Redactor& redactor)
      : file_(std::move(file)), redactor_(redactor) {}

  // Another folder's instead.
  void open(std::filesystem::path file);
  void add(const Draft& draft);
  // Older and newer entries; `draft` is kept below the newest and comes back. Null: there is none.
  const Draft* older(const Draft& draft);
  const Draft* newer();
  void leave() { at_.reset(); }

  // The newest entry before `before` whose text holds `wanted`, letter case aside.
  std::optional<std::size_t> find(std::string_view wanted, std::size_t before);
  const Draft& operator[](std::size_t index) const { return entries_[index]; }
  std::size_t size();

 private:
  void load();
  void shorten();

  std::filesystem::path file_;
  const Redactor& redactor_;
  bool loaded_ = false;
  std::vector<Draft> entries_;     // oldest first
  std::optional<std::size_t> at_;  // empty: at the draft, below all
  Draft draft_;
};

}  // namespace ingot::tui
