// tools/selection.h: which tools are offered.
//
// Purpose    Selector lists of the command line (CLI-41..43): tool ids, their "-cli" spellings,
// category
//            words. Only the set changes; nothing here raises autonomy.
// Errors     Kind::invalid_argument names the unknown selector and the nearest known one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tools/tool.h"

namespace ingot::tools {

struct Selectors {
  std::vector<std::string> only, add,
      remove;  // raw option values, lists separated by comma or blank
};

// In the registry's order. `only` replaces the default set (all built-in tools), `add` unions,
// `remove` subtracts last.
Result<std::vector<const Tool*>> select_tools(const Registry& registry, const Selectors& selectors);

// "execute-cli" for "Execute", "todo-write-cli" for "TodoWrite".
std::string alternate_id(std::string_view name);

}  // namespace ingot::tools
