// wire/data_url.h: images as data URLs (RFC 2397), the only form in which ingot sends them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/message.h"

namespace ingot::wire {

std::string data_url(const chat::Image& image);
// Nothing for other URLs and for data that is not base64.
std::optional<chat::Image> image_from_data_url(std::string_view url);

}  // namespace ingot::wire
