#include "tui/plan_dialog.h"

#include <utility>

#include "engine/spec.h"
#include "tui/status_line.h"

namespace ingot::tui {
namespace {

using agent::PlanAnswer;
using policy::Autonomy;
using term::Key;
using term::KeyCode;

constexpr Style kDim{.dim = true};
constexpr int kKeepPlanning = 5;

// What answers 2 to 4 allow; 1 leaves the level as it is.
std::optional<Autonomy> level_of(int number) {
  switch (number) {
    case 2:
      return Autonomy::low;
    case 3:
      return Autonomy::medium;
    case 4:
      return Autonomy::high;
    default:
      return std::nullopt;
  }
}

std::string_view name_of(int number) {
  switch (number) {
    case 1:
      return "Proceed with implementation";
    case 2:
      return "Proceed, allow file edits and read-only commands (Low)";
    case 3:
      return "Proceed, allow reversible commands (Medium)";
    case 4:
      return "Proceed, allow all commands (High)";
    default:
      return "No, keep iterating on spec …";
  }
}

}  // namespace

PlanDialog::PlanDialog(Setup setup, TypingGuard guard)
    : GuardedDialog(guard),
      setup_(std::move(setup)),
      stage_(setup_.plan.options.empty() ? Stage::answer : Stage::option),
      text_(setup_.plan.text) {}

void PlanDialog::go_to(Stage stage) {
  stage_ = stage;
  selected_ = 0;
  comment_.set({});
}

std::string PlanDialog::heading() const {
  if (stage_ == Stage::option) return "Which way?";
  std::string text = "Plan";
  if (!setup_.plan.title.empty()) text += ": " + setup_.plan.title;
  if (!option_.empty()) text += " · " + option_;
  return is_edited_ ? text + ", as you have edited it" : text;
}

std::vector<Dialog::Numbered> PlanDialog::numbered() const {
  std::vector<Numbered> rows;
  if (stage_ == Stage::option) {
    for (const tools::Plan::Option& option : setup_.plan.options) {
      rows.push_back(
          {.number = static_cast<int>(rows.size()) + 1, .line = Line().foreign(option.name)});
    }
  }
  if (stage_ != Stage::answer) return rows;
  for (int number = 1; number <= kKeepPlanning; ++number) {
    if (level_of(number).value_or(Autonomy::off) > setup_.most) continue;
    Line line = Line().own(std::string(name_of(number)));
    if (number == 1) line.own("  (keeps " + short_level(setup_.has) + ")", kDim);
    rows.push_back({.number = number, .line = std::move(line)});
  }
  return rows;
}

std::vector<Line> PlanDialog::preface() const {
  if (stage_ == Stage::comment) return {Line().own("What is to change in the plan, then Enter:")};
  return {Line().foreign(heading())};
}

Frame PlanDialog::draw(std::size_t columns, std::size_t most) const {
  Frame frame;
  frame.rows.push_back(
      Line().foreign(heading(), {.colour = Colour::yellow, .bold = true}).cut(columns));
  std::size_t at = 0;
  for (const Numbered& answer : numbered()) {
    const bool chosen = at++ == selected_;
    Line row = Line().own(chosen ? "› " : "  ", {.bold = true});
    row.own(std::to_string(answer.number) + "  ", {.bold = chosen}).append(answer.line);
    for (Line& part : wrapped(row, columns, false)) {
      if (frame.rows.size() + 1 < most) frame.rows.push_back(std::move(part));
    }
  }
  if (stage_ == Stage::comment) {
    Line row = Line().own("  what is to change: ", {.bold = true});
    const std::size_t before = row.columns();
    const Field::Shown field = comment_.shown(columns > before + 4 ? columns - before : 4);
    frame.cursor_row = frame.rows.size();
    frame.cursor_column = before + field.cursor_column;
    frame.rows.push_back(row.append(field.line).cut(columns));
    frame.rows.push_back(Line().own("  enter: send it back · esc: back", kDim).cut(columns));
    return frame;
  }
  std::string hint = "  ctrl+e: all of it in a pager · esc: no and stop";
  if (setup_.edited) hint = "  ctrl+g: edit · ctrl+e: view · esc: no and stop";
  frame.rows.push_back((is_guarded() ? still_typing() : Line().own(hint, kDim)).cut(columns));
  frame.cursor_row = frame.rows.size() - 1;
  return frame;
}

bool PlanDialog::end(PlanAnswer answer) {
  setup_.answered(std::move(answer));
  return true;
}

bool PlanDialog::pick(std::size_t option) {
  const tools::Plan::Option& picked = setup_.plan.options[option];
  text_ = engine::text_with(setup_.plan, picked);
  option_ = picked.name;
  is_edited_ = false;
  go_to(Stage::answer);
  return false;
}

bool PlanDialog::give(int number) {
  if (number == kKeepPlanning) {
    go_to(Stage::comment);
    return false;
  }
  return end({.kind = PlanAnswer::Kind::approve,
              .level = level_of(number),
              .text = text_,
              .edited = is_edited_,
              .option = option_});
}

bool PlanDialog::choose(int number) {
  for (const Numbered& answer : numbered()) {
    if (answer.number != number) continue;
    return stage_ == Stage::option ? pick(static_cast<std::size_t>(number) - 1) : give(number);
  }
  return false;
}

void PlanDialog::edit() {
  if (!setup_.edited) return;
  auto text = setup_.edited(text_);
  if (!text || text->find_first_not_of(" \t\r\n") == std::string::npos) return;
  text_ = *std::move(text);
  is_edited_ = true;
}

bool PlanDialog::handle_comment(const Key& key) {
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) {
    go_to(Stage::answer);
  } else if (key.is(KeyCode::enter)) {
    return end({.kind = PlanAnswer::Kind::revise, .text = comment_.text()});
  } else {
    comment_.handle(key);
  }
  return false;
}

bool PlanDialog::handle(const Key& key, Time) {
  if (stage_ == Stage::comment) return handle_comment(key);
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) return end({.kind = PlanAnswer::Kind::stop});
  if (key.is_ctrl('e')) setup_.viewed(text_);
  if (key.is_ctrl('g') && stage_ == Stage::answer) edit();
  if (key.is(KeyCode::left) && stage_ == Stage::answer && !setup_.plan.options.empty()) {
    go_to(Stage::option);
    return false;
  }
  const std::vector<Numbered> rows = numbered();
  if (key.is(KeyCode::up)) selected_ = selected_ == 0 ? rows.size() - 1 : selected_ - 1;
  if (key.is(KeyCode::down)) selected_ = (selected_ + 1) % rows.size();
  if (key.is(KeyCode::enter)) return choose(rows[selected_].number);
  if (key.is(KeyCode::text) && key.text.size() == 1 && key.text[0] >= '1' && key.text[0] <= '9') {
    return choose(key.text[0] - '0');
  }
  return false;
}

}  // namespace ingot::tui
