#include "tui/todo_panel.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ingot::tui {
namespace {

using Status = engine::Todo::Status;

constexpr Style kDim{.dim = true};
constexpr std::size_t kRows = 5;
constexpr std::string_view kAllHint = "ctrl+t: all";

Line line_of(const engine::Todo& todo) {
  switch (todo.status) {
    case Status::completed:
      return Line().own("✓ ", {.colour = Colour::green}).foreign(todo.content, kDim);
    case Status::in_progress:
      return Line().own("● ", {.colour = Colour::cyan}).foreign(todo.content, {.bold = true});
    case Status::pending:
      break;
  }
  return Line().own("○ ").foreign(todo.content);
}

}  // namespace

bool TodoPanel::all_done() const {
  return std::all_of(todos_.begin(), todos_.end(),
                     [](const auto& todo) { return todo.status == Status::completed; });
}

std::vector<Line> TodoPanel::replace(std::vector<engine::Todo> todos) {
  std::vector<Line> changed;
  const auto find = [](const std::vector<engine::Todo>& list, const engine::Todo& wanted) {
    return std::find_if(list.begin(), list.end(),
                        [&](const auto& todo) { return todo.content == wanted.content; });
  };
  for (const engine::Todo& todo : todos) {
    const auto before = find(todos_, todo);
    if (before == todos_.end() || before->status != todo.status) changed.push_back(line_of(todo));
  }
  for (const engine::Todo& todo : todos_) {
    if (find(todos, todo) == todos.end()) {
      changed.push_back(Line().own("- ", kDim).foreign(todo.content, kDim));
    }
  }
  todos_ = std::move(todos);
  return changed;
}

std::vector<Line> TodoPanel::rows(std::size_t columns, std::size_t most) const {
  std::vector<Line> rows;
  if (todos_.empty() || most == 0) return rows;
  if (!all_) {
    Line one;
    for (const engine::Todo& todo : todos_) one.own("  ").append(line_of(todo));
    if (one.columns() <= columns) return {one};
  }
  const std::size_t room = std::min(all_ ? most : std::min(kRows, most), todos_.size());
  const auto working = std::find_if(todos_.begin(), todos_.end(), [](const auto& todo) {
    return todo.status != Status::completed;
  });
  const auto at = static_cast<std::size_t>(working - todos_.begin());
  // One that is done stays above what is being done.
  std::size_t first = at > 0 ? at - 1 : 0;
  first = std::min(first, todos_.size() - room);
  for (std::size_t i = first; i < first + room; ++i) {
    rows.push_back(Line().own("  ").append(line_of(todos_[i])).cut(columns));
  }
  if (room < todos_.size()) {
    const std::string hint = "  " + std::to_string(first + 1) + "-" + std::to_string(first + room) +
                             " of " + std::to_string(todos_.size()) +
                             (all_ ? std::string() : ", " + std::string(kAllHint));
    Line& last = rows.back();
    last = last.cut(columns > hint.size() ? columns - hint.size() : columns);
    if (last.columns() + hint.size() <= columns) last.own(hint, kDim);
  }
  return rows;
}

}  // namespace ingot::tui
