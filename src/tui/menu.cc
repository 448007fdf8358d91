#include "tui/menu.h"

#include <algorithm>
#include <utility>

#include "tui/list_keys.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};

std::vector<Choice> choices_of(const Suggestions& suggestions) {
  std::vector<Choice> choices;
  for (const Suggestion& item : suggestions.items) {
    Choice choice{
        .value = item.insert, .name = item.label, .hint = item.hint, .letters = item.letters};
    if (!item.source.empty() || !item.help.empty()) choice.cells = {item.source, item.help};
    choices.push_back(std::move(choice));
  }
  return choices;
}

}  // namespace

void Menu::open(Suggestions suggestions) {
  suggestions_ = std::move(suggestions);
  list_ = List(choices_of(suggestions_), {}, List::LongNames::whole);
  open_ = true;
  moved_ = false;
}

void Menu::update(Suggestions suggestions) {
  suggestions_ = std::move(suggestions);
  list_.replace(choices_of(suggestions_));
  if (!moved_) list_.move_to_end(false);
}

const Suggestion* Menu::selected() const {
  const Choice* const choice = list_.selected();
  if (choice == nullptr) return nullptr;
  return &suggestions_.items[static_cast<std::size_t>(choice - list_.all().data())];
}

bool Menu::handle(const term::Key& key, const KeyMap& keys) {
  if (empty() || !move_in(list_, key, keys)) return false;
  moved_ = true;
  return true;
}

std::vector<Line> Menu::rows(std::size_t columns, std::size_t most) const {
  std::vector<Line> rows;
  if (!is_open() || most == 0) return rows;
  const bool counts = most > 1 && list_.size() > most;
  const std::size_t height = counts ? most - 1 : most;
  rows = list_.rows(columns, height);
  if (counts) rows.push_back(Line().own("  " + list_.position(height), kDim));
  if (!suggestions_.note.empty() && rows.size() < most) {
    rows.push_back(Line().own("  " + suggestions_.note, kDim).cut(columns));
  }
  return rows;
}

}  // namespace ingot::tui
