// tui/clipboard.h: text to the clipboard, by whatever way this place has.
//
// Purpose    TUI-117: the desktop's own tool, tmux, the terminal itself (OSC 52, which works over
//            ssh too), else a file.
// Source     xterm ctlseqs, patch 390, "Manipulate Selection Data"; tmux(1) load-buffer, DCS
//            passthrough.
// Threads    One thread; waits three seconds at most for a tool.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"

namespace ingot::tui {

struct ClipboardPlace {
  std::filesystem::path folder;                       // where tools run
  std::filesystem::path file;                         // what is written when there is no other way
  std::function<void(std::string_view)> to_terminal;  // empty: it takes no sequences
};

// What was done, for the user: "copied 120 bytes with wl-copy".
Result<std::string> copy_to_clipboard(const std::string& text, const ClipboardPlace& place);

}  // namespace ingot::tui
