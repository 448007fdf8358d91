// wire/call_ids.h: ids of tool calls, as servers accept them.
//
// Source     PRV-32, PRV-77 and PRV-98: OpenAI's chat API takes 40 characters, Anthropic and
//            Responses 64, Mistral exactly 9 of [a-zA-Z0-9], Moonshot only the id it gave.
// Invariant  The same id gives the same result everywhere, so a call and its result still meet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "models/model.h"

namespace ingot::wire {

// `id` if the server takes it, else one made from it.
std::string wire_call_id(const models::Model& model, std::string_view id);

// An id for a call that came without one: stable for the same response and position.
std::string made_call_id(std::string_view response_id, std::size_t position);

}  // namespace ingot::wire
