#include "tui/vi.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "tui/vi_words.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr std::size_t kMaxCount = 9999;
constexpr std::size_t kMaxPut = 1U << 20U;  // bytes that one command puts, however often

std::string_view first_character(std::string_view text) {
  return text.substr(0, std::max<std::size_t>(decode_utf8(text).length, 1));
}

// The command that a key with a name stands for; nul: none.
char command_of(KeyAction action) {
  switch (action) {
    case KeyAction::left:
    case KeyAction::delete_left:
      return 'h';
    case KeyAction::right:
      return 'l';
    case KeyAction::word_left:
      return 'b';
    case KeyAction::word_right:
      return 'w';
    case KeyAction::line_begin:
      return '0';
    case KeyAction::line_end:
      return '$';
    case KeyAction::delete_right:
      return 'x';
    default:
      return '\0';
  }
}

std::string_view between(const Editor& editor, std::size_t begin, std::size_t end) {
  return std::string_view(editor.text()).substr(begin, end - begin);
}

}  // namespace

void Vi::begin_insert() {
  normal_ = false;
  forget();
}

void Vi::forget() {
  count_ = operator_count_ = 0;
  operator_ = waiting_ = '\0';
}

std::size_t Vi::times() const {
  const std::size_t count = std::max<std::size_t>(count_, 1);
  return std::min(count * std::max<std::size_t>(operator_count_, 1), kMaxCount);
}

std::string Vi::pending() const {
  std::string text;
  if (operator_count_ > 0) text += std::to_string(operator_count_);
  if (operator_ != '\0') text += operator_;
  if (count_ > 0) text += std::to_string(count_);
  if (waiting_ != '\0') text += waiting_;
  return text;
}

void Vi::settle(Editor& editor) const {
  if (normal_) editor.step_onto_character();
}

void Vi::leave_insert(Editor& editor) {
  editor.end_group();
  normal_ = true;
  forget();
  const std::size_t at = editor.cursor();
  if (at > editor.line_begin(at)) editor.go_to(editor.before(at));
}

Vi::Outcome Vi::handle(const Key& key, Editor& editor) {
  if (!normal_) {
    if (key.is(KeyCode::escape)) {
      leave_insert(editor);
      return {.taken = true};
    }
    if (!editor.in_group()) editor.begin_group();
    return {};
  }
  if (key.is(KeyCode::escape)) {
    const bool waits = !pending().empty();
    forget();
    return {.taken = waits};
  }
  std::string text;
  if (key.code == KeyCode::text && !key.ctrl && !key.alt) text = key.text;
  if (key.is_ctrl('r')) text = "\x12";
  if (text.empty()) {
    const auto action = editor.keys().in_draft(key);
    const char named = action ? command_of(*action) : '\0';
    if (named != '\0') text = std::string(1, named);
  }
  if (text.empty()) {
    // Half a command is dropped with the key that does not go with it.
    const bool waits = !pending().empty();
    forget();
    return {.taken = waits && key.code != KeyCode::paste};
  }
  Outcome outcome{.taken = true};
  for (std::string_view rest = text; !rest.empty();) {
    if (!normal_) {  // the letters before have begun to insert
      editor.insert(rest);
      outcome.typed = true;
      break;
    }
    const std::string_view character = first_character(rest);
    rest.remove_prefix(character.size());
    outcome = command(character, editor, rest.empty());
  }
  settle(editor);
  return outcome;
}

Vi::Outcome Vi::command(std::string_view character, Editor& editor, bool is_last) {
  const char c = character[0];
  const bool alone = operator_ == '\0' && waiting_ == '\0' && count_ == 0;
  // What begins something on an empty draft does so in this mode as well.
  if (alone && editor.empty() && (c == '/' || c == '@')) {
    insert_at('i', editor);
    editor.insert(character);
    return {.taken = true, .typed = true};
  }
  if (alone && is_last && (c == 'j' || c == 'k')) {
    return {.action = c == 'k' ? KeyAction::up : KeyAction::down};
  }
  if (alone && c == '/') return {.action = KeyAction::search_history};
  if (!editor.in_group()) editor.begin_group();
  if (!take_pending(character, editor) && !take_operator(c, editor)) {
    if (const auto to = motion(c, editor)) {
      apply(*to, editor);
    } else if (waiting_ == '\0') {
      if (operator_ == '\0') change(c, editor);
      if (waiting_ == '\0') forget();
    }
  }
  if (normal_) editor.end_group();
  return {.taken = true};
}

// Digits, and the second character of f, F, t, T, r and g.
bool Vi::take_pending(std::string_view character, Editor& editor) {
  const char c = character[0];
  if (waiting_ == 'r') {
    replace(character, editor);
    forget();
    return true;
  }
  if (is_one_of(waiting_, "fFtT") && waiting_ != '\0') {
    last_find_ = Find{.kind = waiting_, .target = std::string(character)};
    if (const auto to = find(*last_find_, editor, false)) apply(*to, editor);
    forget();
    return true;
  }
  if (waiting_ == 'g') {
    const auto to = c == 'g' ? line_motion('g', editor) : std::nullopt;
    if (to) apply(*to, editor);
    forget();
    return true;
  }
  if (waiting_ == '\0' && ((c >= '1' && c <= '9') || (c == '0' && count_ > 0))) {
    count_ = std::min(count_ * 10 + static_cast<std::size_t>(c - '0'), kMaxCount);
    return true;
  }
  return false;
}

