#include "tui/list.h"

#include <algorithm>
#include <utility>

#include "base/letters.h"
#include "term/columns.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr Style kBold{.bold = true};
constexpr std::size_t kNone = std::string::npos;
constexpr std::size_t kMark = 2;      // columns of the mark before a name
constexpr std::size_t kGap = 2;       // between columns
constexpr std::size_t kMaxName = 44;  // a longer name does not widen the column
constexpr std::size_t kLeastRowsWithMargin = 4;

bool has_words(std::string_view text, std::string_view wanted) {
  while (!wanted.empty()) {
    const std::size_t end = std::min(wanted.find(' '), wanted.size());
    if (text.find(wanted.substr(0, end)) == std::string_view::npos) return false;
    wanted.remove_prefix(std::min(end + 1, wanted.size()));
  }
  return true;
}

bool has_letters(std::string_view text, std::string_view wanted) {
  std::size_t at = 0;
  for (const char c : wanted) {
    at = text.find(c, at);
    if (at == std::string_view::npos) return false;
    ++at;
  }
  return true;
}

bool continues_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
}

// The name with the characters in it that were typed; letters are bytes, characters stay whole.
Line name_line(const Choice& choice, const Style& style) {
  Line line;
  const std::string_view name = choice.name;
  Style typed = style;
  typed.colour = Colour::cyan;
  typed.underline = true;
  std::size_t from = 0;
  for (std::size_t letter : choice.letters) {
    while (letter > from && continues_character(name, letter)) --letter;
    if (letter < from || letter >= name.size()) continue;
    line.foreign(name.substr(from, letter - from), style);
    from = letter + 1;
    while (continues_character(name, from)) ++from;
    line.foreign(name.substr(letter, from - letter), typed);
  }
  line.foreign(name.substr(from), style);
  if (!choice.hint.empty()) line.own(" ").foreign(choice.hint, kDim);
  return line;
}

std::size_t name_columns(const Choice& choice) {
  const std::size_t hint = choice.hint.empty() ? 0 : 1 + term::columns(choice.hint);
  return term::columns(choice.name) + hint;
}

}  // namespace

List::List(std::vector<Choice> choices, std::vector<int> losses, LongNames long_names)
    : choices_(std::move(choices)), losses_(std::move(losses)), long_names_(long_names) {
  prepare();
}

void List::prepare() {
  folded_.clear();
  headings_.clear();
  cell_widths_.clear();
  name_width_ = 0;
  std::size_t heading = kNone;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    const Choice& choice = choices_[i];
    if (choice.heading) heading = i;
    headings_.push_back(heading);
    folded_.push_back(choice.heading ? std::string() : lower(choice.name + " " + choice.search));
    if (choice.heading) continue;
    if (choice.cells.empty()) continue;  // its name has the whole row
    name_width_ = std::max(name_width_, std::min(name_columns(choice), kMaxName));
    cell_widths_.resize(std::max(cell_widths_.size(), choice.cells.size()));
    for (std::size_t c = 0; c < choice.cells.size(); ++c) {
      cell_widths_[c] = std::max(cell_widths_[c], term::columns(choice.cells[c]));
    }
  }
  filter(std::exchange(filter_, {}));
}

void List::replace(std::vector<Choice> choices) {
  const Choice* const now = selected();
  const std::string value = now == nullptr ? std::string() : now->value;
  const std::size_t place = selected_;
  const std::size_t top = top_;
  choices_ = std::move(choices);
  prepare();
  top_ = top;
  selected_ = shown_.empty() ? 0 : std::min(place, shown_.size() - 1);
  select(value);
}

void List::filter(std::string_view wanted) {
  filter_ = lower(wanted);
  shown_.clear();
  selected_ = 0;
  top_ = 0;
  for (const auto matches : {has_words, has_letters}) {
    for (std::size_t i = 0; i < choices_.size(); ++i) {
      if (!choices_[i].heading && matches(folded_[i], filter_)) shown_.push_back(i);
    }
    if (!shown_.empty()) break;
  }
  if (filter_.empty()) return;
  // Whoever searches wants what can be chosen.
  const auto usable = std::find_if(shown_.begin(), shown_.end(),
                                   [this](std::size_t i) { return choices_[i].usable; });
  if (usable != shown_.end()) selected_ = static_cast<std::size_t>(usable - shown_.begin());
}

void List::select(std::string_view value) {
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    if (choices_[shown_[i]].value == value) {
      selected_ = i;
      return;
    }
  }
}

