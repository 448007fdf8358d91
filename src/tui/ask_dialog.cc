#include "tui/ask_dialog.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr Style kDim{.dim = true};
constexpr std::string_view kOwnAnswer = "type another answer";

// Wrapped at words, the rows below the first one indented like its text.
std::vector<Line> hanging(const Line& head, const Line& text, std::size_t columns) {
  const std::size_t indent = head.columns();
  const std::size_t room = columns > indent + 8 ? columns - indent : 8;
  std::vector<Line> rows;
  for (const Line& part : wrapped(text, room, true)) {
    Line line = rows.empty() ? head : Line().own(std::string(indent, ' '));
    rows.push_back(line.append(part));
  }
  if (rows.empty()) rows.push_back(head);
  return rows;
}

}  // namespace

std::vector<Line> question_lines(const tools::Question& question) {
  Line line;
  if (!question.topic.empty()) line.foreign(question.topic, {.bold = true}).own(": ");
  return {line.foreign(question.text)};
}

AskDialog::AskDialog(Setup setup, TypingGuard guard)
    : GuardedDialog(guard), setup_(std::move(setup)) {
  for (const tools::Question& one : setup_.questions) {
    given_.push_back({.chosen = std::vector<bool>(one.options.size())});
  }
  show(0);
}

void AskDialog::show(std::size_t question) {
  at_ = question;
  typing_ = false;
  const auto first = std::find(given().chosen.begin(), given().chosen.end(), true);
  selected_ = static_cast<std::size_t>(first - given().chosen.begin());
  if (selected_ == own_row() && given().own.empty()) selected_ = 0;
}

Line AskDialog::heading() const {
  Line head;
  const Style style{.colour = Colour::yellow, .bold = true};
  if (question().topic.empty()) {
    head.own("The agent asks", style);
  } else {
    head.foreign(question().topic, style);
  }
  if (setup_.questions.size() > 1) {
    head.own("  " + std::to_string(at_ + 1) + "/" + std::to_string(setup_.questions.size()));
  }
  return head;
}

std::vector<Line> AskDialog::row(std::size_t index, std::size_t columns) const {
  const bool selected = index == selected_, is_own = index == own_row();
  const bool chosen = is_own ? !given().own.empty() : given().chosen[index];
  Line head;
  head.own(selected ? "› " : "  ", {.bold = true});
  head.own(std::to_string(index + 1) + "  ", {.bold = selected});
  if (question().several) {
    head.own(chosen ? "[x] " : "[ ] ");
  } else if (given().answered) {
    head.own(chosen ? "✓ " : "  ");
  }
  Line text;
  if (!is_own) {
    text.foreign(question().options[index], {.bold = selected});
  } else if (given().own.empty()) {
    text.own(std::string(kOwnAnswer), {.bold = selected});
  } else {
    text.foreign(given().own, {.bold = selected});
  }
  return hanging(head, text, columns);
}

std::string AskDialog::hint() const {
  if (typing_) return "enter: take this answer · esc: back";
  std::string text = question().several ? "space: choose · enter: go on" : "enter: choose";
  text += " · esc: dismiss";
  if (at_ > 0) text += " · ←: the question before";
  return text;
}

Frame AskDialog::draw(std::size_t columns, std::size_t most) const {
  Frame frame;
  std::vector<Line> body = wrapped(heading(), columns, true);
  const auto add = [&](std::vector<Line> rows) {
    std::move(rows.begin(), rows.end(), std::back_inserter(body));
  };
  add(hanging(Line().own("  "), Line().foreign(question().text), columns));
  std::size_t selected_end = 0;
  for (std::size_t i = 0; i <= own_row(); ++i) {
    if (i == own_row() && typing_) {
      Line line = Line().own("› your answer: ", {.bold = true});
      const std::size_t before = line.columns();
      const Field::Shown field = field_.shown(columns > before + 4 ? columns - before : 4);
      frame.cursor_column = before + field.cursor_column;
      body.push_back(line.append(field.line).cut(columns));
    } else {
      add(row(i, columns));
    }
    if (i == selected_) selected_end = body.size();
  }
  std::vector<Line> below;
  if (!typing_ && is_guarded()) {
    below.push_back(still_typing().cut(columns));
  } else {
    below = hanging(Line().own("  "), Line().own(hint(), kDim), columns);
  }
  // What does not fit is reached by moving.
  std::size_t top = 0, room = most > below.size() ? most - below.size() : 1;
  if (body.size() > room) {
    room -= room > 1 ? 1 : 0;
    top = selected_end > room ? selected_end - room : 0;
    const std::size_t under = body.size() - std::min(body.size(), top + room);
    below.insert(
        below.begin(),
        Line().own("  ↑ " + std::to_string(top) + " ↓ " + std::to_string(under) + " rows", kDim));
  }
  for (std::size_t i = top; i < std::min(body.size(), top + room); ++i) {
    frame.rows.push_back(std::move(body[i]));
  }
  frame.cursor_row = frame.rows.size() + below.size() - 1;
  if (typing_) frame.cursor_row = selected_end - top - 1;
  for (Line& line : below) frame.rows.push_back(std::move(line));
  return frame;
}

