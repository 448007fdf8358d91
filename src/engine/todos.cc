#include "engine/todos.h"

#include "json/value.h"

namespace ingot::engine {

std::vector<Todo> todos_of_call(std::string_view input_json) {
  const auto input = json::Document::parse(input_json);
  if (!input) return {};
  return tools::todos_of(input->root()).value_or({});
}

}  // namespace ingot::engine
