// tui/app_draw.cc: what the live region holds.

#include <algorithm>
#include <utility>

#include "term/columns.h"
#include "tui/app.h"
#include "tui/key_table.h"
#include "tui/place.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;

constexpr Style kDim{.dim = true};
constexpr std::size_t kMenuRows = 8;
constexpr int kLeastColumns = 20, kLeastRows = 5;

}  // namespace

Status App::status() const {
  Status status{.in_shell = composer_.in_shell(),
                .autonomy = conversation_.autonomy(),
                .folder = short_path(conversation_.cwd()),
                .branch = branch_,
                .cost_usd = cost_};
  const auto& model = conversation_.model();
  if (model) {
    status.model = model->display_name;
    status.effort = model->effort;
    const std::int64_t window = std::max<std::int64_t>(model->context_tokens, 1);
    status.context_left =
        static_cast<int>(std::max<std::int64_t>(0, 100 - context_used_ * 100 / window));
  }
  if (usage_.cache_read > 0) {
    status.cache = static_cast<int>(usage_.cache_read * 100 /
                                    std::max<std::int64_t>(chat::prompt_tokens(usage_), 1));
  }
  return status;
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
    frame.rows.push_back(status_line(status(), columns));
    return frame;
  }
  // Below: the draft, at most 40 % of the rows, menu and status.
  const std::size_t draft_most = std::max<std::size_t>(1, height * 4 / 10);
  Line prompt;
  if (!transcript_.working() && !composer_.in_shell()) {
    prompt.own("Ask, or / for commands, @ for files, ! for the shell", kDim);
  }
  Composer::Rows box = composer_.rows(columns, draft_most, kMenuRows, prompt);
  if (showing_keys_) {
    for (Line& row : key_rows(columns)) box.rows.push_back(std::move(row));
  }
  std::vector<Line> above;
  add_shell(above, columns, now);
  add_queue(above, columns);
  const std::size_t below = above.size() + box.rows.size() + 1;
  frame.rows = transcript_.live(most > below ? most - below : 1, now);
  for (Line& row : above) frame.rows.push_back(std::move(row));
  frame.cursor_row = frame.rows.size() + box.cursor_row;
  frame.cursor_column = box.cursor_column;
  for (Line& row : box.rows) frame.rows.push_back(std::move(row));
  frame.rows.push_back(hint_.empty() ? status_line(status(), columns)
                                     : Line().own(hint_, kDim).cut(columns));
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
