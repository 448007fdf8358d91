// session/blocks.h: messages as the lines of a session file, and back.
//
// Purpose    The shape is the one Droid's tools read (Anthropic's content blocks); what only ingot
//            knows stands in an "ingot" object inside the block or message
//            (docs/formats/session.md).
// Errors     Kind::protocol for a line that is not a message. Unknown keys and blocks are
//            tolerated.
// Invariant  A message that was written and read again is equal to what it was: a resumed session
//            must give the same request bytes. Known secrets and invalid UTF-8 are the exceptions.
#pragma once

#include <string>
#include <string_view>

#include "base/redact.h"
#include "base/result.h"
#include "chat/message.h"
#include "json/value.h"

namespace ingot::session {

struct Line {
  chat::Message message;
  std::string parent;  // id of the message before it
};

struct LineFacts {
  std::string_view parent;     // id of the message before it; empty for the first
  std::string_view timestamp;  // ISO 8601
};

// Without the line end.
std::string to_line(const chat::Message& message, const LineFacts& facts, const Redactor& redactor);
Result<Line> from_line(std::string_view line, json::Value root);

}  // namespace ingot::session