void List::move(int by) {
  if (shown_.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(shown_.size()) - 1;
  std::ptrdiff_t to = static_cast<std::ptrdiff_t>(selected_) + by;
  if (to < 0) to = by == -1 ? last : 0;
  if (to > last) to = by == 1 ? 0 : last;
  selected_ = static_cast<std::size_t>(to);
}

void List::move_to_end(bool last) { selected_ = last && !shown_.empty() ? shown_.size() - 1 : 0; }

const Choice* List::selected() const {
  return shown_.empty() ? nullptr : &choices_[shown_[selected_]];
}

// With the headings of what is in sight.
std::size_t List::row_count() const {
  std::size_t count = shown_.size();
  std::size_t heading = kNone;
  for (const std::size_t i : shown_) {
    if (headings_[i] != heading) ++count;
    heading = headings_[i];
  }
  return count;
}

std::string List::position(std::size_t most) const {
  if (shown_.empty() || row_count() <= most) return {};
  return std::to_string(selected_ + 1) + "/" + std::to_string(shown_.size());
}

Line List::row(const Choice& choice, bool is_selected, std::size_t columns,
               const std::string& beside) const {
  const bool is_current = !marked_.empty() && choice.value == marked_;
  Line line;
  line.own(is_selected ? "› " : is_current ? "● " : "  ", kBold);
  // Columns go until the name has its room; the name itself is cut last (TUI-67).
  std::vector<bool> kept(cell_widths_.size(), true);
  const std::size_t more = beside.empty() ? 0 : term::columns(beside) + kGap;
  const auto needed = [&] {
    std::size_t sum = kMark + name_width_ + more;
    for (std::size_t c = 0; c < kept.size(); ++c) {
      if (kept[c] && cell_widths_[c] > 0) sum += cell_widths_[c] + kGap;
    }
    return sum;
  };
  for (int loss = 1; needed() > columns; ++loss) {
    const auto goes = std::find(losses_.begin(), losses_.end(), loss);
    if (goes == losses_.end()) break;
    const auto column = static_cast<std::size_t>(goes - losses_.begin());
    if (column < kept.size()) kept[column] = false;
  }
  const Line name = name_line(choice, {.bold = is_selected, .dim = !choice.usable});
  const std::size_t room = columns > kMark + more ? columns - kMark - more : 1;
  const bool whole = choice.cells.empty() || long_names_ == LongNames::whole;
  line.append(name.cut(whole ? room : std::min(room, kMaxName)));
  std::size_t at = kMark + name_width_;
  for (std::size_t c = 0; c < choice.cells.size() && c < kept.size(); ++c) {
    if (!kept[c] || cell_widths_[c] == 0) continue;
    const std::size_t used = line.columns();
    line.own(std::string(at + kGap > used + kGap ? at + kGap - used : kGap, ' '));
    line.foreign(choice.cells[c], kDim);
    at += kGap + cell_widths_[c];
  }
  if (more > 0) {
    const std::size_t edge = columns > more ? columns - more : 0;
    line = line.cut(edge);
    line.own(std::string(std::max(std::min(at, edge), line.columns()) - line.columns() + kGap, ' '))
        .own(beside, kBold);
  }
  return line.cut(columns);
}

std::vector<Line> List::rows(std::size_t columns, std::size_t most,
                             const std::string& beside) const {
  std::vector<Line> rows;
  if (shown_.empty() || most == 0) return rows;
  // The window around the selection, one row of it kept for the heading that scrolled away.
  struct Entry {
    std::size_t choice = 0;
    std::size_t place = kNone;  // in shown_; npos: a heading
  };
  std::vector<Entry> entries;
  std::size_t selected_entry = 0;
  std::size_t heading = kNone;
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    if (headings_[shown_[i]] != heading) {
      heading = headings_[shown_[i]];
      if (heading != kNone) entries.push_back({.choice = heading});
    }
    if (i == selected_) selected_entry = entries.size();
    entries.push_back({.choice = shown_[i], .place = i});
  }
  // One row of what comes next stays in sight, whichever way.
  const std::size_t margin = most < kLeastRowsWithMargin ? 0 : 1;
  const std::size_t least =
      selected_entry + margin + 1 > most ? selected_entry + margin + 1 - most : 0;
  const std::size_t greatest = selected_entry - std::min(selected_entry, margin);
  top_ = std::clamp(top_, least, std::max(least, greatest));
  top_ = std::min(top_, entries.size() - std::min(entries.size(), most));
  std::size_t first = top_;
  const std::size_t end = std::min(first + most, entries.size());
  const std::size_t above = headings_[entries[first].choice];
  if (entries[first].place != kNone && above != kNone && most > 1) {
    rows.push_back(Line().foreign(choices_[above].name, kBold).cut(columns));
    // The first row gives way, unless it is the selected one.
    if (first == selected_entry) {
      rows.push_back(row(choices_[entries[first].choice], true, columns, beside));
    }
    ++first;
  }
  for (std::size_t i = first; i < end && rows.size() < most; ++i) {
    const Entry& entry = entries[i];
    if (entry.place == kNone) {
      rows.push_back(Line().foreign(choices_[entry.choice].name, kBold).cut(columns));
    } else {
      const bool is_selected = entry.place == selected_;
      rows.push_back(
          row(choices_[entry.choice], is_selected, columns, is_selected ? beside : std::string()));
    }
  }
  return rows;
}

}  // namespace ingot::tui
