#include "tui/permission_dialog.h"

#include <algorithm>
#include <utility>

#include "term/columns.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr Style kDim{.dim = true};
constexpr Style kRisky{.colour = Colour::yellow, .bold = true, .underline = true};
constexpr Style kCounted{.reverse = true};
constexpr std::size_t kManyBlanks = 8;  // PRM-02

std::string_view risk_name(tools::Risk risk) {
  switch (risk) {
    case tools::Risk::read:
      return "no risk";
    case tools::Risk::low:
      return "low risk";
    case tools::Risk::medium:
      return "medium risk";
    case tools::Risk::high:
      break;
  }
  return "high risk";
}

// Long runs of blanks are counted, so that nothing hides behind them (PRM-02).
void add_piece(Line& line, std::string_view text, Style style) {
  while (!text.empty()) {
    const std::size_t blanks = text.find(std::string(kManyBlanks + 1, ' '));
    line.foreign(text.substr(0, blanks), style);
    if (blanks == std::string_view::npos) return;
    text.remove_prefix(blanks);
    const std::size_t count = std::min(text.find_first_not_of(' '), text.size());
    line.own("⟨" + std::to_string(count) + " blanks⟩", kCounted);
    text.remove_prefix(count);
  }
}

std::vector<Line> command_lines(const agent::PermissionAsked& question) {
  std::vector<Line> lines(1);
  const std::string_view text = question.detail;
  const std::size_t begin = std::min(question.risky_begin, text.size());
  const std::size_t end = std::clamp(question.risky_end, begin, text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '\n') {
      lines.emplace_back();
      ++at;
      continue;
    }
    const bool risky = at >= begin && at < end;
    std::size_t stop = std::min(text.find('\n', at), text.size());
    if (risky) stop = std::min(stop, end);
    if (!risky && at < begin) stop = std::min(stop, begin);
    add_piece(lines.back(), text.substr(at, stop - at), risky ? kRisky : Style());
    at = stop;
  }
  return lines;
}

std::vector<Line> subject_of(const agent::PermissionAsked& question,
                             const std::optional<FileEdit>& edit, const ChangeLook& look) {
  if (question.is_command) return command_lines(question);
  std::vector<Line> lines;
  lines.push_back(Line().foreign(question.detail.starts_with(question.name)
                                     ? question.detail
                                     : question.name + " " + question.detail));
  if (!edit) return lines;
  for (Line& line : change_lines(*edit, look)) lines.push_back(std::move(line));
  return lines;
}

std::optional<FileEdit> edit_of(const agent::PermissionAsked& question) {
  return file_edit(question.name, question.input_json, {}, question.patch);
}

}  // namespace

std::vector<Line> subject_lines(const agent::PermissionAsked& question, const ChangeLook& look) {
  return subject_of(question, edit_of(question), look);
}

PermissionDialog::PermissionDialog(std::vector<agent::PermissionAsked> questions, Time now,
                                   Time last_key, Answered answered, Viewed viewed, ChangeLook look)
    : GuardedDialog(TypingGuard(now, last_key)),
      questions_(std::move(questions)),
      answered_(std::move(answered)),
      viewed_(std::move(viewed)),
      look_(look) {
  show(0);
}

void PermissionDialog::show(std::size_t question) {
  at_ = question;
  edit_ = edit_of(questions_[at_]);
  decisions_.resize(question);
  message_.set({});
  telling_ = false;
  // What is hard to take back is not one Enter away (PRM-03).
  selected_ = questions_[at_].risk == tools::Risk::high ? answers().size() - 1 : 0;
}

std::vector<PermissionDialog::Answer> PermissionDialog::answers() const {
  std::vector<Answer> all = {{'1', "Yes, once"}};
  if (question().needs && *question().needs != policy::Autonomy::unsafe) {
    all.push_back({'2', "Yes, and raise to " + std::string(policy::to_string(*question().needs)) +
                            " for this session"});
  }
  if (question().can_keep) {
    all.push_back({'3', "Yes, always this exact command in this workspace"});
  }
  if (edit_ && edited_) all.push_back({'7', "Open in editor"});
  all.push_back({'8', "No, and tell the agent …"});
  all.push_back({'9', "No, and stop"});
  return all;
}

std::vector<Line> PermissionDialog::tail(std::size_t columns) const {
  const agent::PermissionAsked& asked = question();
  std::vector<Line> tail;
  const auto add = [&](const Line& line) {
    for (Line& part : wrapped(line, columns, false)) tail.push_back(std::move(part));
  };
  std::string why = asked.why;
  if (asked.needs && *asked.needs != policy::Autonomy::unsafe) {
    why += "; needs " + std::string(policy::to_string(*asked.needs)) + ", you are at " +
           std::string(policy::to_string(asked.has));
  }
  if (!why.empty()) add(Line().own("  ").foreign(why, kDim));
  if (!asked.folder.empty()) add(Line().own("  in ", kDim).foreign(asked.folder));
  if (asked.like_refused) {
    add(Line().own("  similar to one you refused", {.colour = Colour::yellow}));
  }
  if (telling_) return tail;
  const std::vector<Answer> all = answers();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool chosen = i == selected_;
    Line row;
    row.own(chosen ? "› " : "  ", {.bold = true});
    row.own(std::string(1, all[i].digit) + "  " + all[i].text, {.bold = chosen});
    add(row);
  }
  return tail;
}

Line PermissionDialog::heading() const {
  Line head;
  head.own(question().is_command ? "Run this command?" : "Allow this change?",
           {.colour = Colour::yellow, .bold = true});
  if (questions_.size() > 1) {
    head.own("  " + std::to_string(at_ + 1) + "/" + std::to_string(questions_.size()));
  }
  return head.own("   " + std::string(risk_name(question().risk)), kDim);
}

