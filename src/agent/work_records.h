// agent/work_records.h: what was done in a conversation, from its calls and results alone.
//
// Purpose    The lists of files and commands in a summary are no model's work: published tests show
//            that summarisers lose them first (CLI-100).
// Threads    A pure function.
#pragma once

#include <string>
#include <vector>

#include "chat/message.h"

namespace ingot::agent {

// Lines of text; of each list the newest entries, and how many were left out. Empty when nothing
// was done.
std::string work_records(const std::vector<chat::Message>& messages);

}  // namespace ingot::agent
