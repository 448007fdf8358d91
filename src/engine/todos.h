// engine/todos.h: the list a call of TodoWrite sets, for whoever shows it.
#pragma once

#include <string_view>
#include <vector>

#include "tools/todo.h"

namespace ingot::engine {

using tools::Todo;

// `input_json` as the model wrote it; empty when it is no such list.
std::vector<Todo> todos_of_call(std::string_view input_json);

}  // namespace ingot::engine
