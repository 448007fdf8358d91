// tui/draft.h: what the user is writing: text, folded pastes, attached pictures.
//
// Purpose    A value that the editor changes, the queue and the history keep, and a message is made
//            of (TUI-54, TUI-56, TUI-61).
// Ownership  Plain values. A picture's bytes lie in a file of the history's folder, so that a draft
//            stays small however often it is copied.
// Threads    Values and pure functions.
// Invariant  `text` is valid UTF-8 with LF line ends. A folded paste stands in it as one mark made
//            of two noncharacters around its number; no text from outside holds such a mark.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::tui {

struct Paste {
  std::string text;
  std::string label;  // "[pasted #1: 40 lines, 511 B]"
  friend bool operator==(const Paste&, const Paste&) = default;
};
Paste make_paste(std::string text, std::size_t number);

struct Picture {
  std::filesystem::path file;
  std::uint32_t width = 0, height = 0;  // 0: not known
  friend bool operator==(const Picture&, const Picture&) = default;
};
// "[image #1 800×600]"
std::string label_of(const Picture& picture, std::size_t number);

struct Draft {
  std::string text;
  std::vector<Paste> pastes;
  std::vector<Picture> pictures;

  bool empty() const { return text.empty() && pictures.empty(); }
  // With every paste at its place: what is sent.
  std::string sent() const;
  // With the labels of pastes: what a line about the draft shows.
  std::string shown() const;
  friend bool operator==(const Draft&, const Draft&) = default;
};
Draft draft_of(std::string_view text);
// Puts `draft` below `to`, a blank line between them.
void append(Draft& to, const Draft& draft);

// The mark that begins at `at`.
struct Mark {
  std::size_t bytes = 0;
  std::size_t paste = 0;  // index
};
std::optional<Mark> mark_at(std::string_view text, std::size_t at);
// The mark that ends at `at`.
std::optional<Mark> mark_before(std::string_view text, std::size_t at);
std::string mark_of(std::size_t paste);
// The same marks, counted from `first` on.
std::string with_numbers_from(std::string_view text, std::size_t first);

// Valid UTF-8 with LF line ends and without the noncharacters that marks are made of.
std::string draft_text(std::string_view foreign);

}  // namespace ingot::tui
