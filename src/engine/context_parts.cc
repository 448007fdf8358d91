#include "engine/context_parts.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "agent/compaction.h"
#include "agent/prompt.h"
#include "base/utf8.h"
#include "engine/compaction.h"
#include "engine/sessions.h"
#include "json/value.h"
#include "ledger/ledger.h"
#include "tools/tool.h"

namespace ingot::engine {
namespace {

using agent::kImageTokens;
using agent::tokens_of;

constexpr std::size_t kLargest = 5;
constexpr std::size_t kNameBytes = 60;

enum { kSystem, kTools, kInstructions, kMessages, kResults, kParts };
constexpr std::array<const char*, kParts> kNames = {"system", "tools", "instructions", "messages",
                                                    "tool results"};

// "Read src/lexer.cc": the tool and what it was about; of a long path the end.
std::string name_of(const chat::ToolCall& call) {
  const auto input = json::Document::parse(call.input_json);
  if (!input) return call.name;
  for (const char* key : {"file_path", "path", "directory_path", "pattern", "command"}) {
    std::string_view text = input->root()[key].string_or("");
    if (text.empty()) continue;
    text = text.substr(0, text.find('\n'));
    if (text.size() <= kNameBytes) return call.name + " " + std::string(text);
    if (key == std::string_view("command")) {
      return call.name + " " + std::string(utf8_prefix(text, kNameBytes)) + "…";
    }
    const std::size_t slash = text.find('/', text.size() - kNameBytes);
    return call.name + " …" +
           std::string(text.substr(slash == std::string_view::npos ? text.rfind('/') + 1 : slash));
  }
  return call.name;
}

std::int64_t tokens_in(const chat::ToolResult& result) {
  std::int64_t tokens = tokens_of(chat::text_of(result).size());
  for (const chat::ResultBlock& block : result.blocks) {
    if (std::holds_alternative<chat::Image>(block)) tokens += kImageTokens;
  }
  return tokens;
}

// The last request of the session, as its server counted it; 0 when none did.
std::int64_t counted_tokens(const Configuration& configuration, const std::string& session_id) {
  const auto book = ledger::read_book(configuration.folder / "ingot" / "ledger.jsonl", session_id);
  if (!book) return 0;
  for (auto record = book->records.rbegin(); record != book->records.rend(); ++record) {
    const std::int64_t prompt = chat::prompt_tokens(record->usage);
    if (record->role == "main" && !record->partial && prompt > 0)
      return prompt + chat::told(record->usage.output);
  }
  return 0;
}

}  // namespace

std::vector<std::int64_t> shares(const std::vector<std::int64_t>& weights, std::int64_t total) {
  const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> out(weights.size(), 0);
  if (sum <= 0) return out;
  // What rounding down leaves over goes to those that lost most by it.
  std::vector<std::pair<std::int64_t, std::size_t>> lost;
  std::int64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    out[i] = weights[i] * total / sum;
    left -= out[i];
    lost.emplace_back(-(weights[i] * total % sum), i);
  }
  std::sort(lost.begin(), lost.end());
  for (std::size_t i = 0; i < lost.size() && left > 0; ++i, --left) ++out[lost[i].second];
  return out;
}

ContextParts context_parts(const Configuration& configuration, const std::string& session_id,
                           const models::Model& model, const std::string& append_system_prompt) {
  std::vector<std::int64_t> sizes(kParts, 0);
  sizes[kSystem] = tokens_of(agent::system_prompt(append_system_prompt).size());
  const tools::Registry registry =
      tools::builtin_tools({.can_ask = true, .may_plan = true});  // shown to a person
  for (const auto& tool : registry.all()) sizes[kTools] += tokens_of(tool->spec());
  ContextParts context;
  std::map<std::string, std::string> calls;  // what each id is called
  const PastSession past =
      session_id.empty() ? PastSession() : past_session(configuration, session_id);
  for (const chat::Message& message : session::seen_by_model(past.messages, past.compaction)) {
    for (const chat::ContentBlock& block : message.blocks) {
      if (const auto* text = std::get_if<chat::Text>(&block)) {
        sizes[text->synthetic ? kInstructions : kMessages] += tokens_of(text->text.size());
      } else if (const auto* thought = std::get_if<chat::Thinking>(&block)) {
        sizes[kMessages] += tokens_of(thought->text.size());
      } else if (const auto* call = std::get_if<chat::ToolCall>(&block)) {
        sizes[kMessages] += tokens_of(call->name.size() + call->input_json.size());
        calls[call->id] = name_of(*call);
      } else if (const auto* result = std::get_if<chat::ToolResult>(&block)) {
        const std::int64_t tokens = tokens_in(*result);
        sizes[kResults] += tokens;
        context.largest.push_back({.name = calls[result->call_id], .tokens = tokens});
      } else if (std::holds_alternative<chat::Image>(block)) {
        sizes[kMessages] += kImageTokens;
      }
    }
  }

  const std::int64_t measured = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  const std::int64_t counted = session_id.empty() ? 0 : counted_tokens(configuration, session_id);
  context.counted = counted > 0;
  context.used = context.counted ? counted : measured;
  context.window = std::max(model.context_tokens, std::int64_t{1});
  context.free = std::max<std::int64_t>(context.window - context.used, 0);
  context.compaction_at = compaction_point(configuration.settings.compaction, model);
  const std::vector<std::int64_t> tokens = shares(sizes, context.used);
  std::vector<std::int64_t> weights = tokens;
  weights.push_back(context.free);
  const std::vector<std::int64_t> percents = shares(weights, 100);
  for (std::size_t i = 0; i < kParts; ++i) {
    context.parts.push_back(
        {.name = kNames[i], .tokens = tokens[i], .percent = static_cast<int>(percents[i])});
  }
  context.free_percent = static_cast<int>(percents.back());

  std::stable_sort(context.largest.begin(), context.largest.end(),
                   [](const auto& a, const auto& b) { return a.tokens > b.tokens; });
  if (context.largest.size() > kLargest) context.largest.resize(kLargest);
  if (context.counted && measured > 0) {
    for (ContextParts::Result& result : context.largest) {
      result.tokens = result.tokens * counted / measured;
    }
  }
  return context;
}

}  // namespace ingot::engine
