// provider/learn.h: what a refused request teaches about a server.
//
// Purpose    A 400 or 422 that names a parameter which ingot itself added is answered by leaving
// that
//            parameter out for the rest of the session (PRV-67, PRV-71, CFG-41, CFG-61, CFG-65).
#pragma once

#include <string>
#include <string_view>

#include "chat/stream.h"
#include "wire/codec.h"

namespace ingot::provider {

// Changes `learnt` when the failure names something that can be left out and that `body` held.
// Returns what was changed, for the user; empty when nothing was.
std::string learn_from(const chat::Failure& failure, const models::Model& model,
                       std::string_view body, wire::Learnt& learnt);

}  // namespace ingot::provider
