#include "tui/editor.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr std::size_t kMaxUndo = 100;
constexpr std::size_t kFoldCharacters = 1000;
constexpr std::size_t kLeastRowsWithMarks = 3;
constexpr Style kDim{.dim = true};

bool is_word(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) != 0 || (c >= '0' && c <= '9') ||
         (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

}  // namespace

// Every change of the text goes through here, so that rows and text agree.
void Editor::change(std::size_t at, std::size_t removed, std::string_view inserted) {
  draft_.text.replace(at, removed, inserted);
  rows_.change(draft_, at, removed, inserted.size());
}

void Editor::edit(std::size_t begin, std::size_t end, std::string_view text, bool typed) {
  // Letters typed in a row are undone together, word by word.
  const bool types = typed && begin == end && utf8_length(text) == 1 && text != " " && text != "\n";
  const bool goes_on = !undo_.empty() && redo_.empty() && undo_.back().group == group_ &&
                       undo_.back().at + undo_.back().inserted.size() == begin && begin == end;
  if (goes_on && ((types && typing_) || group_ != 0)) {
    undo_.back().inserted += text;
  } else {
    undo_.push_back({.at = begin,
                     .removed = draft_.text.substr(begin, end - begin),
                     .inserted = std::string(text),
                     .cursor = cursor_,
                     .group = group_});
    if (undo_.size() > kMaxUndo) undo_.erase(undo_.begin());
  }
  redo_.clear();
  change(begin, end - begin, text);
  move_to(begin + text.size());
  typing_ = types;
}

void Editor::step(std::vector<Edit>& from, std::vector<Edit>& to) {
  Edit edit = std::move(from.back());
  from.pop_back();
  change(edit.at, edit.inserted.size(), edit.removed);
  if (edit.has_pictures) std::swap(draft_.pictures, edit.pictures);
  std::swap(edit.inserted, edit.removed);
  const std::size_t before = std::exchange(edit.cursor, cursor_);
  move_to(std::min(before, draft_.text.size()));
  to.push_back(std::move(edit));
}

void Editor::step_group(std::vector<Edit>& from, std::vector<Edit>& to) {
  end_group();
  if (from.empty()) return;
  const std::size_t group = from.back().group;
  do {
    step(from, to);
  } while (group != 0 && !from.empty() && from.back().group == group);
}

std::size_t Editor::after(std::size_t at) const {
  if (at >= draft_.text.size()) return draft_.text.size();
  return at + cluster_at(draft_, at, 0).bytes;
}

std::size_t Editor::before(std::size_t at) const {
  if (at == 0) return 0;
  std::size_t row = rows_.row_of(at);
  if (rows_[row].begin == at) --row;
  if (rows_[row].end < at) return at - 1;  // the line feed
  std::size_t here = rows_[row].begin;
  std::size_t last = here;
  while (here < at) {
    last = here;
    here = after(here);
  }
  return last;
}

std::size_t Editor::character_at(std::size_t at) const {
  return at >= draft_.text.size() ? draft_.text.size() : before(at + 1);
}

void Editor::step_onto_character() {
  if (cursor_ == line_end(cursor_) && cursor_ > line_begin(cursor_)) cursor_ = before(cursor_);
}

std::size_t Editor::word_before(std::size_t at) const {
  while (at > 0 && !is_word(draft_.text[at - 1])) --at;
  while (at > 0 && is_word(draft_.text[at - 1])) --at;
  return at;
}

std::size_t Editor::word_after(std::size_t at) const {
  while (at < draft_.text.size() && !is_word(draft_.text[at])) ++at;
  while (at < draft_.text.size() && is_word(draft_.text[at])) ++at;
  return at;
}

std::size_t Editor::line_begin(std::size_t at) const {
  if (at == 0) return 0;
  const std::size_t feed = draft_.text.rfind('\n', at - 1);
  return feed == std::string::npos ? 0 : feed + 1;
}

std::size_t Editor::line_end(std::size_t at) const {
  return std::min(draft_.text.find('\n', at), draft_.text.size());
}

void Editor::move_to(std::size_t at) {
  cursor_ = at;
  typing_ = false;
  goal_ = std::string::npos;
}

void Editor::insert(std::string_view text) { edit(cursor_, cursor_, draft_text(text), true); }

