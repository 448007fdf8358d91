// wire/error_body.h: what an error body says, in all the shapes servers use.
//
// Source     PRV-85 (shapes, in order), PRV-86 and 87 (classes), PRV-103 (context overflow).
// Errors     None: any bytes give a Failure; what cannot be read is quoted in its first line.
#pragma once

#include <string_view>

#include "chat/stream.h"
#include "json/value.h"
#include "models/model.h"

namespace ingot::wire {

// A response whose status is an error, or whose body is no answer although the status is 200.
chat::Failure failure_from(int status, std::string_view content_type, std::string_view body,
                           const models::Model& model);

// An error object met inside a stream or a whole answer. `nothing_yet`: no text, reasoning or call
// had come, so that an error of unknown kind may be retried.
chat::Failure failure_from_object(json::Value object, bool nothing_yet);

}  // namespace ingot::wire
