// base/base64.h: bytes as text in JSON.
//
// Source     RFC 4648, section 4: the standard alphabet with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ingot {

std::string to_base64(std::string_view bytes);

// Line breaks and missing padding are accepted; anything else outside the alphabet is not.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace ingot