bool Vi::take_operator(char c, Editor& editor) {
  if (waiting_ != '\0' || !is_one_of(c, "dcy")) return false;
  if (operator_ == '\0') {
    operator_ = c;
    operator_count_ = std::exchange(count_, 0);
    return true;
  }
  if (operator_ == c) {
    std::size_t last = editor.cursor();
    for (std::size_t i = 1; i < times() && editor.line_end(last) < editor.text().size(); ++i) {
      last = editor.line_end(last) + 1;
    }
    apply_to_lines(editor.cursor(), last, editor);
  }
  forget();
  return true;
}

void Vi::apply(const Motion& motion, Editor& editor) {
  const std::size_t here = editor.cursor();
  const char what = operator_;
  if (what == '\0') {
    if (motion.at != here) editor.go_to(motion.at);
    return forget();
  }
  if (motion.linewise) {
    apply_to_lines(std::min(here, motion.at), std::max(here, motion.at), editor);
    return forget();
  }
  const std::size_t begin = std::min(here, motion.at);
  std::size_t end = std::max(here, motion.at);
  if (motion.inclusive) end = editor.after(end);
  forget();
  if (begin < end && what == 'y') {
    editor.keep(std::string(between(editor, begin, end)));
    editor.go_to(begin);
  } else if (begin < end) {
    editor.cut(begin, end, std::string(between(editor, begin, end)));
  }
  if (what == 'c') normal_ = false;
}

void Vi::apply_to_lines(std::size_t from, std::size_t to, Editor& editor) {
  std::size_t begin = editor.line_begin(from);
  std::size_t end = editor.line_end(to);
  std::string lines = std::string(between(editor, begin, end)) + "\n";
  if (operator_ == 'y') {
    editor.keep(std::move(lines));
    if (from < editor.line_begin(editor.cursor())) editor.go_to(from);
    return;
  }
  if (operator_ == 'c') {
    editor.cut(begin, end, std::move(lines));
    normal_ = false;
    return;
  }
  if (end < editor.text().size()) {
    ++end;
  } else if (begin > 0) {
    --begin;
  }
  editor.cut(begin, end, std::move(lines));
  editor.go_to(first_in_line(editor.text(), editor.line_begin(editor.cursor())));
}

// Commands that are neither motions nor operators.
void Vi::change(char c, Editor& editor) {
  const auto with = [&](char op, char to) {
    operator_ = op;
    if (const auto target = motion(to, editor)) apply(*target, editor);
  };
  switch (c) {
    case 'x':
      with('d', 'l');
      return;
    case 'X':
      with('d', 'h');
      return;
    case 's':
      with('c', 'l');
      return;
    case 'D':
      with('d', '$');
      return;
    case 'C':
      with('c', '$');
      return;
    case 'p':
    case 'P':
      put(c == 'p', editor);
      return;
    case 'u':
    case '\x12':  // ctrl+r
      editor.end_group();
      for (std::size_t i = 0; i < times(); ++i) {
        editor.act(c == 'u' ? KeyAction::undo : KeyAction::redo);
      }
      return;
    case 'r':
      waiting_ = 'r';
      return;
    default:
      insert_at(c, editor);
  }
}

void Vi::insert_at(char c, Editor& editor) {
  const std::size_t here = editor.cursor();
  switch (c) {
    case 'i':
      break;
    case 'a':
      if (here < editor.line_end(here)) editor.go_to(editor.after(here));
      break;
    case 'I':
      editor.go_to(first_in_line(editor.text(), editor.line_begin(here)));
      break;
    case 'A':
      editor.go_to(editor.line_end(here));
      break;
    case 'o':
      editor.put(editor.line_end(here), "\n");
      break;
    case 'O':
      editor.put(editor.line_begin(here), "\n");
      editor.go_to(editor.before(editor.cursor()));
      break;
    default:
      return;
  }
  normal_ = false;
}

void Vi::put(bool behind, Editor& editor) const {
  const std::string& kept = editor.kept();
  if (kept.empty()) return;
  const std::size_t count = std::min(times(), std::max<std::size_t>(kMaxPut / kept.size(), 1));
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += kept;
  const std::size_t here = editor.cursor();
  if (!kept.ends_with('\n')) {
    const bool empty = editor.line_begin(here) == editor.line_end(here);
    editor.put(behind && !empty ? editor.after(here) : here, text);
    return editor.go_to(editor.before(editor.cursor()));
  }
  std::size_t line = editor.line_begin(here);
  if (behind) {
    line = editor.line_end(here) + 1;
    text.pop_back();
    text.insert(0, "\n");
  }
  editor.put(behind ? line - 1 : line, text);
  editor.go_to(first_in_line(editor.text(), line));
}

void Vi::replace(std::string_view character, Editor& editor) const {
  const std::size_t here = editor.cursor();
  std::size_t end = here;
  std::string text;
  for (std::size_t i = 0; i < times(); ++i) {
    if (end >= editor.line_end(here)) return;
    end = editor.after(end);
    text += character;
  }
  editor.replace(here, end, text);
  editor.go_to(editor.before(editor.cursor()));
}

}  // namespace ingot::tui
