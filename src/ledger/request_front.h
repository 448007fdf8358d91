// ledger/request_front.h: the part of a request body that a prompt cache can know again.
//
// Purpose    Compares two bodies as a cache does, from the first byte on, and says in words where
//            they part: which top-level field, which message.
// Shapes     A front is a body without its cache_control members, up to the end of its last message
//            (PRV-121). Bodies are as wire/ writes them: minified, messages under "messages" or
//            "input".
// Threads    Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::ledger {

std::string front_of(std::string_view body);

struct Parting {
  std::size_t byte = 0;  // of the fronts
  std::string key;       // the top-level field that holds it: "tools", "system", "messages", ...
  std::optional<std::size_t> item;  // of a list of messages, from 0
};
// Where `later` stops being a continuation of `earlier`; empty when it continues it. The last
// message of `earlier` may have grown: protocols that want roles to alternate add to it.
std::optional<Parting> parting_of(std::string_view earlier, std::string_view later);

// "byte 4711, in messages[3]".
std::string to_text(const Parting& parting);

}  // namespace ingot::ledger