void Editor::paste(std::string_view text) {
  std::string clean = draft_text(text);
  const auto feeds = static_cast<std::size_t>(std::count(clean.begin(), clean.end(), '\n'));
  const std::size_t lines = feeds + (clean.ends_with('\n') ? 0 : 1);
  if (fold_lines_ == 0 || (lines <= fold_lines_ && utf8_length(clean) <= kFoldCharacters)) {
    return edit(cursor_, cursor_, clean);
  }
  std::size_t shown = 0;
  for (std::size_t i = 0; i < draft_.pastes.size(); ++i) {
    const std::size_t at = draft_.text.find(mark_of(i));
    if (at == std::string::npos) continue;
    ++shown;
    if (draft_.pastes[i].text == clean) return edit(at, at + mark_of(i).size(), clean);
  }
  draft_.pastes.push_back(make_paste(std::move(clean), shown + 1));
  edit(cursor_, cursor_, mark_of(draft_.pastes.size() - 1));
}

bool Editor::unfold(bool any) {
  std::size_t at = cursor_;
  auto mark = mark_at(draft_.text, at);
  if (!mark) {
    mark = mark_before(draft_.text, cursor_);
    if (mark) at = cursor_ - mark->bytes;
  }
  for (std::size_t i = draft_.pastes.size(); any && !mark && i > 0; --i) {
    at = draft_.text.find(mark_of(i - 1));
    if (at != std::string::npos) mark = mark_at(draft_.text, at);
  }
  if (!mark) return false;
  const std::string text = draft_.pastes[mark->paste].text;
  edit(at, at + mark->bytes, text);
  return true;
}

void Editor::set(const Draft& draft) {
  // Earlier pastes keep their numbers: undo may bring them back.
  const std::string text = with_numbers_from(draft.text, draft_.pastes.size());
  draft_.pastes.insert(draft_.pastes.end(), draft.pastes.begin(), draft.pastes.end());
  if (text == draft_.text && draft.pictures == draft_.pictures) return;
  end_group();
  edit(0, draft_.text.size(), text);
  undo_.back().has_pictures = true;
  undo_.back().pictures = std::exchange(draft_.pictures, draft.pictures);
}

Draft Editor::take() {
  killed_ = Draft{.text = killed_, .pastes = draft_.pastes}.sent();
  Draft taken = std::exchange(draft_, {});
  undo_.clear();
  redo_.clear();
  move_to(0);
  top_ = 0;
  rows_.lay_out(draft_, rows_.columns());
  // Pastes that were deleted again are nobody's business.
  Draft kept{.pictures = std::move(taken.pictures)};
  for (std::size_t at = 0; at < taken.text.size();) {
    const auto mark = mark_at(taken.text, at);
    if (!mark) {
      kept.text += taken.text[at++];
      continue;
    }
    kept.text += mark_of(kept.pastes.size());
    kept.pastes.push_back(taken.pastes[mark->paste]);
    at += mark->bytes;
  }
  return kept;
}

void Editor::replace(std::size_t begin, std::size_t end, std::string_view text) {
  edit(begin, end, draft_text(text));
}

void Editor::kill(std::size_t begin, std::size_t end) {
  if (begin < end) cut(begin, end, draft_.text.substr(begin, end - begin));
}

void Editor::cut(std::size_t begin, std::size_t end, std::string kept) {
  killed_ = std::move(kept);
  if (begin < end) edit(begin, end, {});
}

void Editor::move_rows(int by) {
  const std::size_t row = rows_.row_of(cursor_);
  if (by < 0 ? row == 0 : row + 1 == rows_.size()) return;
  if (goal_ == std::string::npos) goal_ = rows_.column_of(draft_, row, cursor_);
  cursor_ = rows_.offset_at(draft_, by < 0 ? row - 1 : row + 1, goal_);
  typing_ = false;
}

bool Editor::handle(const Key& key) {
  if (key.code == KeyCode::paste) {
    paste(key.text);
    return true;
  }
  if (const auto action = keys_->in_draft(key)) return act(*action);
  if (key.code != KeyCode::text || key.ctrl || key.alt) return false;
  insert(key.text);
  return true;
}

bool Editor::act(KeyAction action) {
  if (move_by(action) || delete_by(action)) return true;
  switch (action) {
    case KeyAction::new_line:
      insert("\n");
      return true;
    case KeyAction::yank:
      if (!killed_.empty()) edit(cursor_, cursor_, std::string(killed_));
      return true;
    case KeyAction::transpose:
      transpose();
      return true;
    case KeyAction::undo:
      step_group(undo_, redo_);
      return true;
    case KeyAction::redo:
      step_group(redo_, undo_);
      return true;
    case KeyAction::unfold_paste:
      unfold(true);
      return true;
    default:
      return false;
  }
}

