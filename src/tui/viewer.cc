#include "tui/viewer.h"

#include <algorithm>
#include <utility>

#include "base/letters.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr std::size_t kKeptPages = 32;
constexpr Style kDim{.dim = true};

void take_back_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80) {
    text.pop_back();
  }
  if (!text.empty()) text.pop_back();
}

}  // namespace

Viewer::Viewer(std::string title, std::unique_ptr<Pages> pages, bool at_end)
    : title_(std::move(title)), pages_(std::move(pages)), at_end_(at_end) {}

const std::vector<Line>& Viewer::page_rows(std::size_t page) {
  for (const Rows& made : made_) {
    if (made.page == page && made.columns == columns_) return made.lines;
  }
  Rows rows{.page = page, .columns = columns_};
  for (const Line& line : pages_->page(page, columns_)) {
    for (Line& part : wrapped(line, columns_, false)) rows.lines.push_back(std::move(part));
  }
  made_.push_front(std::move(rows));
  if (made_.size() > kKeptPages) made_.pop_back();
  return made_.front().lines;
}

void Viewer::down(std::size_t rows) {
  const std::size_t count = pages_->count();
  while (rows > 0 && top_.page < count) {
    const std::size_t left =
        page_rows(top_.page).size() - std::min(top_.row, page_rows(top_.page).size());
    if (rows < left) {
      top_.row += rows;
      break;
    }
    rows -= left;
    ++top_.page;
    top_.row = 0;
  }
  const Place end = end_place();
  if (top_.page > end.page || (top_.page == end.page && top_.row > end.row)) top_ = end;
}

void Viewer::up(std::size_t rows) {
  while (rows > top_.row && top_.page > 0) {
    rows -= top_.row;
    --top_.page;
    top_.row = page_rows(top_.page).size();
  }
  top_.row -= std::min(rows, top_.row);
}

// Where the last screenful begins.
Viewer::Place Viewer::end_place() {
  std::size_t rows = text_rows();
  for (std::size_t page = pages_->count(); page > 0; --page) {
    const std::size_t size = page_rows(page - 1).size();
    if (size >= rows) return {.page = page - 1, .row = size - rows};
    rows -= size;
  }
  return {};
}

void Viewer::to_turn(bool backward) {
  const std::size_t count = pages_->count();
  if (backward) {
    std::size_t page = top_.row > 0 ? top_.page + 1 : top_.page;
    while (page > 0 && !pages_->begins_turn(page - 1)) --page;
    top_ = {.page = page > 0 ? page - 1 : 0, .row = 0};
    return;
  }
  std::size_t page = top_.page + 1;
  while (page < count && !pages_->begins_turn(page)) ++page;
  if (page >= count) return to_end();
  top_ = {.page = page, .row = 0};
  down(0);
}

// Lower case finds both.
bool Viewer::matches(const Line& line) const {
  const bool exact = lower(search_.text) != search_.text;
  const std::string text = exact ? line.text() : lower(line.text());
  return text.find(search_.text) != std::string::npos;
}

void Viewer::begin_search(bool backward) {
  if (search_.text.empty()) return;
  search_.backward = backward;
  search_.going = true;
  search_.page = top_.page;
  search_.left = pages_->count();
  search_.inside_first = true;
  message_.clear();
}

void Viewer::search_on(Clock::time_point end) {
  while (search_.going && Clock::now() < end) {
    // Not kept: a search would push out what is in sight.
    const std::vector<Line> page = pages_->page(search_.page, columns_);
    std::vector<Line> lines;
    if (std::any_of(page.begin(), page.end(), [&](const Line& line) { return matches(line); })) {
      for (const Line& line : page) {
        for (Line& part : wrapped(line, columns_, false)) lines.push_back(std::move(part));
      }
    }
    const std::size_t begin = search_.inside_first && !search_.backward ? top_.row + 1 : 0;
    const std::size_t stop =
        search_.inside_first && search_.backward ? std::min(top_.row, lines.size()) : lines.size();
    search_.inside_first = false;
    for (std::size_t n = begin; n < stop; ++n) {
      const std::size_t row = search_.backward ? stop - 1 - (n - begin) : n;
      if (!matches(lines[row])) continue;
      search_.going = false;
      top_ = {.page = search_.page, .row = row};
      return;
    }
    const bool last = search_.backward ? search_.page == 0 : search_.page + 1 >= pages_->count();
    if (last || --search_.left == 0) {
      search_.going = false;
      message_ = "not found: " + search_.text;
      return;
    }
    search_.page += search_.backward ? static_cast<std::size_t>(-1) : 1;
  }
}

Line Viewer::marked(const Line& line) const {
  if (search_.text.empty() || !matches(line)) return line;
  const bool exact = lower(search_.text) != search_.text;
  const std::string text = exact ? line.text() : lower(line.text());
  Line out;
  std::size_t place = 0;  // of the span in the text
  for (const Span& span : line.spans()) {
    for (std::size_t i = 0; i < span.text.size();) {
      // Whether byte place + i lies in a match, and until where that holds.
      const std::size_t here = place + i;
      const std::size_t back = here + 1 - std::min(here + 1, search_.text.size());
      const std::size_t found = text.find(search_.text, back);
      const bool inside = found != std::string::npos && found <= here;
      const std::size_t until =
          inside ? found + search_.text.size() : std::min(found, place + span.text.size());
      const std::size_t bytes = std::min(until, place + span.text.size()) - here;
      Style style = span.style;
      style.reverse = style.reverse || inside;
      out.own(span.text.substr(i, bytes), style);
      i += bytes;
    }
    place += span.text.size();
  }
  return out;
}

