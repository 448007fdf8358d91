// tui/app_draw.cc: what the live region holds.

#include <algorithm>
#include <iterator>
#include <utility>

#include "term/columns.h"
#include "tui/app.h"
#include "tui/key_table.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;

constexpr Style kDim{.dim = true};
constexpr std::size_t kMenuRows = 8;
constexpr std::size_t kFrameBytes = 16 << 10;
constexpr int kLeastColumns = 20, kLeastRows = 5;

}  // namespace

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
  // Below: the draft, at most 40 % of the rows, menu and status; all of it within `most` (TUI-7).
  const std::vector<Line>& own = status_command_.rows();
  const std::size_t usage = configuration_.settings.tui.show_token_usage ? 1 : 0;
  const std::size_t taken = own.size() + usage + 1 + (transcript_.working() ? 1 : 0);
  const std::size_t room = most > taken ? most - taken : 1;
  Line prompt;
  if (!transcript_.working() && !composer_.in_shell()) {
    prompt.own("Ask, or / for commands, @ for files, ! for the shell", kDim);
  }
  Composer::Rows box =
      composer_.rows(columns, {.draft = height * 4 / 10, .menu = kMenuRows, .all = room}, prompt);
  std::size_t left = room - std::min(box.rows.size(), room);
  if (showing_keys_) {
    for (Line& row : key_rows(configuration_.settings.keys, columns, left))
      box.rows.push_back(std::move(row));
    left = room - std::min(box.rows.size(), room);
  }
  std::vector<Line> above;
  add_broken_settings(above, columns);
  add_shell(above, columns, now);
  add_queue(above, columns);
  if (above.size() > left)
    above.erase(above.begin(), above.end() - static_cast<std::ptrdiff_t>(left));
  const std::size_t below = above.size() + box.rows.size() + usage + own.size() + 1;
  frame.rows = transcript_.live(most > below ? most - below : 1, now);
  for (Line& row : above) frame.rows.push_back(std::move(row));
  frame.cursor_row = frame.rows.size() + box.cursor_row;
  frame.cursor_column = box.cursor_column;
  for (Line& row : box.rows) frame.rows.push_back(std::move(row));
  if (usage > 0) frame.rows.push_back(usage_row().cut(columns));
  frame.rows.push_back(hint_.empty() ? status_line(status(), columns)
                                     : Line().foreign(hint_, kDim).cut(columns));
  for (const Line& row : own) frame.rows.push_back(row.cut(columns));
  return frame;
}

// What is committed in one frame: enough to keep up, little enough that a key's echo does not wait
// behind it on a slow line (TUI-16).
std::vector<Line> App::next_lines() {
  std::size_t count = 0, bytes = 0;
  while (count < to_commit_.size() && bytes < kFrameBytes) {
    for (const Span& span : to_commit_[count].spans()) bytes += span.text.size();
    ++count;
  }
  if (count == to_commit_.size()) return std::exchange(to_commit_, {});
  const auto end = to_commit_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Line> lines(std::make_move_iterator(to_commit_.begin()),
                          std::make_move_iterator(end));
  to_commit_.erase(to_commit_.begin(), end);
  return lines;
}

void App::draw() {
  // A frame that cannot go out is not made: the next one shows the newest state (TUI-16).
  if (terminal_->is_behind() || terminal_->is_gone()) return;
  // The window may have changed before its signal came: rows would be counted wrongly.
  const auto now = Clock::now();
  if (!size_watch_.is_open() && terminal_->size() != size_) size_watch_.notice(now);
  if (size_watch_.is_open()) return;
  if (!hint_.empty() && now >= hint_until_) hint_.clear();
  // Keys are shown at once; a stream at most thirty times a second.
  const bool typed = now - last_key_ < milliseconds(5);
  if (!typed && now - last_frame_ < pace_.stream && dirty_ && !quitting_) return;
  if (viewer_) {
    draw_viewer();
    dirty_ = viewer_->is_searching();
    last_frame_ = now;
    return;
  }
  ask_status_command();
  if (attention_.shows_title()) {
    const std::string set = attention_.set_title(title(), now);
    if (!set.empty()) {
      terminal_->set(term::Mode::title, true);
      terminal_->send(set);
    }
  }
  std::string bytes = viewport_.draw(next_lines(), frame());
  // What is left follows at once, after the keys.
  dirty_ = !to_commit_.empty();
  last_frame_ = dirty_ ? Clock::time_point() : now;
  if (!bytes.empty()) terminal_->send(bytes);
}

}  // namespace ingot::tui
