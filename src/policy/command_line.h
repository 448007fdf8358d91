// policy/command_line.h: a shell text as a plain list of commands, when it is one.
//
// Purpose    The strict reading, for rules that speak of one exact command: simple commands that
//            are joined by | && || ; and line ends, of words that mean what they say. Nothing that
//            the shell would compute, group or send elsewhere than to /dev/null is plain.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::policy {

using PlainCommand = std::vector<std::string>;  // at least one word

// Empty when the text is not plain or has no command.
std::vector<PlainCommand> plain_commands(std::string_view text);

}  // namespace ingot::policy
