// wire/arguments.h: the arguments of a call as a model wrote them, made fit to be read.
//
// Source     PRV-38, PRV-77.7, PRV-78, PRV-101.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"

namespace ingot::wire {

// Blank becomes {}, a JSON string that holds an object becomes that object. What is no JSON object
// is kept as it is, with the reason in call.invalid. `cut` tells that the answer ended at its
// length limit and this was its last call.
void settle_arguments(chat::ToolCall& call, bool cut);

// The JSON values in `text` when it holds several objects one after the other; else `text` alone.
std::vector<std::string> split_objects(std::string_view text);

// What is replayed for the call: its own bytes without white space, {} for invalid ones.
std::string replayed_arguments(const chat::ToolCall& call);

}  // namespace ingot::wire
