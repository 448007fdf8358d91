#include "tui/editor.h"

#include <algorithm>
#include <utility>

#include "term/columns.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr std::size_t kMaxUndo = 100;
constexpr std::size_t kFoldLines = 12;
constexpr std::size_t kFoldCharacters = 1000;

bool is_word(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) != 0 || (c >= '0' && c <= '9') ||
         (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

std::string fold_label(std::size_t number, std::string_view text) {
  return "[pasted #" + std::to_string(number) + ": " +
         std::to_string(std::count(text.begin(), text.end(), '\n') + 1) + " lines, " +
         std::to_string(text.size()) + " B]";
}

}  // namespace

void Editor::remember(bool joins_last) {
  if (!(joins_last && typing_ && !undo_.empty())) {
    undo_.push_back({text_, cursor_});
    if (undo_.size() > kMaxUndo) undo_.erase(undo_.begin());
  }
  redo_.clear();
  typing_ = joins_last;
}

std::size_t Editor::after(std::size_t at) const {
  if (at >= text_.size()) return text_.size();
  // A folded paste is one unit.
  if (text_.compare(at, 9, "[pasted #") == 0) {
    const std::size_t end = text_.find(']', at);
    if (end != std::string::npos) return end + 1;
  }
  return at +
         std::max<std::size_t>(term::first_grapheme(std::string_view(text_).substr(at)).bytes, 1);
}

std::size_t Editor::before(std::size_t at) const {
  if (at == 0) return 0;
  std::size_t here = line_begin(at);
  if (here == at) return at - 1;  // the line feed
  std::size_t last = here;
  while (here < at) {
    last = here;
    here = after(here);
  }
  return last;
}

std::size_t Editor::word_before(std::size_t at) const {
  while (at > 0 && !is_word(text_[at - 1])) --at;
  while (at > 0 && is_word(text_[at - 1])) --at;
  return at;
}

std::size_t Editor::word_after(std::size_t at) const {
  while (at < text_.size() && !is_word(text_[at])) ++at;
  while (at < text_.size() && is_word(text_[at])) ++at;
  return at;
}

std::size_t Editor::line_begin(std::size_t at) const {
  if (at == 0) return 0;
  const std::size_t feed = text_.rfind('\n', at - 1);
  return feed == std::string::npos ? 0 : feed + 1;
}

std::size_t Editor::line_end(std::size_t at) const {
  return std::min(text_.find('\n', at), text_.size());
}

void Editor::insert(std::string_view text) {
  remember(text.size() == 1 && text[0] != ' ' && text[0] != '\n');
  text_.insert(cursor_, text);
  cursor_ += text.size();
}

void Editor::paste(std::string_view text) {
  remember(false);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  std::string shown(text);
  if (lines > kFoldLines || text.size() > kFoldCharacters) {
    pastes_.emplace_back(text);
    shown = fold_label(pastes_.size(), text);
  }
  text_.insert(cursor_, shown);
  cursor_ += shown.size();
}

void Editor::set_text(std::string text) {
  remember(false);
  text_ = std::move(text);
  cursor_ = text_.size();
}

void Editor::clear() {
  if (!text_.empty()) remember(false);
  text_.clear();
  cursor_ = 0;
}

void Editor::replace(std::size_t begin, std::size_t end, std::string_view text) {
  remember(false);
  text_.replace(begin, end - begin, text);
  cursor_ = begin + text.size();
}

std::string Editor::text() const {
  std::string out = text_;
  for (std::size_t n = pastes_.size(); n > 0; --n) {
    const std::string label = fold_label(n, pastes_[n - 1]);
    if (const std::size_t at = out.find(label); at != std::string::npos) {
      out.replace(at, label.size(), pastes_[n - 1]);
    }
  }
  return out;
}

void Editor::erase(std::size_t begin, std::size_t end) {
  if (begin >= end) return;
  remember(false);
  text_.erase(begin, end - begin);
  cursor_ = begin;
}

void Editor::kill(std::size_t begin, std::size_t end) {
  if (begin >= end) return;
  killed_ = text_.substr(begin, end - begin);
  erase(begin, end);
}

void Editor::step(std::vector<State>& from, std::vector<State>& to) {
  to.push_back({text_, cursor_});
  text_ = std::move(from.back().text);
  cursor_ = from.back().cursor;
  from.pop_back();
  typing_ = false;
}

