// tui/dialog_numbered.cc: dialogs for whoever cannot see them redrawn: numbers and Enter (TUI-140).

#include "tui/list_dialog.h"
#include "tui/permission_dialog.h"

namespace ingot::tui {

std::vector<Line> ListDialog::preface() const {
  std::vector<Line> lines = {Line().own(setup_.title)};
  lines.insert(lines.end(), setup_.facts.begin(), setup_.facts.end());
  if (!note_.empty()) lines.push_back(Line("! ").foreign(note_));
  return lines;
}

std::vector<Dialog::Numbered> ListDialog::numbered() const {
  std::vector<Numbered> rows;
  for (const Choice& choice : list_.all()) {
    if (choice.heading) continue;
    Line line = Line().foreign(choice.name);
    for (const std::string& cell : choice.cells) {
      if (!cell.empty()) line.own(", ").foreign(cell);
    }
    if (choice.value == setup_.current && !setup_.current.empty()) line.own(", in use");
    rows.push_back({.number = static_cast<int>(rows.size()) + 1, .line = std::move(line)});
  }
  return rows;
}

bool ListDialog::select_number(int number) {
  for (const Choice& choice : list_.all()) {
    if (choice.heading || --number > 0) continue;
    list_.select(choice.value);
    return true;
  }
  return false;
}

bool ListDialog::choose(int number) {
  return select_number(number) && handle({.code = term::KeyCode::enter}, {});
}

std::vector<Dialog::Further> ListDialog::further() const {
  std::vector<Further> all;
  for (const Action& action : setup_.actions) {
    all.push_back({.letter = action.letter, .name = action.name});
  }
  return all;
}

void ListDialog::do_further(int number, char letter) {
  if (select_number(number)) {
    handle({.code = term::KeyCode::text, .ctrl = true, .text = std::string(1, letter)}, {});
  }
}

std::vector<Line> PermissionDialog::preface() const {
  std::vector<Line> lines = {heading()};
  for (Line& line : subject_lines(question())) lines.push_back(std::move(line));
  if (!question().why.empty()) lines.push_back(Line().foreign(question().why));
  if (telling_) lines = {Line().own("What the agent is told instead, then Enter:")};
  return lines;
}

std::vector<Dialog::Numbered> PermissionDialog::numbered() const {
  std::vector<Numbered> rows;
  if (telling_) return rows;
  for (const Answer& answer : answers()) {
    rows.push_back({.number = answer.digit - '0', .line = Line().own(answer.text)});
  }
  return rows;
}

}  // namespace ingot::tui
