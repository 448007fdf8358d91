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
  editor_.use(setup_.keys);
  use_vi(setup_.vi);
}

void Composer::use_history(std::filesystem::path file) {
  setup_.history_file = std::move(file);
  history_.open(setup_.history_file);
  shell_history_.open(shell_file(setup_.history_file));
  store_.emplace(setup_.history_file, setup_.redactor);
}

void Composer::use_vi(bool vi) {
  if (vi == vi_.has_value()) return;
  editor_.end_group();
  vi_.reset();
  if (vi) vi_.emplace();
}

std::string Composer::mode() const {
  if (!vi_) return {};
  if (!vi_->in_normal()) return "insert";
  const std::string pending = vi_->pending();
  return "normal" + (pending.empty() ? "" : " " + pending);
}

Composer::Handled Composer::handle(const Key& key, Time now) {
  const Handled handled = handle_key(key);
  if (vi_) vi_->settle(editor_);
  if (handled != Handled::no) store_->note(editor_.draft(), now);
  return handled;
}

Composer::Handled Composer::handle_key(const Key& key) {
  blank_before_ = std::exchange(blank_after_, 0);
  Handled handled = Handled::yes;
  if (search_ && handle_search(key)) return Handled::yes;
  const bool to_normal = vi_ && !vi_->in_normal() && key.is(KeyCode::escape);
  if (!to_normal && has_menu() && handle_menu(key, handled)) return handled;
  const auto action = setup_.keys.in_draft(key);
  if (editor_.empty() && !to_normal) {
    const bool leaves = key.is(KeyCode::escape) || action == KeyAction::delete_left;
    if (shell_ ? leaves : setup_.keys.on_empty(key) == KeyAction::shell_mode) {
      shell_ = !shell_;
      menu_.close();
      if (vi_) vi_->begin_insert();
      return Handled::yes;
    }
  }
  if (!vi_) return handle_action(action, key);
  const Vi::Outcome outcome = vi_->handle(key, editor_);
  if (!outcome.taken) return handle_action(outcome.action ? outcome.action : action, key);
  menu_.close();
  if (outcome.typed) suggest();
  return Handled::yes;
}

Composer::Handled Composer::handle_action(std::optional<KeyAction> action, const Key& key) {
  if (action == KeyAction::send) return handle_enter();
  if (action == KeyAction::complete) return handle_tab() ? Handled::yes : Handled::no;
  if (action == KeyAction::search_history) {
    begin_search();
    return Handled::yes;
  }
  if (action && handle_history(*action)) return Handled::yes;
  if (is_text(key) && key.text == "#" && blank_before_ == editor_.cursor() && blank_before_ > 0) {
    editor_.act(KeyAction::delete_left);
  }
  if (!(action ? editor_.act(*action) : editor_.handle(key))) return Handled::no;
  suggest();
  return Handled::yes;
}

bool Composer::handle_tab() {
  if (editor_.unfold(false)) return true;
  if (shell_) complete_shell_path();
  return shell_;
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
  if (vi_) vi_->begin_insert();
  shell_ = false;
  menu_.close();
  mentioning_ = false;
  store_->note({}, {});
  return draft;
}

void Composer::put_back(const Draft& draft, bool shell) {
  Draft all = draft;
  append(all, editor_.draft());
  editor_.set(all);
  shell_ = shell;
  menu_.close();
}

void Composer::replace_text(std::string_view text) {
  if (text == editor_.sent()) return;
  Draft draft = draft_of(text);
  draft.pictures = editor_.draft().pictures;
  editor_.set(draft);
  menu_.close();
}

void Composer::clear() {
  editor_.clear();
  if (vi_) vi_->begin_insert();
  menu_.close();
  store_->note(editor_.draft(), {});
}

void Composer::attach(Picture picture) { editor_.attach(std::move(picture)); }

void Composer::drop_pictures() { editor_.drop_pictures(); }

std::size_t Composer::take_left_behind() {
  const std::vector<Draft> drafts = store_->take_left_behind();
  for (const Draft& draft : drafts) history_.add(draft);
  return drafts.size();
}

bool Composer::handle_history(KeyAction action) {
  const Draft* entry = nullptr;
  if (action == KeyAction::up && editor_.on_first_row()) {
    entry = history().older(editor_.draft());
  } else if (action == KeyAction::down && editor_.on_last_row()) {
    entry = history().newer();
  } else {
    return false;
  }
  if (entry != nullptr) editor_.set(*entry);
  menu_.close();
  return true;
}

void Composer::begin_search() {
  search_ = Search{.before = editor_.draft()};
  menu_.close();
}

void Composer::find_older() {
  const auto found = history().find(search_->wanted, search_->at.value_or(history().size()));
  if (!found) return;
  search_->at = found;
  editor_.set(history()[*found]);
}

// False: the search is over, and the key is an ordinary one.
bool Composer::handle_search(const Key& key) {
  const auto action = setup_.keys.in_draft(key);
  if (action == KeyAction::search_history || action == KeyAction::up) {
    find_older();
    return true;
  }
  if (is_text(key) || action == KeyAction::delete_left) {
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
    menu_.close();
    return true;
  }
  const bool completes = setup_.keys.in_draft(key) == KeyAction::complete;
  const bool takes = completes || ((key.is(KeyCode::enter) || key.is(KeyCode::tab)) && !key.shift);
  if (takes && mentioning_) {
    // Letters that were typed just now count before what was found without them is taken.
    files_.settle();
    refresh();
  }
  const Suggestion* const selected = menu_.selected();
  if (selected == nullptr) return key.is(KeyCode::tab);  // there is nothing to take yet
  if (!takes) return menu_.handle(key, setup_.keys);
  const Suggestion chosen = *selected;
  const bool runs = menu_.of() != Suggestions::Of::paths && !chosen.goes_on;
  take_suggestion(chosen);
  if (runs && key.is(KeyCode::enter)) handled = Handled::submit;
  return true;
}