Line Viewer::status() {
  if (typing_) return Line().own(typing_backward_ ? "?" : "/").foreign(typed_).own("▏", kDim);
  if (!notice_.empty()) return Line().foreign(notice_, {.colour = Colour::yellow});
  if (search_.going) return Line().own("searching … esc stops", kDim);
  if (!message_.empty()) return Line().foreign(message_, {.reverse = true});
  const std::size_t count = std::max<std::size_t>(pages_->count(), 1);
  const Place end = end_place();
  const bool ended = top_.page > end.page || (top_.page == end.page && top_.row >= end.row);
  return Line()
      .foreign(title_, {.bold = true})
      .own(ended ? " · end" : " · " + std::to_string(top_.page * 100 / count) + " %", kDim)
      .own("   space b g G · / ? n N · [ ] turns · v pager · q", kDim);
}

std::vector<Line> Viewer::rows(std::size_t columns, std::size_t height) {
  columns_ = std::max<std::size_t>(columns, 1);
  height_ = std::max<std::size_t>(height, 2);
  if (std::exchange(at_end_, false)) to_end();
  // A narrower page has more rows, a wider one fewer.
  if (top_.page < pages_->count()) {
    const std::size_t size = page_rows(top_.page).size();
    top_.row = std::min(top_.row, size > 0 ? size - 1 : 0);
  }
  std::vector<Line> out;
  for (Place at = top_; out.size() < text_rows() && at.page < pages_->count(); ++at.page) {
    const std::vector<Line>& lines = page_rows(at.page);
    for (; at.row < lines.size() && out.size() < text_rows(); ++at.row) {
      out.push_back(marked(lines[at.row]));
    }
    at.row = 0;
  }
  out.resize(text_rows());
  out.push_back(status().cut(columns_));
  return out;
}

// Keys that were read at once come as one text.
Viewer::Outcome Viewer::handle(const Key& key) {
  if (!key.is(KeyCode::text) || key.text.size() < 2) return handle_one(key);
  Outcome outcome = Outcome::stay;
  for (std::size_t at = 0; at < key.text.size() && outcome == Outcome::stay;) {
    std::size_t end = at + 1;
    while (end < key.text.size() && (static_cast<unsigned char>(key.text[end]) & 0xC0U) == 0x80) {
      ++end;
    }
    Key one = key;
    one.text = key.text.substr(at, end - at);
    outcome = handle_one(one);
    at = end;
  }
  return outcome;
}

Viewer::Outcome Viewer::handle_one(const Key& key) {
  const bool leaves = key.is(KeyCode::escape) || key.is_ctrl('c');
  if (search_.going && leaves) {
    search_.going = false;
    return Outcome::stay;
  }
  if (typing_) {
    if (leaves) {
      typing_ = false;
    } else if (key.is(KeyCode::enter)) {
      typing_ = false;
      if (!typed_.empty()) search_.text = typed_;
      begin_search(typing_backward_);
    } else if (key.is(KeyCode::backspace)) {
      if (typed_.empty()) typing_ = false;
      take_back_character(typed_);
    } else if (key.is(KeyCode::text) || key.code == KeyCode::paste) {
      for (const char c : key.text) typed_ += c == '\n' ? ' ' : c;
    }
    return Outcome::stay;
  }
  message_.clear();
  const std::size_t screen = text_rows();
  const std::string text = key.is(KeyCode::text) ? key.text : std::string();
  if (leaves || text == "q" || text == "Q" || key.is_ctrl('o')) return Outcome::close;
  if (text == "v") return Outcome::pager;
  if (text == "/" || text == "?") {
    typing_ = true;
    typing_backward_ = text == "?";
    typed_.clear();
  } else if (text == "n") {
    begin_search(search_.backward);
  } else if (text == "N") {
    const bool before = search_.backward;
    begin_search(!before);
    // N goes the other way once; n stays with the direction that was typed.
    if (search_.going) search_on(Clock::now() + std::chrono::milliseconds(20));
    if (!search_.going) search_.backward = before;
  } else if (text == "g" || text == "<" || key.is(KeyCode::home)) {
    top_ = {};
  } else if (text == "G" || text == ">" || key.is(KeyCode::end)) {
    to_end();
  } else if (text == " " || text == "f" || key.is(KeyCode::page_down) || key.is_ctrl('f')) {
    down(screen);
  } else if (text == "b" || key.is(KeyCode::page_up) || key.is_ctrl('b')) {
    up(screen);
  } else if (text == "d" || key.is_ctrl('d')) {
    down(screen / 2);
  } else if (text == "u" || key.is_ctrl('u')) {
    up(screen / 2);
  } else if (text == "j" || key.is(KeyCode::down) || key.is(KeyCode::enter)) {
    down(1);
  } else if (text == "k" || key.is(KeyCode::up)) {
    up(1);
  } else if (text == "[" || (key.code == KeyCode::up && key.alt)) {
    to_turn(true);
  } else if (text == "]" || (key.code == KeyCode::down && key.alt)) {
    to_turn(false);
  }
  return Outcome::stay;
}

}  // namespace ingot::tui
