// tui/vi_motion.cc: where the motions of vi lead.

#include "tui/vi.h"
#include "tui/vi_words.h"

namespace ingot::tui {

std::size_t Vi::word(char c, const Editor& editor) const {
  const bool big = c >= 'A' && c <= 'Z';
  const std::string_view text = editor.text();
  std::size_t at = editor.cursor();
  // Of the word that it stands in, c changes to its end, and not the blanks behind it.
  const bool in_word = at < text.size() && !is_one_of(text[at], " \t\n");
  const bool to_end = is_one_of(c, "eE") || (operator_ == 'c' && in_word && is_one_of(c, "wW"));
  for (std::size_t i = 0; i < times(); ++i) {
    if (is_one_of(c, "bB")) {
      at = word_before(text, at, big);
    } else if (to_end) {
      const bool stays = i == 0 && !is_one_of(c, "eE");
      at = word_end(text, stays ? at : editor.after(at), big);
    } else {
      at = next_word(text, at, big);
    }
    at = editor.character_at(at);
  }
  return at;
}

std::optional<Vi::Motion> Vi::motion(char c, Editor& editor) {
  const std::string_view text = editor.text();
  const std::size_t here = editor.cursor();
  std::size_t at = here;
  switch (c) {
    case 'h':
      for (std::size_t i = 0; i < times() && at > editor.line_begin(at); ++i)
        at = editor.before(at);
      return Motion{.at = at};
    case 'l':
    case ' ':
      for (std::size_t i = 0; i < times() && at < editor.line_end(at); ++i) at = editor.after(at);
      return Motion{.at = at};
    case '0':
      return Motion{.at = editor.line_begin(here)};
    case '^':
      return Motion{.at = first_in_line(text, editor.line_begin(here))};
    case '$':
      at = editor.line_end(at);
      for (std::size_t i = 1; i < times() && at < text.size(); ++i) at = editor.line_end(at + 1);
      return Motion{.at = at};
    case 'b':
    case 'B':
      return Motion{.at = word(c, editor)};
    case 'e':
    case 'E':
      return Motion{.at = word(c, editor), .inclusive = true};
    case 'w':
    case 'W': {
      const bool on_feed = here < text.size() && text[here] == '\n';
      if (operator_ != '\0' && on_feed) return Motion{.at = here};
      at = word(c, editor);
      if (operator_ == 'c' && here < text.size() && !is_one_of(text[here], " \t\n")) {
        return Motion{.at = at, .inclusive = true};
      }
      // The last word that an operator takes ends with its line.
      std::size_t end = at;
      while (operator_ != '\0' && end > here && is_one_of(text[end - 1], " \t\n")) --end;
      const std::size_t feed = operator_ == '\0' ? at : text.substr(0, at).find('\n', end);
      return Motion{.at = feed < at && feed > here ? feed : at};
    }
    case ';':
    case ',':
      if (!last_find_) return Motion{.at = here};
      if (c == ',') {
        Find back = *last_find_;
        back.kind = static_cast<char>(back.kind ^ ('a' ^ 'A'));
        return find(back, editor, true).value_or(Motion{.at = here});
      }
      return find(*last_find_, editor, true).value_or(Motion{.at = here});
    case 'f':
    case 'F':
    case 't':
    case 'T':
    case 'g':
      waiting_ = c;
      return std::nullopt;
    default:
      return line_motion(c, editor);
  }
}

// Motions by whole lines.
std::optional<Vi::Motion> Vi::line_motion(char c, Editor& editor) const {
  const std::string_view text = editor.text();
  std::size_t line = editor.line_begin(editor.cursor());
  if (c == 'j' || c == 'k') {
    if (operator_ == '\0') {
      for (std::size_t i = 0; i < times(); ++i) {
        editor.act(c == 'j' ? KeyAction::down : KeyAction::up);
      }
      return Motion{.at = editor.cursor(), .linewise = true};
    }
    for (std::size_t i = 0; i < times(); ++i) {
      const bool ends = c == 'j' ? editor.line_end(line) == text.size() : line == 0;
      if (ends) return std::nullopt;
      line = c == 'j' ? editor.line_end(line) + 1 : editor.line_begin(line - 1);
    }
    return Motion{.at = line, .linewise = true};
  }
  if (c != 'g' && c != 'G') return std::nullopt;
  line = c == 'g' || count_ + operator_count_ > 0 ? 0 : editor.line_begin(text.size());
  for (std::size_t i = 1; i < times() && editor.line_end(line) < text.size(); ++i) {
    line = editor.line_end(line) + 1;
  }
  return Motion{.at = operator_ == '\0' ? first_in_line(text, line) : line, .linewise = true};
}

std::optional<Vi::Motion> Vi::find(Find what, const Editor& editor, bool again) const {
  const bool forward = what.kind == 'f' || what.kind == 't';
  const bool till = what.kind == 't' || what.kind == 'T';
  const std::string& text = editor.text();
  const std::size_t begin = editor.line_begin(editor.cursor());
  const std::size_t end = editor.line_end(editor.cursor());
  std::size_t at = editor.cursor();
  // Said again, t goes beyond the character that it stands before.
  if (again && till && forward && at < end) at = editor.after(at);
  if (again && till && !forward && at > begin) at = editor.before(at);
  for (std::size_t left = times(); left > 0; --left) {
    do {
      if (forward ? at >= end : at <= begin) return std::nullopt;
      at = forward ? editor.after(at) : editor.before(at);
      if (forward && at >= end) return std::nullopt;
    } while (text.compare(at, what.target.size(), what.target) != 0);
  }
  if (till) at = forward ? editor.before(at) : editor.after(at);
  return Motion{.at = at, .inclusive = forward};
}

}  // namespace ingot::tui
