#include "tui/dialog.h"

#include <algorithm>
#include <cctype>

#include "term/columns.h"
#include "tui/transcript.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using term::Key;
using term::KeyCode;

constexpr Style kDim{.dim = true};
constexpr Style kSelected{.bold = true};
constexpr milliseconds kGuard{250};  // AUT-14
constexpr milliseconds kStillTyping{500};
constexpr std::size_t kWholeChange = 100000;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// The letters of `wanted` in their order.
bool matches(std::string_view text, std::string_view wanted) {
  std::size_t at = 0;
  for (const char c : wanted) {
    at = text.find(c, at);
    if (at == std::string_view::npos) return false;
    ++at;
  }
  return true;
}

std::string risk_name(tools::Risk risk) {
  switch (risk) {
    case tools::Risk::read:
      return "no";
    case tools::Risk::low:
      return "low";
    case tools::Risk::medium:
      return "medium";
    case tools::Risk::high:
      break;
  }
  return "high";
}

void take_back_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80)
    text.pop_back();
  if (!text.empty()) text.pop_back();
}

}  // namespace

ListDialog::ListDialog(std::string title, std::vector<Choice> choices, std::string current,
                       Chosen chosen)
    : title_(std::move(title)),
      choices_(std::move(choices)),
      current_(std::move(current)),
      chosen_(std::move(chosen)) {
  std::size_t number = 0;
  for (const Choice& choice : choices_) {
    if (choice.heading) continue;
    if (choice.value == current_) selected_ = number;
    ++number;
  }
}

std::vector<std::size_t> ListDialog::visible() const {
  std::vector<std::size_t> shown;
  const std::string wanted = lower(filter_);
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (choices_[i].heading) {
      while (!shown.empty() && choices_[shown.back()].heading) shown.pop_back();
      shown.push_back(i);
    } else if (matches(lower(choices_[i].search), wanted)) {
      shown.push_back(i);
    }
  }
  while (!shown.empty() && choices_[shown.back()].heading) shown.pop_back();
  return shown;
}

std::vector<Line> ListDialog::rows(std::size_t columns, std::size_t most) const {
  std::vector<Line> rows;
  rows.push_back(Line()
                     .own(title_, {.bold = true})
                     .own("  search: ", kDim)
                     .foreign(filter_)
                     .own("   enter: choose · esc: leave", kDim)
                     .cut(columns));
  const std::vector<std::size_t> shown = visible();
  std::size_t number = 0;
  std::size_t selected_row = 0;
  std::vector<Line> list;
  for (const std::size_t i : shown) {
    const Choice& choice = choices_[i];
    if (choice.heading) {
      list.push_back(choice.line.cut(columns));
      continue;
    }
    const bool is_selected = number++ == selected_;
    if (is_selected) selected_row = list.size();
    Line row;
    row.own(is_selected                                     ? "› "
            : choice.value == current_ && !current_.empty() ? "● "
                                                            : "  ",
            kSelected);
    row.append(choice.line);
    list.push_back(row.cut(columns));
  }
  if (list.empty()) list.push_back(Line().own("  nothing matches", kDim));
  const std::size_t room = most > 2 ? most - 1 : 1;
  std::size_t first = 0;
  if (list.size() > room) {
    first = std::min(selected_row > room / 2 ? selected_row - room / 2 : 0, list.size() - room);
  }
  for (std::size_t i = first; i < std::min(first + room, list.size()); ++i) {
    rows.push_back(std::move(list[i]));
  }
  return rows;
}

void ListDialog::move(int by) {
  const std::vector<std::size_t> shown = visible();
  const auto count = static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(), [&](std::size_t i) { return !choices_[i].heading; }));
  if (count == 0) return;
  selected_ = by < 0 ? (selected_ == 0 ? count - 1 : std::min(selected_, count) - 1)
                     : (selected_ + 1) % count;
}

bool ListDialog::handle(const Key& key, steady_clock::time_point) {
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) return true;
  if (key.is(KeyCode::up)) {
    move(-1);
  } else if (key.is(KeyCode::down)) {
    move(1);
  } else if (key.is(KeyCode::backspace)) {
    take_back_character(filter_);
    selected_ = 0;
  } else if (key.is(KeyCode::text)) {
    filter_ += key.text;
    selected_ = 0;
  } else if (key.is(KeyCode::enter)) {
    std::size_t number = 0;
    for (const std::size_t i : visible()) {
      if (choices_[i].heading || number++ != selected_) continue;
      chosen_(choices_[i]);
      return true;
    }
  }
  return false;
}

PermissionDialog::PermissionDialog(agent::PermissionAsked question, steady_clock::time_point now,
                                   steady_clock::time_point last_key, Answered answered)
    : question_(std::move(question)),
      painted_(now),
      last_key_(last_key),
      answered_(std::move(answered)) {
  // What is hard to take back is not one Enter away (PRM-03).
  if (question_.risk == tools::Risk::high) selected_ = answers().size() - 1;
}

std::vector<PermissionDialog::Answer> PermissionDialog::answers() const {
  std::vector<Answer> all = {{'1', "Yes, once"}};
  if (question_.needs && *question_.needs != policy::Autonomy::unsafe) {
    all.push_back({'2', "Yes, and raise to " + std::string(policy::to_string(*question_.needs)) +
                            " for this session"});
  }
  all.push_back({'8', "No, and tell the agent …"});
  all.push_back({'9', "No, and stop"});
  return all;
}