void Editor::move_rows(int by) {
  const std::size_t begin = line_begin(cursor_);
  const std::size_t column = term::columns(std::string_view(text_).substr(begin, cursor_ - begin));
  std::size_t target = 0;
  if (by < 0) {
    if (begin == 0) return;
    target = line_begin(begin - 1);
  } else {
    const std::size_t end = line_end(cursor_);
    if (end == text_.size()) return;
    target = end + 1;
  }
  const std::string_view row = std::string_view(text_).substr(target, line_end(target) - target);
  cursor_ = target + term::prefix_of_columns(row, column).size();
}

bool Editor::handle(const Key& key) {
  const auto moved = [this](std::size_t to) {
    cursor_ = to;
    typing_ = false;
    return true;
  };
  switch (key.code) {
    case KeyCode::paste:
      paste(key.text);
      return true;
    case KeyCode::left:
      return moved(key.ctrl || key.alt ? word_before(cursor_) : before(cursor_));
    case KeyCode::right:
      return moved(key.ctrl || key.alt ? word_after(cursor_) : after(cursor_));
    case KeyCode::home:
      return moved(line_begin(cursor_));
    case KeyCode::end:
      return moved(line_end(cursor_));
    case KeyCode::up:
      move_rows(-1);
      return true;
    case KeyCode::down:
      move_rows(1);
      return true;
    case KeyCode::backspace:
      if (key.alt || key.ctrl) {
        kill(word_before(cursor_), cursor_);
      } else {
        erase(before(cursor_), cursor_);
      }
      return true;
    case KeyCode::del:
      erase(cursor_, after(cursor_));
      return true;
    case KeyCode::text:
      break;
    default:
      return false;
  }
  if (!key.ctrl && !key.alt) {
    insert(key.text);
    return true;
  }
  if (key.is_ctrl('a')) return moved(line_begin(cursor_));
  if (key.is_ctrl('e')) return moved(line_end(cursor_));
  if (key.is_ctrl('b')) return moved(before(cursor_));
  if (key.is_ctrl('f')) return moved(after(cursor_));
  if (key.is_alt('b')) return moved(word_before(cursor_));
  if (key.is_alt('f')) return moved(word_after(cursor_));
  if (key.is_ctrl('j')) {
    insert("\n");
  } else if (key.is_ctrl('d')) {
    erase(cursor_, after(cursor_));
  } else if (key.is_ctrl('w')) {
    std::size_t begin = cursor_;
    while (begin > 0 && text_[begin - 1] == ' ') --begin;
    while (begin > 0 && text_[begin - 1] != ' ' && text_[begin - 1] != '\n') --begin;
    kill(begin, cursor_);
  } else if (key.is_alt('d')) {
    kill(cursor_, word_after(cursor_));
  } else if (key.is_ctrl('k')) {
    kill(cursor_, line_end(cursor_));
  } else if (key.is_ctrl('u')) {
    kill(line_begin(cursor_), cursor_);
  } else if (key.is_alt('y')) {
    insert(killed_);
  } else if (key.is_ctrl('_') && !undo_.empty()) {
    step(undo_, redo_);
  } else if (key.is_alt('_') && !redo_.empty()) {
    step(redo_, undo_);
  } else {
    return false;
  }
  return true;
}

Editor::Rows Editor::layout(std::size_t columns) const {
  columns = std::max<std::size_t>(columns, 2);
  Rows out;
  out.rows.emplace_back();
  std::size_t used = 0;
  std::size_t at = 0;
  const auto mark_cursor = [&] {
    if (at != cursor_) return;
    out.cursor_row = out.rows.size() - 1;
    out.cursor_column = used;
  };
  while (at < text_.size()) {
    mark_cursor();
    if (text_[at] == '\n') {
      out.rows.emplace_back();
      used = 0;
      ++at;
      continue;
    }
    const term::Grapheme next = term::first_grapheme(std::string_view(text_).substr(at));
    const std::size_t bytes = std::max<std::size_t>(next.bytes, 1);
    if (used + next.columns > columns) {
      out.rows.emplace_back();
      used = 0;
      mark_cursor();
    }
    out.rows.back() += text_[at] == '\t' ? std::string(" ") : text_.substr(at, bytes);
    used += next.columns;
    at += bytes;
  }
  if (at == cursor_ && used >= columns) {
    out.rows.emplace_back();
    used = 0;
  }
  mark_cursor();
  return out;
}

}  // namespace ingot::tui
