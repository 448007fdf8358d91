// engine/capture.h: what ingot makes of a captured response or request, for reports about servers.
//
// Purpose    `ingot debug decode`: the very exchange and codec that the agent uses, fed from bytes.
// Errors     None for responses: any bytes decode to something, if only to an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/message.h"
#include "models/model.h"

namespace ingot::engine {

struct Capture {
  models::Model model;
  int status = 200;
  std::string content_type;       // empty: told from the body
  std::vector<std::string> body;  // in the pieces in which it arrived
};

// One JSON object: text, reasoning, refusal, tool_calls, finish_reason, usage, error, terminated,
// opaque, other_items; and what the agent would do about a failure.
std::string decode_response(const Capture& capture);

// The message that the agent would keep.
chat::Message decode_message(const Capture& capture);

// A request body read into a transcript and written again.
Result<std::string> rewrite_request(const models::Model& model, std::string_view body);

// The model at `base_url` for the settings' spelling of a provider.
Result<models::Model> captured_model(std::string_view provider, std::string_view base_url,
                                     std::string_view model);

}  // namespace ingot::engine