std::vector<Line> subject_lines(const agent::PermissionAsked& question) {
  std::vector<Line> lines;
  if (question.is_command) {
    for (Line& line : foreign_lines(question.detail)) lines.push_back(std::move(line));
    return lines;
  }
  lines.push_back(Line().foreign(question.detail.starts_with(question.name)
                                     ? question.detail
                                     : question.name + " " + question.detail));
  for (Line& line : change_lines(question.name, question.input_json, kWholeChange)) {
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Line> PermissionDialog::rows(std::size_t columns, std::size_t most) const {
  std::vector<Line> tail;
  if (!question_.why.empty()) {
    for (Line& line : wrapped(Line().own("  ").foreign(question_.why, kDim), columns, false)) {
      tail.push_back(std::move(line));
    }
  }
  if (telling_) {
    tail.push_back(Line().own("  tell the agent: ").foreign(message_).own("▏", kDim).cut(columns));
    tail.push_back(Line().own("  enter: deny with this message · esc: back", kDim));
  } else {
    const std::vector<Answer> all = answers();
    for (std::size_t i = 0; i < all.size(); ++i) {
      Line row;
      row.own(i == selected_ ? "› " : "  ", kSelected);
      row.own(std::string(1, all[i].digit) + "  " + all[i].text, {.bold = i == selected_});
      for (Line& line : wrapped(row, columns, false)) tail.push_back(std::move(line));
    }
  }
  std::vector<Line> rows;
  rows.push_back(Line()
                     .own(question_.is_command ? "Run this command?" : "Allow this change?",
                          {.colour = Colour::yellow, .bold = true})
                     .own("   " + risk_name(question_.risk) + " risk", kDim)
                     .cut(columns));
  std::vector<Line> subject;
  for (const Line& line : subject_lines(question_)) {
    for (Line& part : wrapped(Line().own("  ").append(line), columns, false)) {
      subject.push_back(std::move(part));
    }
  }
  // What does not fit stands whole in the scrollback above (TUI-82).
  const std::size_t room = most > tail.size() + 2 ? most - tail.size() - 2 : 1;
  for (std::size_t i = 0; i < std::min(room, subject.size()); ++i) rows.push_back(subject[i]);
  if (subject.size() > room) {
    rows.push_back(Line().own(
        "  … " + std::to_string(subject.size() - room) + " more rows, all of it above", kDim));
  }
  for (Line& line : tail) rows.push_back(std::move(line));
  return rows;
}

bool PermissionDialog::is_guarded(steady_clock::time_point now) const {
  if (now - painted_ < kGuard) return true;
  // Whoever was typing when it appeared has not read it yet.
  return last_key_ > painted_ - kStillTyping && now - last_key_ < kStillTyping;
}

bool PermissionDialog::passes_on(const Key& key, steady_clock::time_point now) {
  const bool guarded = is_guarded(now);
  if (guarded) last_key_ = now;
  return guarded && (key.code == KeyCode::text || key.is(KeyCode::enter) ||
                     key.is(KeyCode::backspace) || key.code == KeyCode::paste);
}

bool PermissionDialog::give(char digit) {
  using Kind = agent::Permission::Answer;
  switch (digit) {
    case '1':
      answered_({.answer = Kind::allow}, "✓ allowed once");
      return true;
    case '2':
      answered_({.answer = Kind::allow, .raise_to = question_.needs},
                "✓ allowed, and raised to " + std::string(policy::to_string(*question_.needs)));
      return true;
    case '8':
      telling_ = true;
      return false;
    default:
      answered_({.answer = Kind::stop}, "✗ denied, and stopped");
      return true;
  }
}

bool PermissionDialog::handle(const Key& key, steady_clock::time_point) {
  if (telling_) {
    if (key.is(KeyCode::escape)) {
      telling_ = false;
    } else if (key.is(KeyCode::enter)) {
      answered_({.answer = agent::Permission::Answer::deny, .message = message_},
                message_.empty() ? "✗ denied" : "✗ denied: \"" + message_ + "\"");
      return true;
    } else if (key.is(KeyCode::backspace)) {
      take_back_character(message_);
    } else if (key.is(KeyCode::text) || key.code == KeyCode::paste) {
      for (const char c : key.text) message_ += c == '\n' ? ' ' : c;
    }
    return false;
  }
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) return give('9');
  const std::vector<Answer> all = answers();
  if (key.is(KeyCode::up)) selected_ = selected_ == 0 ? all.size() - 1 : selected_ - 1;
  if (key.is(KeyCode::down)) selected_ = (selected_ + 1) % all.size();
  if (key.is(KeyCode::enter)) {
    const char digit = all[selected_].digit;
    // High risk takes its digit; Enter does not accept it (TUI-81).
    if (digit == '1' && question_.risk == tools::Risk::high) return false;
    return give(digit);
  }
  if (key.is(KeyCode::text) && key.text.size() == 1) {
    for (const Answer& answer : all) {
      if (answer.digit == key.text[0]) return give(answer.digit);
    }
  }
  return false;
}

}  // namespace ingot::tui
