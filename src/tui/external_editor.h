// tui/external_editor.h: a draft or a proposed change in the user's own editor (TUI-58, PRM-05).
//
// Errors     Kind::io or not_found: no file, no program, or it ended with an error; the caller's
//            text is as it was.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/waker.h"

namespace ingot::tui {

// What `text` has become. `program` is a shell command, as $EDITOR may be; `hidden` are variables
// that it does not see. The terminal must have been released.
Result<std::string> edit_elsewhere(const std::string& program, const std::string& text,
                                   const std::vector<std::string>& hidden, const os::Waker& waker,
                                   const std::function<bool()>& ends);

}  // namespace ingot::tui
