// tui/past.h: turns of a session that is gone on with, as they were committed.
//
// Threads    Pure functions but for the engine's.
#pragma once

#include <cstddef>
#include <vector>

#include "chat/message.h"
#include "tui/transcript.h"

namespace ingot::tui {

// Where the last `turns` turns begin; a turn begins with words of the user.
std::size_t begin_of_turns(const std::vector<chat::Message>& messages, std::size_t turns);

// The messages from `from` on; `transcript` is one that nothing else goes through.
std::vector<Line> past_lines(const std::vector<chat::Message>& messages, std::size_t from,
                             Transcript& transcript);

}  // namespace ingot::tui
