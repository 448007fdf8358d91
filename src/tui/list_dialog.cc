#include "tui/list_dialog.h"

#include <algorithm>
#include <utility>

#include "tui/list_keys.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr Style kDim{.dim = true};

}  // namespace

ListDialog::ListDialog(Setup setup)
    : setup_(std::move(setup)), list_(std::move(setup_.choices), setup_.losses) {
  list_.mark(setup_.current);
  list_.select(setup_.current);
}

std::string ListDialog::hint(const std::string& position, bool has_sideways) const {
  std::string text = position.empty() ? std::string() : position + " · ";
  text += "enter: " + setup_.enter;
  if (has_sideways) text += " · ←→ " + setup_.sideways_name;
  for (const Action& action : setup_.actions) {
    text += std::string(" · ctrl+") + action.letter + " " + action.name;
  }
  return text + " · esc";
}

Frame ListDialog::draw(std::size_t columns, std::size_t most) const {
  Frame frame;
  Line head = Line().own(setup_.title, {.bold = true}).own("  search: ", kDim);
  const std::size_t before = head.columns();
  const Field::Shown field = search_.shown(columns > before + 4 ? columns - before : 4);
  frame.cursor_column = before + field.cursor_column;
  frame.rows.push_back(head.append(field.line).cut(columns));

  std::vector<Line> below;
  const Choice* const selected = list_.selected();
  if (selected != nullptr && setup_.about) {
    below = setup_.about(*selected, columns);
    const std::size_t room = std::min(setup_.about_rows, most / 3);
    if (below.size() > room)
      below.erase(below.begin() + static_cast<std::ptrdiff_t>(room), below.end());
  }
  for (const Line& fact : setup_.facts) {
    if (below.size() >= std::max<std::size_t>(most / 3, 1)) break;
    below.push_back(fact.cut(columns));
  }
  if (!note_.empty()) {
    for (Line& line :
         wrapped(Line().own("  ").foreign(note_, {.colour = Colour::yellow}), columns, false)) {
      below.push_back(std::move(line));
    }
  }
  const std::size_t taken = below.size() + 2;
  const std::size_t room = most > taken ? most - taken : 1;
  const std::string beside =
      selected != nullptr && setup_.beside ? setup_.beside(*selected) : std::string();
  for (Line& row : list_.rows(columns, room, beside)) frame.rows.push_back(std::move(row));
  if (list_.empty())
    frame.rows.push_back(
        Line().own(list_.all().empty() ? "  nothing is left" : "  nothing matches", kDim));
  for (Line& row : below) frame.rows.push_back(std::move(row));
  frame.rows.push_back(Line().own(hint(list_.position(room), !beside.empty()), kDim).cut(columns));
  return frame;
}

void ListDialog::search() {
  list_.filter(search_.text());
  refresh();
}

void ListDialog::refresh() {
  if (setup_.refreshed) setup_.refreshed(*this);
}

bool ListDialog::handle(const Key& key, Time) {
  const auto value = [this] {
    return list_.selected() == nullptr ? std::string() : list_.selected()->value;
  };
  const std::string before = value();
  if (take(key)) return true;
  if (setup_.tried && list_.selected() != nullptr && value() != before) {
    setup_.tried(*list_.selected());
  }
  return false;
}

bool ListDialog::take(const Key& key) {
  note_.clear();
  const Choice* const selected = list_.selected();
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) {
    if (search_.empty()) {
      if (setup_.left) setup_.left();
      return true;
    }
    search_.set({});
    search();
    return false;
  }
  for (const Action& action : setup_.actions) {
    if (!key.is_ctrl(action.letter)) continue;
    if (selected != nullptr) action.run(*this, *selected);
    return false;
  }
  if (setup_.sideways && selected != nullptr && (key.is(KeyCode::left) || key.is(KeyCode::right))) {
    setup_.sideways(*selected, key.is(KeyCode::left) ? -1 : 1);
    refresh();
    return false;
  }
  if (move_in(list_, key, *keys_)) return false;
  if (key.code == KeyCode::enter) {
    if (selected == nullptr) return false;
    if (selected->usable) {
      setup_.chosen(*selected);
      return true;
    }
    if (setup_.why_not) note_ = setup_.why_not(*selected);
    return false;
  }
  const std::string before = search_.text();
  if (search_.handle(key) && search_.text() != before) search();
  return false;
}

}  // namespace ingot::tui