bool Editor::move_by(KeyAction action) {
  switch (action) {
    case KeyAction::up:
      move_rows(-1);
      return true;
    case KeyAction::down:
      move_rows(1);
      return true;
    case KeyAction::left:
      move_to(before(cursor_));
      return true;
    case KeyAction::right:
      move_to(after(cursor_));
      return true;
    case KeyAction::word_left:
      move_to(word_before(cursor_));
      return true;
    case KeyAction::word_right:
      move_to(word_after(cursor_));
      return true;
    case KeyAction::line_begin:
      move_to(line_begin(cursor_));
      return true;
    case KeyAction::line_end:
      move_to(line_end(cursor_));
      return true;
    case KeyAction::draft_begin:
      move_to(0);
      return true;
    case KeyAction::draft_end:
      move_to(draft_.text.size());
      return true;
    default:
      return false;
  }
}

bool Editor::delete_by(KeyAction action) {
  switch (action) {
    case KeyAction::delete_left:
      if (cursor_ > 0) edit(before(cursor_), cursor_, {});
      return true;
    case KeyAction::delete_right:
      if (cursor_ < draft_.text.size()) edit(cursor_, after(cursor_), {});
      return true;
    case KeyAction::delete_word_left:
      kill(word_before(cursor_), cursor_);
      return true;
    case KeyAction::delete_word_right:
      kill(cursor_, word_after(cursor_));
      return true;
    case KeyAction::delete_to_blank: {
      std::size_t begin = cursor_;
      while (begin > 0 && draft_.text[begin - 1] == ' ') --begin;
      while (begin > 0 && draft_.text[begin - 1] != ' ' && draft_.text[begin - 1] != '\n') --begin;
      kill(begin == cursor_ ? before(cursor_) : begin, cursor_);
      return true;
    }
    case KeyAction::delete_to_line_end: {
      // At the end of a line its end goes, so that the key again and again empties the draft.
      const std::size_t end = line_end(cursor_);
      kill(cursor_, end == cursor_ ? after(cursor_) : end);
      return true;
    }
    case KeyAction::delete_to_line_begin: {
      const std::size_t begin = line_begin(cursor_);
      kill(begin == cursor_ ? before(cursor_) : begin, cursor_);
      return true;
    }
    default:
      return false;
  }
}

// The characters on both sides of the cursor; at the end of a line the two before it.
void Editor::transpose() {
  std::size_t middle = cursor_;
  if (middle == line_end(middle) && middle > 0) middle = before(middle);
  const std::size_t begin = before(middle);
  const std::size_t end = after(middle);
  if (middle == line_begin(middle) || middle == end) return;
  const std::string_view text = draft_.text;
  edit(begin, end,
       std::string(text.substr(middle, end - middle)) +
           std::string(text.substr(begin, middle - begin)));
}

Editor::View Editor::view(std::size_t columns, std::size_t most) {
  if (std::max<std::size_t>(columns, 2) != rows_.columns()) rows_.lay_out(draft_, columns);
  const std::size_t row = rows_.row_of(cursor_);
  most = std::max<std::size_t>(most, 1);
  const bool marks = rows_.size() > most && most >= kLeastRowsWithMarks;
  // With a mark above and below; where one is not needed its row shows text.
  std::size_t height = marks ? most - 2 : most;
  if (row < top_) top_ = row;
  if (row >= top_ + height) top_ = row - height + 1;
  if (rows_.size() <= most) top_ = 0;
  if (marks && top_ <= 1 && row < height + 1) {
    top_ = 0;
    ++height;
  } else if (marks && top_ + height + 1 >= rows_.size()) {
    top_ = rows_.size() - ++height;
  }
  top_ = std::min(top_, rows_.size() - std::min(height, rows_.size()));
  const std::size_t end = std::min(rows_.size(), top_ + height);

  View view;
  view.from_the_top = top_ == 0;
  if (marks && top_ > 0) view.rows.push_back(Line().own("↑ " + std::to_string(top_), kDim));
  view.cursor_row = view.rows.size() + row - top_;
  view.cursor_column = rows_.column_of(draft_, row, cursor_);
  for (std::size_t i = top_; i < end; ++i) view.rows.push_back(rows_.line_of(draft_, i));
  if (marks && end < rows_.size()) {
    view.rows.push_back(Line().own("↓ " + std::to_string(rows_.size() - end), kDim));
  }
  return view;
}

}  // namespace ingot::tui
