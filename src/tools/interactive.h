// tools/interactive.h: commands that need a person at a terminal.
//
// Purpose    Execute has no terminal: an editor or a full-screen monitor would only run into the
// time
//            limit. Plain cases are refused at once, with what to do instead (CLI-82). This is a
//            courtesy, not a protection: what it does not see runs and ends by itself or by time.
#pragma once

#include <string>
#include <string_view>

namespace ingot::tools {

// "vim needs a terminal; use Edit or Create to change files"; empty when nothing stands against it.
std::string interactive_refusal(std::string_view command);

}  // namespace ingot::tools
