// engine/attach.h: files and images that go along with a message of the user.
//
// Errors     Kind::invalid_argument for an image that cannot be sent; a mention of a file that does
//            not exist stays text (CLI-21).
#pragma once

#include <filesystem>

#include "base/result.h"
#include "chat/message.h"

namespace ingot::engine {

// The contents of each @path in the message's text, as blocks behind it. At most 100 KB of a file
// and 20 files; images as images.
Result<> attach_mentions(chat::Message& message, const std::filesystem::path& cwd);
Result<> attach_image(chat::Message& message, const std::filesystem::path& path);

}  // namespace ingot::engine
