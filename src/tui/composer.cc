#include "tui/composer.h"

#include <algorithm>
#include <utility>

#include "tui/fuzzy.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr Style kDim{.dim = true};
constexpr Style kPrompt{.bold = true};
constexpr Style kShellPrompt{.colour = Colour::magenta, .bold = true};
constexpr std::size_t kPromptColumns = 2;

std::filesystem::path shell_file(std::filesystem::path file) {
  return file.replace_extension(".bash.jsonl");
}

void remove_last_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80) {
    text.pop_back();
  }
  if (!text.empty()) text.pop_back();
}

bool is_text(const Key& key) { return key.code == KeyCode::text && !key.ctrl && !key.alt; }

}  // namespace

Composer::Composer(Setup setup)
    : setup_(std::move(setup)),
      editor_(setup_.fold_lines),
      history_(setup_.history_file, setup_.redactor),
      shell_history_(shell_file(setup_.history_file), setup_.redactor),
      files_(setup_.waker) {
  store_.emplace(setup_.history_file, setup_.redactor);
}

void Composer::use_history(std::filesystem::path file) {
  setup_.history_file = std::move(file);
  history_.open(setup_.history_file);
  shell_history_.open(shell_file(setup_.history_file));
  store_.emplace(setup_.history_file, setup_.redactor);
}

Composer::Handled Composer::handle(const Key& key, Time now) {
  const std::size_t blank_after = std::exchange(blank_after_, 0);
  Handled handled = Handled::yes;
  if (search_ && handle_search(key)) {
    store_->note(editor_.draft(), now);
    return Handled::yes;
  }
  if (has_menu() && handle_menu(key, handled)) {
    store_->note(editor_.draft(), now);
    return handled;
  }
  if (key.is(KeyCode::enter) && !key.shift) {
    handled = handle_enter();
  } else if (key.code == KeyCode::enter) {
    editor_.insert("\n");
  } else if (key.is_ctrl('r')) {
    begin_search();
  } else if (is_text(key) && key.text == "!" && editor_.empty() && !shell_) {
    shell_ = true;
    menu_closed_ = true;
  } else if (shell_ && editor_.empty() && (key.is(KeyCode::escape) || key.is(KeyCode::backspace))) {
    shell_ = false;
  } else if (key.is(KeyCode::tab) && !key.shift) {
    if (editor_.unfold(false)) {
    } else if (shell_) {
      complete_shell_path();
    } else {
      return Handled::no;
    }
  } else if (!handle_history(key)) {
    if (is_text(key) && key.text == "#" && blank_after == editor_.cursor() && blank_after > 0) {
      editor_.handle({.code = KeyCode::backspace});
    }
    if (!editor_.handle(key)) return Handled::no;
    menu_closed_ = false;
    selected_ = 0;
    suggest();
  }
  store_->note(editor_.draft(), now);
  return handled;
}

Composer::Handled Composer::handle_enter() {
  const std::string& text = editor_.text();
  if (editor_.cursor() > 0 && text[editor_.cursor() - 1] == '\\') {  // a line that goes on
    editor_.replace(editor_.cursor() - 1, editor_.cursor(), "\n");
    return Handled::yes;
  }
  const bool blank = text.find_first_not_of(" \t\n") == std::string::npos;
  return blank && editor_.draft().pictures.empty() ? Handled::yes : Handled::submit;
}

Draft Composer::take() {
  Draft draft = editor_.take();
  history().add(draft);
  shell_ = false;
  menu_closed_ = true;
  suggestions_ = {};
  mentioning_ = false;
  store_->note({}, {});
  return draft;
}

void Composer::put_back(const Draft& draft, bool shell) {
  Draft all = draft;
  append(all, editor_.draft());
  editor_.set(all);
  shell_ = shell;
  menu_closed_ = true;
}

void Composer::replace_text(std::string_view text) {
  if (text == editor_.sent()) return;
  Draft draft = draft_of(text);
  draft.pictures = editor_.draft().pictures;
  editor_.set(draft);
  menu_closed_ = true;
}

void Composer::clear() {
  editor_.clear();
  menu_closed_ = true;
  store_->note(editor_.draft(), {});
}

void Composer::attach(Picture picture) { editor_.attach(std::move(picture)); }

void Composer::drop_pictures() { editor_.drop_pictures(); }

std::size_t Composer::take_left_behind() {
  const std::vector<Draft> drafts = store_->take_left_behind();
  for (const Draft& draft : drafts) history_.add(draft);
  return drafts.size();
}

