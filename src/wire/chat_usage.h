// wire/chat_usage.h: token counts of chat servers, under the names each has for them.
//
// Source     PRV-81..84.
#pragma once

#include "chat/message.h"
#include "json/value.h"

namespace ingot::wire {

// What `holder` (a chunk or a whole answer) tells of usage, over what was told before. Returns
// whether it told anything.
bool take_chat_usage(chat::Usage& usage, json::Value holder);

}  // namespace ingot::wire
