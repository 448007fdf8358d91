// tui/app_draw.cc: what the live region holds.

#include <algorithm>
#include <utility>

#include "term/columns.h"
#include "tui/app.h"
#include "tui/place.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;

constexpr Style kDim{.dim = true};
constexpr std::size_t kMenuRows = 8;
constexpr int kLeastColumns = 20, kLeastRows = 5;

}  // namespace

Line App::status_line(std::size_t columns) const {
  const auto& model = conversation_.model();
  std::string left = model ? model->display_name : "no model";
  if (model && !model->effort.empty() && columns >= 60) left += " (" + model->effort + ")";
  left += " · Auto (" + std::string(policy::to_string(conversation_.autonomy())) + ")";
  if (columns >= 80) {
    left += " · " + short_path(conversation_.cwd()) + (branch_.empty() ? "" : ":" + branch_);
  }
  std::string right;
  if (model && context_used_ > 0 && model->context_tokens > 0) {
    const auto free = std::max<std::int64_t>(
        0, 100 - context_used_ * 100 / std::max<std::int64_t>(model->context_tokens, 1));
    right = std::to_string(free) + "% left";
  }
  if (usage_.cache_read > 0 && columns >= 60) {
    right +=
        " · cache " + std::to_string(usage_.cache_read * 100 / chat::prompt_tokens(usage_)) + "%";
  }
  if (cost_ && columns >= 50) right += (right.empty() ? "" : " · ") + ledger::money(*cost_);
  Line line;
  line.foreign(left, kDim);
  line = line.cut(columns > right.size() + 2 ? columns - term::columns(right) - 2 : columns);
  const std::size_t used = line.columns() + term::columns(right);
  if (!right.empty() && used + 2 <= columns) {
    line.own(std::string(columns - used, ' '), kDim).own(right, kDim);
  }
  return line;
}

void App::add_menu(std::vector<Line>& rows, std::size_t columns) const {
  if (menu_closed_) return;
  const std::vector<MenuItem> items = menu();
  if (items.empty()) {
    if (mention_begin() != std::string::npos && !files_.is_ready()) {
      rows.push_back(Line().own("  indexing…", kDim));
    }
    return;
  }
  std::size_t width = 0;
  for (const MenuItem& item : items) width = std::max(width, term::columns(item.label));
  const std::size_t selected = std::min(menu_selected_, items.size() - 1);
  const std::size_t first = selected >= kMenuRows ? selected - kMenuRows + 1 : 0;
  for (std::size_t i = first; i < std::min(items.size(), first + kMenuRows); ++i) {
    Line row;
    row.own(i == selected ? "› " : "  ", {.bold = true});
    row.foreign(items[i].label, {.bold = i == selected});
    if (!items[i].help.empty()) {
      row.own(std::string(width + 2 - std::min(width, term::columns(items[i].label)), ' '));
      row.foreign(items[i].help, kDim);
    }
    rows.push_back(row.cut(columns));
  }
  if (items.size() > kMenuRows) {
    rows.push_back(
        Line().own("  " + std::to_string(selected + 1) + "/" + std::to_string(items.size()), kDim));
  }
}

Frame App::frame() {
  Frame frame;
  const std::size_t columns = viewport_.row_columns();
  const auto height = static_cast<std::size_t>(size_.rows);
  if (size_.columns < kLeastColumns || size_.rows < kLeastRows) {
    frame.rows.push_back(Line().own("too small").cut(columns));
    return frame;
  }
  const std::size_t most = std::min(height - 2, std::max<std::size_t>(8, height * 6 / 10));
  const auto now = Clock::now();
  if (dialog_) {
    frame = dialog_->draw(columns, most - 1);
    frame.rows.push_back(status_line(columns));
    return frame;
  }
  // Below: the draft, at most 40 % of the rows, menu and status.
  const bool shell = editor_.shown().starts_with('!');
  const Editor::Rows draft = editor_.layout(columns - 2);
  const std::size_t draft_most = std::max<std::size_t>(1, height * 4 / 10);
  const std::size_t draft_rows = std::min(draft.rows.size(), draft_most);
  const std::size_t draft_first =
      draft.cursor_row >= draft_rows ? draft.cursor_row - draft_rows + 1 : 0;
  std::vector<Line> menu_rows;
  add_menu(menu_rows, columns);
  std::vector<Line> queue_rows;
  for (std::size_t i = 0; i < std::min<std::size_t>(queued_.size(), 3); ++i) {
    queue_rows.push_back(
        Line().own("  queued: ", kDim).foreign(queued_[i].substr(0, 200), kDim).cut(columns));
  }
  if (queued_.size() > 3) {
    queue_rows.push_back(Line().own("  +" + std::to_string(queued_.size() - 3), kDim));
  }
  const std::size_t below = draft_rows + menu_rows.size() + queue_rows.size() + 2;
  frame.rows = transcript_.live(most > below ? most - below : 1, now);
  if (shell_.is_running()) {
    frame.rows.push_back(Line()
                             .own("$ ", {.bold = true})
                             .foreign(shell_.command())
                             .own("  ctrl+c to stop", kDim)
                             .cut(columns));
  }
  for (Line& row : queue_rows) frame.rows.push_back(std::move(row));
  frame.cursor_row = frame.rows.size() + draft.cursor_row - draft_first;
  frame.cursor_column = draft.cursor_column + 2;
  for (std::size_t i = draft_first; i < draft_first + draft_rows; ++i) {
    Line row;
    row.own(i > 0 ? "  " : shell ? "$ " : "› ", {.bold = true});
    const std::string_view text = draft.rows[i];
    row.foreign(i == 0 && shell ? text.substr(1) : text);
    frame.rows.push_back(std::move(row));
  }
  if (shell && draft.cursor_row == 0 && frame.cursor_column > 2) --frame.cursor_column;
  if (editor_.empty() && !transcript_.working()) {
    frame.rows.back().own("Ask, or / for commands, @ for files, ! for the shell", kDim);
    frame.rows.back() = frame.rows.back().cut(columns);
  }
  for (Line& row : menu_rows) frame.rows.push_back(std::move(row));
  frame.rows.push_back(hint_.empty() ? status_line(columns) : Line().own(hint_, kDim).cut(columns));
  return frame;
}

void App::draw() {
  // A frame that cannot go out is not made: the next one shows the newest state (TUI-16).
  if (terminal_->is_behind() || terminal_->is_gone()) return;
  const auto now = Clock::now();
  if (!hint_.empty() && now >= hint_until_) hint_.clear();
  // Keys are shown at once; a stream at most thirty times a second.
  const bool typed = now - last_key_ < milliseconds(5);
  if (!typed && now - last_frame_ < pace_.stream && dirty_ && !quitting_) return;
  // The window may have changed before its signal came: rows would be counted wrongly.
  if (terminal_->size() != size_) take_size();
  if (viewer_) {
    draw_viewer();
    dirty_ = viewer_->is_searching();
    last_frame_ = now;
    return;
  }
  std::string bytes = viewport_.draw(std::exchange(to_commit_, {}), frame());
  dirty_ = false;
  last_frame_ = now;
  if (!bytes.empty()) terminal_->send(std::move(bytes));
}

}  // namespace ingot::tui
