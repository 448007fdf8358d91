#include "tui/field_dialog.h"

#include <utility>

namespace ingot::tui {

using term::Key;
using term::KeyCode;

FieldDialog::FieldDialog(std::string title, std::string hint, std::string text,
                         std::function<void(const std::string&)> done, std::function<void()> left)
    : title_(std::move(title)),
      hint_(std::move(hint)),
      done_(std::move(done)),
      left_(std::move(left)) {
  field_.set(std::move(text));
}

Frame FieldDialog::draw(std::size_t columns, std::size_t) const {
  Frame frame;
  Line row = Line().foreign(title_, {.bold = true}).own(": ");
  const std::size_t before = row.columns();
  const Field::Shown shown = field_.shown(columns > before + 4 ? columns - before : 4);
  frame.cursor_column = before + shown.cursor_column;
  frame.rows.push_back(row.append(shown.line).cut(columns));
  frame.rows.push_back(Line().foreign(hint_ + " · enter: save · esc", {.dim = true}).cut(columns));
  return frame;
}

bool FieldDialog::handle(const Key& key, Time) {
  if (key.is(KeyCode::escape) || key.is_ctrl('c')) {
    if (left_) left_();
    return true;
  }
  if (key.is(KeyCode::enter)) {
    done_(field_.text());
    return true;
  }
  field_.handle(key);
  return false;
}

}  // namespace ingot::tui
