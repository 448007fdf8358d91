// config/provider_name.h: the words that an entry's "provider" may be.
//
// Source     CFG-37 and CFG-46. "bedrock-converse" is not among them: such entries are told apart
//            before.
// Threads    Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace ingot::config {

constexpr std::string_view kGenericProvider = "generic-chat-completion-api";

// In lower case and without any blanks: as words are compared that people meant to write.
std::string lower_trimmed(std::string_view text);

// Why `written` is no provider that can be used, and what to write instead (E09); empty when it is.
std::string wrong_provider(std::string_view written);

}  // namespace ingot::config
