// config/url_rule.h: whether a policy's URL admits the base URL of a model.
//
// Source     CFG-163: scheme, host and port are equal, the path agrees by whole segments, so that
//            https://llm.example.com does not admit https://llm.example.com.evil.net.
// Errors     What cannot be taken apart, and what has dot segments (they are resolved before the
//            request is made), is not admitted.
#pragma once

#include <string_view>

namespace ingot::config {

bool admits_url(std::string_view rule, std::string_view url);

}  // namespace ingot::config