bool Composer::handle_history(const Key& key) {
  const Draft* entry = nullptr;
  if (key.is(KeyCode::up) && editor_.on_first_row()) {
    entry = history().older(editor_.draft());
  } else if (key.is(KeyCode::down) && editor_.on_last_row()) {
    entry = history().newer();
  } else {
    return false;
  }
  if (entry != nullptr) editor_.set(*entry);
  menu_closed_ = true;
  return true;
}

void Composer::begin_search() {
  search_ = Search{.before = editor_.draft()};
  menu_closed_ = true;
}

void Composer::find_older() {
  const auto found = history().find(search_->wanted, search_->at.value_or(history().size()));
  if (!found) return;
  search_->at = found;
  editor_.set(history()[*found]);
}

// False: the search is over, and the key is an ordinary one.
bool Composer::handle_search(const Key& key) {
  if (key.is_ctrl('r') || key.is(KeyCode::up)) {
    find_older();
    return true;
  }
  if (is_text(key) || key.is(KeyCode::backspace)) {
    if (is_text(key)) {
      search_->wanted += key.text;
      // What is in sight may answer to one letter more.
      if (search_->at) ++*search_->at;
    } else {
      remove_last_character(search_->wanted);
      search_->at.reset();
    }
    if (!search_->wanted.empty()) find_older();
    return true;
  }
  if (key.is(KeyCode::escape) || key.is_ctrl('c') || key.is_ctrl('g')) {
    editor_.set(search_->before);
    search_.reset();
    return true;
  }
  search_.reset();
  // Enter takes what was found; it is sent by another one.
  return key.is(KeyCode::enter) || key.is(KeyCode::tab);
}

bool Composer::handle_menu(const Key& key, Handled& handled) {
  if (key.is_ctrl('c') || key.is(KeyCode::escape)) {
    menu_closed_ = true;
    return true;
  }
  const bool takes = (key.is(KeyCode::enter) || key.is(KeyCode::tab)) && !key.shift;
  if (takes && mentioning_) {
    // Letters that were typed just now count before what was found without them is taken.
    files_.settle();
    refresh();
  }
  const std::size_t count = suggestions_.items.size();
  if (count == 0) return key.is(KeyCode::tab);  // there is nothing to take yet
  if (key.is(KeyCode::up) || key.is_ctrl('p')) {
    selected_ = selected_ == 0 ? count - 1 : selected_ - 1;
  } else if (key.is(KeyCode::down) || key.is_ctrl('n')) {
    selected_ = (selected_ + 1) % count;
  } else if (key.is(KeyCode::page_up) || key.is(KeyCode::page_down)) {
    const std::size_t page = 7;
    selected_ = key.is(KeyCode::page_up) ? selected_ - std::min(selected_, page)
                                         : std::min(selected_ + page, count - 1);
  } else if (takes) {
    const Suggestion chosen =
        suggestions_.items[std::min(selected_, suggestions_.items.size() - 1)];
    const bool runs = key.is(KeyCode::enter) && suggestions_.of_commands && !chosen.goes_on;
    const bool is_argument = suggestions_.begin > 0 && !mentioning_ && !shell_;
    take_suggestion(chosen);
    if (runs || (is_argument && key.is(KeyCode::enter) && !chosen.goes_on)) {
      handled = Handled::submit;
    }
  } else {
    return false;
  }
  return true;
}

void Composer::take_suggestion(const Suggestion& suggestion) {
  std::string insert = suggestion.insert;
  const bool command = suggestions_.of_commands;
  // Behind a command that takes something the next menu opens.
  const bool opens = suggestion.goes_on || (command && !suggestion.hint.empty());
  if (command && opens) insert += ' ';
  const bool mention = std::exchange(mentioning_, false);
  editor_.replace(suggestions_.begin, editor_.cursor(), insert);
  if (mention && insert.ends_with(' ')) blank_after_ = editor_.cursor();
  selected_ = 0;
  suggestions_ = {};
  menu_closed_ = !opens;
  if (opens && !shell_) suggest();
}

