// agent/advice.h: what an answer gives away about the server that gave it.
//
// Purpose    Recognises servers that are set up wrongly for an agent, and refusals that go away
// when
//            the conversation is sent without opaque parts. What follows from it is the agent's.
// Threads    Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "chat/message.h"
#include "chat/stream.h"
#include "models/model.h"

namespace ingot::agent {

// A 400 that says that a signature or thinking block of an earlier turn is not accepted (PRV-95,
// PRV-96).
bool refuses_opaque_parts(const chat::Failure& failure);
void remove_opaque_parts(chat::Message& message);

// The model wrote a call into its text, because its server has no parser for it (PRV-79). Empty, or
// a line for the user.
std::string tool_parser_hint(const chat::Message& message, const models::Model& model);

// The server cut the prompt and said nothing (PRV-104). Empty, or a line for the user.
std::string truncation_hint(const chat::Usage& usage, std::size_t request_bytes,
                            chat::StopReason reason, const models::Model& model);

}  // namespace ingot::agent