// Everything is answered when the last question is.
bool AskDialog::go_on() {
  given().answered = true;
  if (at_ + 1 < setup_.questions.size()) {
    show(at_ + 1);
    return false;
  }
  tools::Answers answers;
  for (std::size_t i = 0; i < given_.size(); ++i) {
    std::vector<std::string>& of = answers.emplace_back();
    for (std::size_t n = 0; n < given_[i].chosen.size(); ++n) {
      if (given_[i].chosen[n]) of.push_back(setup_.questions[i].options[n]);
    }
    if (!given_[i].own.empty()) of.push_back(given_[i].own);
  }
  setup_.answered(std::move(answers));
  return true;
}

// Chooses the row, or toggles it where several may be chosen.
bool AskDialog::take(std::size_t row) {
  selected_ = row;
  if (row == own_row()) {
    typing_ = true;
    field_.set(given().own);
    return false;
  }
  if (question().several) {
    given().chosen[row] = !given().chosen[row];
    return false;
  }
  given().chosen.assign(own_row(), false);
  given().chosen[row] = true;
  given().own.clear();
  return go_on();
}

// Where several may be chosen. With none chosen the row counts on which Enter was pressed.
bool AskDialog::confirm() {
  const bool any =
      std::find(given().chosen.begin(), given().chosen.end(), true) != given().chosen.end();
  if (!any && given().own.empty()) {
    take(selected_);
    if (typing_) return false;
  }
  return go_on();
}

bool AskDialog::handle_field(const Key& key) {
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) {
    typing_ = false;
    return false;
  }
  if (!key.is(KeyCode::enter)) {
    field_.handle(key);
    return false;
  }
  typing_ = false;
  const std::string& text = field_.text();
  const bool blank = text.find_first_not_of(" \t") == std::string::npos;
  if (question().several || blank) {
    if (question().several) given().own = blank ? std::string() : text;
    return false;
  }
  given().chosen.assign(own_row(), false);
  given().own = text;
  return go_on();
}

bool AskDialog::handle(const Key& key, Time) {
  if (typing_) return handle_field(key);
  const std::size_t rows = own_row() + 1;
  if (key.is(KeyCode::escape)) {
    setup_.answered(std::nullopt);
    return true;
  }
  if (key.is_ctrl('c')) {
    setup_.interrupted();
    return true;
  }
  if (key.is(KeyCode::up)) selected_ = (selected_ + rows - 1) % rows;
  if (key.is(KeyCode::down)) selected_ = (selected_ + 1) % rows;
  if (key.is(KeyCode::left) && at_ > 0) show(at_ - 1);
  if (key.is(KeyCode::right) && given().answered && at_ + 1 < given_.size()) show(at_ + 1);
  if (key.is(KeyCode::enter)) return question().several ? confirm() : take(selected_);
  const bool is_text = key.is(KeyCode::text);
  if (is_text && key.text.size() == 1 && key.text[0] >= '1' &&
      key.text[0] < '1' + static_cast<char>(rows)) {
    return take(static_cast<std::size_t>(key.text[0] - '1'));
  }
  if (is_text && key.text == " " && question().several) return take(selected_);
  // Whoever stands there may just write.
  if (selected_ == own_row() && (is_text || key.code == KeyCode::paste)) {
    take(selected_);
    field_.handle(key);
  }
  return false;
}

std::vector<Line> AskDialog::preface() const {
  if (typing_) return {Line().own("Your answer, then Enter:")};
  std::vector<Line> lines = {heading(), Line().foreign(question().text)};
  if (question().several) lines.push_back(Line().own("Several may be chosen."));
  return lines;
}

std::vector<Dialog::Numbered> AskDialog::numbered() const {
  std::vector<Numbered> rows;
  if (typing_) return rows;
  const auto add = [&](Line line) {
    rows.push_back({.number = static_cast<int>(rows.size()) + 1, .line = std::move(line)});
  };
  for (std::size_t i = 0; i < own_row(); ++i) {
    Line line = Line().foreign(question().options[i]);
    if (given().chosen[i]) line.own(", chosen");
    add(std::move(line));
  }
  Line own = Line().own(std::string(kOwnAnswer));
  if (!given().own.empty()) own.own(", chosen: ").foreign(given().own);
  add(std::move(own));
  if (question().several) add(Line().own("done"));
  if (at_ > 0) add(Line().own("back to the question before"));
  return rows;
}

bool AskDialog::choose(int number) {
  const auto index = static_cast<std::size_t>(number) - 1;
  if (index <= own_row()) return take(index);
  if (question().several && index == own_row() + 1) {
    const bool any =
        std::find(given().chosen.begin(), given().chosen.end(), true) != given().chosen.end();
    return (any || !given().own.empty()) && go_on();
  }
  if (at_ > 0) show(at_ - 1);
  return false;
}

}  // namespace ingot::tui
