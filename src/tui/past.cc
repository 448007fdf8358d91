#include "tui/past.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace ingot::tui {
namespace {

bool begins_turn(const chat::Message& message) {
  return message.role == chat::Role::user && !chat::visible_text(message).empty();
}

}  // namespace

std::size_t begin_of_turns(const std::vector<chat::Message>& messages, std::size_t turns) {
  std::size_t at = messages.size();
  for (std::size_t i = messages.size(); i-- > 0 && turns > 0;) {
    if (!begins_turn(messages[i])) continue;
    at = i;
    --turns;
  }
  return at;
}

std::vector<Line> past_lines(const std::vector<chat::Message>& messages, std::size_t from,
                             Transcript& transcript) {
  std::vector<Line> out;
  std::map<std::string, std::string> names;  // of calls, by id
  const auto add = [&](std::vector<Line> lines) {
    std::move(lines.begin(), lines.end(), std::back_inserter(out));
  };
  const auto take = [&](engine::Event event) { add(transcript.take(event, {})); };
  for (std::size_t i = from; i < messages.size(); ++i) {
    const chat::Message& message = messages[i];
    const std::string text = chat::visible_text(message);
    if (message.role == chat::Role::user && !text.empty()) add(transcript.past_turn(text));
    if (message.role == chat::Role::assistant) {
      if (!text.empty()) take(agent::TextDelta{.message_id = message.id, .text = text});
      take(agent::MessageFinished{.message = message});
    }
    for (const chat::ToolCall* call : chat::tool_calls(message)) {
      names[call->id] = call->name;
      take(agent::ToolStarted{.message_id = message.id,
                              .call_id = call->id,
                              .name = call->name,
                              .input_json = call->input_json,
                              .detail = detail_of_input(call->input_json)});
    }
    for (const chat::ContentBlock& block : message.blocks) {
      const auto* result = std::get_if<chat::ToolResult>(&block);
      if (result == nullptr) continue;
      take(agent::ToolFinished{
          .message_id = message.id, .name = names[result->call_id], .result = *result});
    }
  }
  add(transcript.finish());
  return out;
}

}  // namespace ingot::tui
