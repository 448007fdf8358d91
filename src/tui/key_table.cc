#include "tui/key_table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "term/columns.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr std::size_t kTwoColumns = 79;  // of a terminal with eighty

constexpr std::size_t kShortKeys = 2;  // of one action, where room is short
constexpr auto kAllKeys = static_cast<std::size_t>(-1);

// Actions that are told of in one row, or what is no action but typed.
struct HelpRow {
  std::array<std::optional<KeyAction>, 3> actions;
  std::string_view typed;
  std::string_view meaning;
};
// What one may guess stands last: it goes first where there is no room.
constexpr std::array kRows = {
    HelpRow{{KeyAction::send}, "", "send; queue while it works"},
    HelpRow{{KeyAction::new_line}, "\\ Enter", "new line"},
    HelpRow{{KeyAction::interrupt}, "", "close, interrupt; twice: clear"},
    HelpRow{{KeyAction::clear}, "", "clear, interrupt; twice: quit"},
    HelpRow{{KeyAction::quit}, "", "drop pictures; twice: quit"},
    HelpRow{{KeyAction::suspend}, "", "suspend"},
    HelpRow{{KeyAction::complete}, "", "take, unfold, else next effort"},
    HelpRow{{KeyAction::next_effort}, "", "the next reasoning effort"},
    HelpRow{{KeyAction::next_autonomy}, "", "what runs without asking"},
    HelpRow{{KeyAction::next_mode}, "", "spec mode: plan first"},
    HelpRow{{KeyAction::next_model}, "", "the next favourite, or model"},
    HelpRow{{KeyAction::up, KeyAction::down}, "", "rows, queue, history"},
    HelpRow{{KeyAction::search_history}, "", "search the history"},
    HelpRow{{KeyAction::open_editor}, "", "edit in $VISUAL or $EDITOR"},
    HelpRow{{KeyAction::show_transcript}, "", "the whole conversation"},
    HelpRow{{KeyAction::show_todos}, "", "the whole todo list"},
    HelpRow{{KeyAction::paste_picture}, "", "paste a picture"},
    HelpRow{{KeyAction::unfold_paste}, "", "unfold the last paste"},
    HelpRow{{}, "@", "files; @path#L10-20: lines"},
    HelpRow{{}, "/", "commands"},
    HelpRow{{KeyAction::shell_mode}, "", "run in the shell"},
    HelpRow{{KeyAction::yank}, "", "bring back what was deleted"},
    HelpRow{{KeyAction::undo, KeyAction::redo}, "", "undo, redo"},
    HelpRow{{KeyAction::delete_to_blank, KeyAction::delete_word_right}, "", "delete a word"},
    HelpRow{{KeyAction::delete_to_line_begin, KeyAction::delete_to_line_end},
            "",
            "delete to an end of the line"},
    HelpRow{{KeyAction::line_begin, KeyAction::line_end}, "", "ends of the line"},
    HelpRow{{KeyAction::word_left, KeyAction::word_right}, "", "word by word"},
    HelpRow{{KeyAction::draft_begin, KeyAction::draft_end}, "", "ends of the draft"},
    HelpRow{{KeyAction::transpose}, "", "swap two characters"},
    HelpRow{{KeyAction::delete_word_left}, "", "delete the word before"},
    HelpRow{{KeyAction::left, KeyAction::right}, "", "character by character"},
    HelpRow{{KeyAction::delete_left, KeyAction::delete_right}, "", "delete a character"},
    HelpRow{{KeyAction::show_keys}, "", "these keys"},
};

// "Ctrl+A E": the modifiers once where they are the same.
void add_label(std::string& text, const config::KeyChord& chord, const config::KeyChord* before) {
  std::string label = config::label(chord);
  config::KeyChord bare = chord;
  bare.ctrl = bare.alt = bare.shift = false;
  const bool same = before != nullptr && before->ctrl == chord.ctrl && before->alt == chord.alt &&
                    before->shift == chord.shift;
  if (same && (chord.ctrl || chord.alt)) {
    const std::size_t modifiers =
        (chord.ctrl ? 5U : 0U) + (chord.alt ? 4U : 0U) + (chord.shift ? 6U : 0U);
    label.erase(0, modifiers);
  }
  text += (before == nullptr ? "" : " ") + label;
}

