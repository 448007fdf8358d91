// wire/error_class.h: what kind of failure a server's error is, and whether to try again.
//
// Source     PRV-86 (status), PRV-87 (errors inside a stream), PRV-93, PRV-103 (overflow).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "chat/stream.h"

namespace ingot::wire {

// Sets kind and retryable from status, type, code and message.
void classify(chat::Failure& failure, std::string_view vendor);

// The same for an error without a status; `nothing_yet`: one of unknown kind may be retried.
void classify_in_stream(chat::Failure& failure, bool nothing_yet);

// Whether `message` says that the prompt does not fit the model's window.
bool says_context_overflow(std::string_view message);

// The window in tokens that such a message names (PRV-103).
std::optional<std::int64_t> window_named_in(std::string_view message);

}  // namespace ingot::wire
