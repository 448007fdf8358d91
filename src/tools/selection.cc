#include "tools/selection.h"

#include <algorithm>
#include <utility>

#include "base/nearest.h"

namespace ingot::tools {
namespace {

std::vector<std::string> split(const std::vector<std::string>& values) {
  std::vector<std::string> entries;
  for (const std::string& value : values) {
    std::string entry;
    for (const char c : value + ",") {
      if (c != ',' && c != ' ' && c != '\t' && c != '\n') {
        entry += c;
      } else if (!entry.empty()) {
        entries.push_back(std::exchange(entry, {}));
      }
    }
  }
  return entries;
}

bool matches(const Tool& tool, std::string_view selector) {
  const ToolSpec& spec = tool.spec();
  if (selector == spec.name || selector == alternate_id(spec.name)) return true;
  if (selector == "read-only") return spec.category == Category::read;
  if (selector == "edit") return spec.category == Category::edit;
  if (selector == "execute") return spec.category == Category::execute;
  return false;
}

Result<std::vector<const Tool*>> matching(const Registry& registry,
                                          const std::vector<std::string>& values) {
  std::vector<const Tool*> found;
  for (const std::string& selector : split(values)) {
    const std::size_t before = found.size();
    for (const auto& tool : registry.all()) {
      if (matches(*tool, selector)) found.push_back(tool.get());
    }
    // No tool of these kinds exists yet, but the words are known: they select nothing.
    if (selector == "web" || selector == "mcp") continue;
    if (found.size() != before) continue;
    if (selector.rfind("MCP:", 0) == 0) {
      return Error{
          .kind = Error::Kind::invalid_argument,
          .what = "no MCP server is configured for the tool selector \"" + selector + "\""};
    }
    std::vector<std::string> known = {"read-only", "edit", "execute", "web", "mcp"};
    for (const auto& tool : registry.all()) known.emplace_back(tool->spec().name);
    const std::string close = nearest(selector, known);
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "unknown tool selector \"" + selector + "\"" +
                         (close.empty() ? "" : "; did you mean \"" + close + "\"?"),
                 .remedy = "ingot exec --list-tools shows them all"};
  }
  return found;
}

bool holds(const std::vector<const Tool*>& tools, const Tool* tool) {
  return std::find(tools.begin(), tools.end(), tool) != tools.end();
}

}  // namespace

std::string alternate_id(std::string_view name) {
  std::string id;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool upper = c >= 'A' && c <= 'Z';
    const bool after_lower = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (upper && after_lower) id += '-';
    id += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return id + "-cli";
}

Result<std::vector<const Tool*>> select_tools(const Registry& registry,
                                              const Selectors& selectors) {
  INGOT_TRY(const auto only, matching(registry, selectors.only));
  INGOT_TRY(const auto add, matching(registry, selectors.add));
  INGOT_TRY(const auto remove, matching(registry, selectors.remove));
  std::vector<const Tool*> selected;
  for (const auto& tool : registry.all()) {
    const bool in_set = selectors.only.empty() || holds(only, tool.get()) || holds(add, tool.get());
    if (in_set && !holds(remove, tool.get())) selected.push_back(tool.get());
  }
  return selected;
}

}  // namespace ingot::tools