// "Ctrl+A E, Home End": the first keys of all actions, then the second ones, ...
std::string keys_of(const HelpRow& row, const config::KeyBindings& bindings, std::size_t most) {
  std::string text;
  for (std::size_t nth = 0; nth < most; ++nth) {
    std::string keys;
    const config::KeyChord* before = nullptr;
    for (const auto& action : row.actions) {
      if (!action || nth >= bindings.of(*action).size()) continue;
      const config::KeyChord& chord = bindings.of(*action)[nth];
      add_label(keys, chord, before);
      before = &chord;
    }
    if (keys.empty()) break;
    text += (text.empty() ? "" : ", ") + keys;
  }
  const bool has_room = most > kShortKeys || text.empty();
  if (has_room && !row.typed.empty()) {
    text += (text.empty() ? "" : ", ") + std::string(row.typed);
  }
  return text;
}

struct KeyRow {
  std::string keys;
  std::string_view meaning;
};

// Without the rows of actions that have no key; only as many keys as leave room in `columns`.
std::vector<KeyRow> table_of(const config::KeyBindings& bindings, std::size_t columns = 0) {
  std::vector<KeyRow> rows;
  for (const HelpRow& row : kRows) {
    std::string keys = keys_of(row, bindings, columns == 0 ? kAllKeys : kShortKeys);
    const std::size_t needed = term::columns(keys) + 2 + term::columns(row.meaning);
    if (columns > 0 && needed > columns) keys = keys_of(row, bindings, 1);
    if (!keys.empty()) rows.push_back({.keys = std::move(keys), .meaning = row.meaning});
  }
  return rows;
}

// One row within `columns`: keys, then what they do.
Line one_row(const KeyRow& row, std::size_t keys, std::size_t columns) {
  Line line;
  line.foreign(row.keys, {.bold = true});  // a file names them
  const std::size_t used = line.columns();
  line.own(std::string(used + 2 < keys ? keys - used : 2, ' ') + std::string(row.meaning), kDim);
  return line.cut(columns);
}

// "`ctrl+a` `home`"
std::string code_of(std::string_view keys) {
  std::string text;
  while (!keys.empty()) {
    const std::size_t end = std::min(keys.find(' '), keys.size());
    text += (text.empty() ? "`" : " `") + std::string(keys.substr(0, end)) + "`";
    keys.remove_prefix(std::min(end + 1, keys.size()));
  }
  return text;
}

}  // namespace

std::vector<Line> key_rows(const config::KeyBindings& bindings, std::size_t columns,
                           std::size_t most) {
  std::vector<Line> rows;
  const std::size_t sides = columns >= kTwoColumns ? 2 : 1;
  const std::size_t width = columns / sides - 1;
  const std::vector<KeyRow> all = table_of(bindings, width);
  const std::size_t needed = (all.size() + sides - 1) / sides;
  // The last row says what there is no room for.
  const std::size_t height = needed <= most ? needed : std::max<std::size_t>(most, 1) - 1;
  for (std::size_t i = 0; i < height; ++i) {
    // Short names leave the room to what they do; long ones push it aside.
    Line line = one_row(all[i], 8, width);
    if (sides == 2 && i + height < all.size()) {
      const std::size_t used = line.columns();
      line.own(std::string(width + 1 - std::min(used, width), ' '));
      line.append(one_row(all[i + height], 8, width));
    }
    rows.push_back(std::move(line));
  }
  if (height < needed && most > 0) rows.push_back(Line("… all of them: /help", kDim).cut(columns));
  return rows;
}

std::string key_text(const config::KeyBindings& bindings) {
  const std::vector<KeyRow> rows = table_of(bindings);
  std::size_t width = 0;
  for (const KeyRow& row : rows) width = std::max(width, term::columns(row.keys));
  std::string text;
  for (const KeyRow& row : rows) {
    text += "  " + row.keys + std::string(width + 2 - term::columns(row.keys), ' ') +
            std::string(row.meaning) + "\n";
  }
  return text;
}

std::string key_markdown() {
  std::string text = "| Key | |\n| --- | --- |\n";
  for (const KeyRow& row : table_of(config::KeyBindings())) {
    text += "| `" + row.keys + "` | " + std::string(row.meaning) + " |\n";
  }
  return text;
}

std::string action_markdown() {
  std::string text = "| Action | Keys | `emacs` | |\n| --- | --- | --- | --- |\n";
  for (const config::KeyActionRow& row : config::key_actions()) {
    text += "| `" + std::string(row.name) + "` | " + code_of(row.keys) + " | " +
            code_of(row.emacs) + " | " + std::string(row.meaning) + " |\n";
  }
  return text;
}

}  // namespace ingot::tui
