// engine/attach.h: files and images that go along with a message of the user.
//
// Errors     Kind::invalid_argument for an image that cannot be sent; a mention of a file that does
//            not exist stays text (CLI-21).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/message.h"

namespace ingot::engine {

constexpr std::size_t kMaxImageBytes = 5U << 20U;  // what every provider takes

// The contents of each @path in the message's text, as blocks behind it: @"a path", @path#L10-20
// for lines 10 to 20, a folder as its names. At most 100 KB of a file and 20 files; images as
// images. The images that were left out because the model does not take any (CFG-120).
Result<std::vector<std::string>> attach_mentions(chat::Message& message,
                                                 const std::filesystem::path& cwd,
                                                 bool takes_images);
Result<> attach_image(chat::Message& message, const std::filesystem::path& path);

struct ImageFacts {
  std::string media_type, ending;       // "image/png", "png"
  std::uint32_t width = 0, height = 0;  // 0: not known
};
// Kind::invalid_argument for what is no image that models take, or is too large.
Result<ImageFacts> image_facts(std::string_view bytes);

}  // namespace ingot::engine
