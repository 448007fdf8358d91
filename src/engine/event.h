// engine/event.h: everything a front end is told, and everything it may ask for.
//
// Purpose    Op goes down, Event comes up; no front end reaches around them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "agent/event.h"
#include "chat/message.h"
#include "models/model.h"
#include "policy/decide.h"

namespace ingot::engine {

// A message of the user: starts a turn.
struct Submit {
  chat::Message message;
};
// The model from the next request on, within a turn too (CFG-90).
struct UseModel {
  models::Model model;
};
// From the next decision after that request on.
struct UseAutonomy {
  policy::Autonomy autonomy = policy::Autonomy::off;
};
struct Rename {
  std::string title;  // of the session
};
using Op = std::variant<Submit, UseModel, UseAutonomy, Rename>;

using Event = agent::Event;

}  // namespace ingot::engine