Frame PermissionDialog::draw(std::size_t columns, std::size_t most) const {
  const agent::PermissionAsked& asked = question();
  Frame frame;
  frame.rows.push_back(heading().cut(columns));

  std::vector<Line> subject;
  ChangeLook look = look_;
  look.columns = columns - std::min<std::size_t>(columns, 2);
  for (const Line& line : subject_of(asked, edit_, look)) {
    for (Line& part : wrapped(Line().own("  ").append(line), columns, false)) {
      subject.push_back(std::move(part));
    }
  }
  std::vector<Line> below = tail(columns);
  const std::size_t taken = below.size() + 3;
  const std::size_t room = most > taken ? most - taken : 1;
  for (std::size_t i = 0; i < std::min(room, subject.size()); ++i) {
    frame.rows.push_back(std::move(subject[i]));
  }
  if (subject.size() > room) {
    frame.rows.push_back(Line()
                             .own("  … " + std::to_string(subject.size() - room) +
                                  " more rows, all of it above · ctrl+e: all of it in a pager")
                             .cut(columns));
  }
  for (Line& row : below) frame.rows.push_back(std::move(row));
  if (telling_) {
    Line row = Line().own("  tell the agent: ", {.bold = true});
    const std::size_t before = row.columns();
    const Field::Shown field = message_.shown(columns > before + 4 ? columns - before : 4);
    frame.cursor_row = frame.rows.size();
    frame.cursor_column = before + field.cursor_column;
    frame.rows.push_back(row.append(field.line).cut(columns));
    frame.rows.push_back(
        Line().own("  enter: deny with this message · esc: back", kDim).cut(columns));
    return frame;
  }
  if (is_guarded()) {
    frame.rows.push_back(still_typing().cut(columns));
  } else {
    std::string hint = "  esc: no and stop";
    if (asked.risk == tools::Risk::high) hint = "  press 1 to allow · esc: no and stop";
    if (at_ > 0) hint += " · ←: the question before";
    frame.rows.push_back(Line().own(hint, kDim).cut(columns));
  }
  frame.cursor_row = frame.rows.size() - 1;
  return frame;
}

std::optional<policy::Autonomy> PermissionDialog::raised_to() const {
  std::optional<policy::Autonomy> level;
  for (const Decision& decision : decisions_) level = std::max(level, decision.permission.raise_to);
  return level;
}

bool PermissionDialog::decide(agent::Permission permission, std::string told) {
  if (questions_.size() > 1) told += ": " + question().detail.substr(0, 200);
  decisions_.push_back({.call_id = question().call_id,
                        .permission = std::move(permission),
                        .told = std::move(told)});
  const bool over = decisions_.back().permission.answer == agent::Permission::Answer::stop;
  std::size_t next = at_ + 1;
  // What a raised level allows is not asked for again.
  for (; !over && next < questions_.size(); ++next) {
    const auto& needs = questions_[next].needs;
    if (!needs || !raised_to() || *needs > *raised_to()) break;
    decisions_.push_back(
        {.call_id = questions_[next].call_id,
         .permission = {.answer = agent::Permission::Answer::allow},
         .told = "✓ allowed by the raised level: " + questions_[next].detail.substr(0, 200)});
  }
  if (over || next == questions_.size()) {
    answered_(std::move(decisions_));
    return true;
  }
  at_ = next;
  show(next);
  return false;
}

bool PermissionDialog::give(char digit) {
  using Kind = agent::Permission::Answer;
  switch (digit) {
    case '1':
      return decide({.answer = Kind::allow}, "✓ allowed once");
    case '2':
      return decide(
          {.answer = Kind::allow, .raise_to = question().needs},
          "✓ allowed, and raised to " + std::string(policy::to_string(*question().needs)));
    case '3':
      return decide({.answer = Kind::allow, .keep = true},
                    "✓ allowed, always in this workspace (/permissions lists what is)");
    case '7':
      if (auto rewrite = edited_(question())) {
        return decide({.answer = Kind::allow, .rewrite = std::move(rewrite)},
                      "✓ allowed as you have edited it");
      }
      return false;
    case '8':
      telling_ = true;
      return false;
    default:
      return decide({.answer = Kind::stop}, "✗ denied, and stopped");
  }
}

bool PermissionDialog::handle_message(const Key& key) {
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) {
    telling_ = false;
  } else if (key.is(KeyCode::enter)) {
    const std::string text = message_.text();
    return decide({.answer = agent::Permission::Answer::deny, .message = text},
                  text.empty() ? "✗ denied" : "✗ denied: \"" + text + "\"");
  } else {
    message_.handle(key);
  }
  return false;
}

bool PermissionDialog::handle(const Key& key, Time) {
  if (telling_) return handle_message(key);
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) return give('9');
  if (key.is_ctrl('e')) {
    viewed_(question());
    return false;
  }
  const std::vector<Answer> all = answers();
  if (key.is(KeyCode::up)) selected_ = selected_ == 0 ? all.size() - 1 : selected_ - 1;
  if (key.is(KeyCode::down)) selected_ = (selected_ + 1) % all.size();
  if (key.is(KeyCode::left) && at_ > 0) show(at_ - 1);
  if (key.is(KeyCode::enter)) {
    const char digit = all[selected_].digit;
    // High risk takes its digit; Enter does not accept it (TUI-81).
    if (digit < '8' && question().risk == tools::Risk::high) return false;
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
