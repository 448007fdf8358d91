// tui/field_dialog.h: one line to be typed: a title, the value of a setting.
//
// Threads    One thread.
#pragma once

#include <functional>
#include <string>

#include "tui/dialog.h"
#include "tui/field.h"

namespace ingot::tui {

class FieldDialog final : public Dialog {
 public:
  // `done` gets what was typed when Enter is pressed; Esc leaves without it, to `left` if any.
  FieldDialog(std::string title, std::string hint, std::string text,
              std::function<void(const std::string&)> done, std::function<void()> left = {});

  void use(const KeyMap& keys) override { field_.use(keys); }
  Frame draw(std::size_t columns, std::size_t most) const override;
  bool handle(const term::Key& key, Time now) override;

 private:
  std::string title_, hint_;
  Field field_;
  std::function<void(const std::string&)> done_;
  std::function<void()> left_;  // may be empty
};

}  // namespace ingot::tui
