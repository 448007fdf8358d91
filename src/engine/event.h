// engine/event.h: everything a front end is told, and everything it may ask for.
//
// Purpose    Op goes down, Event comes up; no front end reaches around them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "agent/agent.h"
#include "agent/event.h"
#include "chat/message.h"

namespace ingot::engine {

// A message of the user: starts a turn.
struct Submit {
  chat::Message message;
};
// Summarises the session and leaves it as it is: CompactionFinished, then TurnFinished.
struct Summarise {
  std::string focus;  // the user's wish; may be empty
};
struct Rename {
  std::string title;  // of the session
};
// What holds from the next request on, also within the turn that is running.
using agent::Changes;
using agent::Workspace;
using Op = std::variant<Submit, Summarise, Changes, Rename>;

using Event = agent::Event;

}  // namespace ingot::engine