// What fits the word under the cursor.
void Composer::suggest() {
  suggestions_ = {};
  const std::string& text = editor_.text();
  if (shell_) return;
  if (text.starts_with('/')) {
    suggestions_ = command_suggestions(text, editor_.cursor(), setup_.commands, setup_.arguments);
    if (!suggestions_.items.empty()) return;
  }
  const auto mention = mention_at(text, editor_.cursor());
  if (!mention) {
    mentioning_ = false;
    return;
  }
  suggestions_.of_commands = false;
  suggestions_.begin = mention->begin;
  const std::string& wanted = mention->wanted;
  const auto outside = {"/", "~", "./", "../"};
  if (std::any_of(outside.begin(), outside.end(),
                  [&](std::string_view start) { return wanted.starts_with(start); })) {
    mentioning_ = false;
    for (const std::string& path : complete_path(wanted, setup_.folder())) {
      suggestions_.items.push_back(
          {.insert = mention_of(path), .label = path, .goes_on = path.ends_with('/')});
    }
    return;
  }
  if (!std::exchange(mentioning_, true)) files_.begin(setup_.folder());
  files_.search(wanted);
  refresh();
}

void Composer::refresh() {
  if (!mentioning_ || menu_closed_) return;
  const auto mention = mention_at(editor_.text(), editor_.cursor());
  if (!mention) return;
  const FileIndex::Found found = files_.found();
  suggestions_ = {.begin = mention->begin};
  // Until the search has caught up with the letters, what was found before is narrowed here.
  const bool current = found.wanted == mention->wanted;
  for (const FileMatch& match : found.best) {
    std::vector<std::size_t> letters = match.letters;
    if (!current && !fuzzy_score(match.path, mention->wanted, 0, &letters)) continue;
    suggestions_.items.push_back({.insert = mention_of(match.path),
                                  .label = match.path,
                                  .letters = std::move(letters),
                                  .goes_on = match.path.ends_with('/')});
  }
  if (!found.complete || !current) {
    suggestions_.note = "indexing…";
  } else if (!found.knows_ignored) {
    suggestions_.note = "ignore files are not respected: ripgrep (rg) is not installed";
  }
}

void Composer::complete_shell_path() {
  const ShellWord word = shell_word_at(editor_.text(), editor_.cursor());
  const std::vector<std::string> paths = complete_path(word.path, setup_.folder());
  if (paths.empty()) return;
  const std::string common = common_prefix(paths);
  if (paths.size() == 1 || common.size() > word.path.size()) {
    const bool whole = paths.size() == 1 && !common.ends_with('/');
    editor_.replace(word.begin, editor_.cursor(), shell_quoted(common) + (whole ? " " : ""));
    menu_closed_ = true;
    return;
  }
  suggestions_ = {.begin = word.begin};
  for (const std::string& path : paths) {
    const bool folder = path.ends_with('/');
    suggestions_.items.push_back(
        {.insert = shell_quoted(path) + (folder ? "" : " "), .label = path, .goes_on = folder});
  }
  selected_ = 0;
  menu_closed_ = false;
}

Composer::Rows Composer::rows(std::size_t columns, std::size_t most, std::size_t menu_most,
                              const Line& hint) {
  Rows out;
  const std::vector<Picture>& pictures = editor_.draft().pictures;
  if (!pictures.empty()) {
    Line row = Line().own("  ");
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      row.own(label_of(pictures[i], i + 1) + " ", kDim);
    }
    out.rows.push_back(row.own(" ctrl+d removes", kDim).cut(columns));
  }
  Editor::View view = editor_.view(columns - kPromptColumns, most);
  out.cursor_row = out.rows.size() + view.cursor_row;
  out.cursor_column = view.cursor_column + kPromptColumns;
  for (std::size_t i = 0; i < view.rows.size(); ++i) {
    Line row;
    if (i > 0 || !view.from_the_top) {
      row.own("  ");
    } else {
      row.own(shell_ ? "$ " : "› ", shell_ ? kShellPrompt : kPrompt);
    }
    out.rows.push_back(row.append(view.rows[i]));
  }
  if (editor_.empty()) {
    out.rows.back().append(hint);
    out.rows.back() = out.rows.back().cut(columns);
  }
  if (search_) {
    Line row = Line().own("  search: ", kDim).foreign(search_->wanted);
    out.cursor_row = out.rows.size();
    out.cursor_column = std::min(row.columns(), columns);
    const bool nothing = !search_->wanted.empty() && !search_->at;
    row.own(nothing ? "  nothing found" : "  ctrl+r: older · enter: take · esc: back", kDim);
    out.rows.push_back(row.cut(columns));
  } else if (!menu_closed_) {
    for (Line& row : menu_rows(suggestions_, selected_, columns, menu_most)) {
      out.rows.push_back(std::move(row));
    }
  }
  return out;
}

}  // namespace ingot::tui