void Composer::take_suggestion(const Suggestion& suggestion) {
  std::string insert = suggestion.insert;
  const bool command = menu_.of() == Suggestions::Of::commands;
  // Behind a command that takes something the next menu opens.
  const bool opens = suggestion.goes_on || (command && !suggestion.hint.empty());
  if (command && opens) insert += ' ';
  const bool mention = std::exchange(mentioning_, false);
  editor_.replace(menu_.begin(), editor_.cursor(), insert);
  if (mention && insert.ends_with(' ')) blank_after_ = editor_.cursor();
  menu_.close();
  if (opens && !shell_) suggest();
}

// What fits the word under the cursor.
void Composer::suggest() {
  menu_.close();
  const std::string& text = editor_.text();
  if (shell_ || (vi_ && vi_->in_normal())) return;
  if (text.starts_with('/')) {
    Suggestions found =
        command_suggestions(text, editor_.cursor(), setup_.commands, setup_.arguments);
    if (!found.items.empty()) return menu_.open(std::move(found));
  }
  const auto mention = mention_at(text, editor_.cursor());
  if (!mention) {
    mentioning_ = false;
    return;
  }
  const std::string& wanted = mention->wanted;
  const auto outside = {"/", "~", "./", "../"};
  if (std::any_of(outside.begin(), outside.end(),
                  [&](std::string_view start) { return wanted.starts_with(start); })) {
    mentioning_ = false;
    Suggestions found{.begin = mention->begin};
    for (const std::string& path : complete_path(wanted, setup_.folder())) {
      found.items.push_back(
          {.insert = mention_of(path), .label = path, .goes_on = path.ends_with('/')});
    }
    return menu_.open(std::move(found));
  }
  if (!std::exchange(mentioning_, true)) files_.begin(setup_.folder());
  files_.search(wanted);
  menu_.open(found_files(*mention));
}

void Composer::refresh() {
  if (!mentioning_ || menu_.is_closed()) return;
  if (const auto mention = mention_at(editor_.text(), editor_.cursor())) {
    menu_.update(found_files(*mention));
  }
}

Suggestions Composer::found_files(const Mention& mention) const {
  const FileIndex::Found found = files_.found();
  Suggestions suggestions{.begin = mention.begin};
  // Until the search has caught up with the letters, what was found before is narrowed here.
  const bool current = found.wanted == mention.wanted;
  for (const FileMatch& match : found.best) {
    std::vector<std::size_t> letters = match.letters;
    if (!current && !fuzzy_score(match.path, mention.wanted, 0, &letters)) continue;
    suggestions.items.push_back({.insert = mention_of(match.path),
                                 .label = match.path,
                                 .letters = std::move(letters),
                                 .goes_on = match.path.ends_with('/')});
  }
  if (!found.complete || !current) {
    suggestions.note = "indexing…";
  } else if (!found.knows_ignored) {
    suggestions.note = "ignore files are not respected: ripgrep (rg) is not installed";
  }
  return suggestions;
}

void Composer::complete_shell_path() {
  const ShellWord word = shell_word_at(editor_.text(), editor_.cursor());
  const std::vector<std::string> paths = complete_path(word.path, setup_.folder());
  if (paths.empty()) return;
  const std::string common = common_prefix(paths);
  if (paths.size() == 1 || common.size() > word.path.size()) {
    const bool whole = paths.size() == 1 && !common.ends_with('/');
    editor_.replace(word.begin, editor_.cursor(), shell_quoted(common) + (whole ? " " : ""));
    menu_.close();
    return;
  }
  Suggestions found{.begin = word.begin};
  for (const std::string& path : paths) {
    const bool folder = path.ends_with('/');
    found.items.push_back(
        {.insert = shell_quoted(path) + (folder ? "" : " "), .label = path, .goes_on = folder});
  }
  menu_.open(std::move(found));
}

Composer::Rows Composer::rows(std::size_t columns, const Room& room, const Line& hint) {
  Rows out;
  const std::vector<Picture>& pictures = editor_.draft().pictures;
  if (!pictures.empty()) {
    Line row = Line().own("  ");
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      row.own(label_of(pictures[i], i + 1) + " ", kDim);
    }
    out.rows.push_back(row.own(" ctrl+d removes", kDim).cut(columns));
  }
  // A menu that is open keeps a row of its own.
  const std::size_t kept = out.rows.size() + (search_ || has_menu() ? 1 : 0);
  const std::size_t most = std::min(room.draft, room.all - std::min(room.all, kept));
  Editor::View view = editor_.view(columns - kPromptColumns, std::max<std::size_t>(most, 1));
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
  } else {
    const std::size_t left = room.all - std::min(room.all, out.rows.size());
    for (Line& row : menu_.rows(columns, std::min(room.menu, left))) {
      out.rows.push_back(std::move(row));
    }
  }
  return out;
}

}  // namespace ingot::tui
