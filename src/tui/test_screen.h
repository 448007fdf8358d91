// tui/test_screen.h: what a terminal makes of the bytes it gets, for tests: libvterm is the
// terminal.
#pragma once

#include <vterm.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ingot::tui {

// A screen of libvterm with the lines that have scrolled off it.
class Screen {
 public:
  Screen(int columns, int rows)
      : columns_(columns), rows_(rows), terminal_(vterm_new(rows, columns)) {
    vterm_set_utf8(terminal_, 1);
    screen_ = vterm_obtain_screen(terminal_);
    callbacks_.sb_pushline = [](int columns_of_line, const VTermScreenCell* cells, void* self) {
      static_cast<Screen*>(self)->scrolled_.push_back(text_of(cells, columns_of_line));
      return 1;
    };
    vterm_screen_set_callbacks(screen_, &callbacks_, this);
    vterm_screen_reset(screen_, 1);
  }
  ~Screen() { vterm_free(terminal_); }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  void feed(const std::string& bytes) {
    all_ += bytes;
    vterm_input_write(terminal_, bytes.data(), bytes.size());
    vterm_screen_flush_damage(screen_);
  }

  std::vector<std::string> shown() const {
    std::vector<std::string> lines;
    for (int row = 0; row < rows_; ++row) {
      std::vector<VTermScreenCell> cells(static_cast<std::size_t>(columns_));
      for (int column = 0; column < columns_; ++column) {
        vterm_screen_get_cell(screen_, {.row = row, .col = column},
                              &cells[static_cast<std::size_t>(column)]);
      }
      lines.push_back(text_of(cells.data(), columns_));
    }
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
  }
  std::vector<std::string> everything() const {
    std::vector<std::string> lines = scrolled_;
    for (std::string& line : shown()) lines.push_back(std::move(line));
    return lines;
  }
  std::uint32_t character(int row, int column) const {
    VTermScreenCell cell{};
    vterm_screen_get_cell(screen_, {.row = row, .col = column}, &cell);
    return cell.chars[0];
  }
  VTermPos cursor() const {
    VTermPos position{};
    vterm_state_get_cursorpos(vterm_obtain_state(terminal_), &position);
    return position;
  }
  const std::string& bytes() const { return all_; }

 private:
  static std::string text_of(const VTermScreenCell* cells, int count) {
    std::string text;
    for (int i = 0; i < count; i += std::max<int>(cells[i].width, 1)) {
      if (cells[i].chars[0] == 0) {
        text += ' ';
        continue;
      }
      for (int c = 0; c < VTERM_MAX_CHARS_PER_CELL && cells[i].chars[c] != 0; ++c) {
        const auto code = cells[i].chars[c];
        if (code < 0x80) {
          text += static_cast<char>(code);
        } else if (code < 0x800) {
          text += static_cast<char>(0xC0 | (code >> 6));
          text += static_cast<char>(0x80 | (code & 0x3F));
        } else {
          text += static_cast<char>(0xE0 | (code >> 12));
          text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
          text += static_cast<char>(0x80 | (code & 0x3F));
        }
      }
    }
    while (text.ends_with(' ')) text.pop_back();
    return text;
  }

  int columns_, rows_;
  VTerm* terminal_;
  VTermScreen* screen_;
  VTermScreenCallbacks callbacks_{};
  std::vector<std::string> scrolled_;
  std::string all_;
};

}  // namespace ingot::tui
