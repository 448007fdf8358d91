// exec/tags.h: the value of --tag (CLI-57).
#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/engine.h"

namespace ingot::exec {

// A name, or {"name":"n","metadata":{"k":"v"}}; {"name":"team","value":"platform"} is metadata
// `value`.
Result<session::Tag> parse_tag(std::string_view spec);

}  // namespace ingot::exec
