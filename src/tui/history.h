// tui/history.h: what was sent from this folder before.
//
// Purpose    1,000 entries per folder, persistent, written at submit (TUI-54).
// Ownership  Owns the entries; the file is ~/.factory/ingot/history/<folder>.jsonl, mode 0600.
// Errors     A file that cannot be read or written means no history, nothing more.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ingot::tui {

class History {
 public:
  explicit History(std::filesystem::path file);

  void add(const std::string& text);
  // Older and newer entries; `draft` is kept below the newest and comes back.
  const std::string* older(const std::string& draft);
  const std::string* newer();
  void leave() { at_ = entries_.size(); }

 private:
  std::filesystem::path file_;
  std::vector<std::string> entries_;  // oldest first
  std::size_t at_ = 0;
  std::string draft_;
};

}  // namespace ingot::tui
