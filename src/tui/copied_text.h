// tui/copied_text.h: what /copy takes out of a session, as its source.
//
// Threads    Pure functions.
// Errors     Kind::invalid_argument, with what can be asked for; not_found when there is no such
//            thing.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/session_log.h"

namespace ingot::tui {

// `what`: empty or "last": the last answer; "3": the third last; "code", "code 2": a block of code
// in the last answer (the last one, or by its number); "diff": the changes of the last turn as a
// patch; "turn": all of the last turn; "all" or "session": everything.
Result<std::string> copied_text(const engine::SessionLog& log, std::string_view what);

}  // namespace ingot::tui
