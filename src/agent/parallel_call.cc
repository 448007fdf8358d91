#include "agent/parallel_call.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "json/value.h"
#include "json/writer.h"

namespace ingot::agent {
namespace {

bool is_wrapper(const chat::ToolCall& call, const std::vector<const tools::Tool*>& tools) {
  if (call.name != "parallel" && call.name != "multi_tool_use.parallel" &&
      call.name != "multi_tool_use_parallel") {
    return false;
  }
  return std::none_of(tools.begin(), tools.end(),
                      [&](const tools::Tool* tool) { return tool->spec().name == call.name; });
}

}  // namespace

Expansion::Expansion(const std::vector<const chat::ToolCall*>& calls,
                     const std::vector<const tools::Tool*>& tools)
    : original_(calls) {
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const chat::ToolCall& call = *calls[i];
    const auto document = json::Document::parse(call.input_json);
    const bool expands = is_wrapper(call, tools) && call.invalid.empty() && document &&
                         document->root()["tool_uses"].size() > 0;
    if (!expands) {
      expanded_.push_back(&call);
      parts_.push_back({.call = i});
      continue;
    }
    std::size_t number = 0;
    for (const json::Value use : document->root()["tool_uses"].elements()) {
      std::string_view name = use["recipient_name"].string_or("");
      constexpr std::string_view kPrefix = "functions.";
      if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
      chat::ToolCall made;
      made.id = call.id + "#" + std::to_string(number++);
      made.name = name;
      made.input_json = use["parameters"].is_object() ? use["parameters"].to_json() : "{}";
      made_.push_back(std::move(made));
      expanded_.push_back(&made_.back());
      parts_.push_back({.call = i, .in_wrapper = true});
    }
  }
}

std::optional<Expansion::Finished> Expansion::finish(std::size_t index,
                                                     const chat::ToolResult& result) {
  Part& part = parts_[index];
  if (!part.in_wrapper) return Finished{.index = part.call, .result = result};
  part.result = result;
  chat::ToolResult joined;
  joined.call_id = original_[part.call]->id;
  std::string text;
  json::Writer writer(text);
  writer.begin_array();
  for (const Part& other : parts_) {
    if (other.call != part.call) continue;
    if (!other.result) return std::nullopt;
    writer.string(chat::text_of(*other.result));
    joined.is_error = joined.is_error || other.result->is_error;
  }
  writer.end_array();
  joined.blocks.emplace_back(chat::Text{.text = std::move(text)});
  return Finished{.index = part.call, .result = std::move(joined)};
}

}  // namespace ingot::agent
