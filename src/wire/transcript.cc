#include "wire/transcript.h"

#include <algorithm>

#include "base/ids.h"

namespace ingot::wire {
namespace {

// Those of the prologue. Quotes inside strings are escaped, so this can only be a member.
void remove_marks(std::string& text) {
  constexpr std::string_view kMark = R"(,"cache_control":{)";
  for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at)) {
    text.erase(at, text.find('}', at) + 1 - at);
  }
}

}  // namespace

Transcript::Transcript(const models::Model& model, const Prologue& prologue)
    : model_(model),
      codec_(&codec_for(model.protocol)),
      prologue_(codec_->encode_prologue(model, prologue)),
      has_tools_(!prologue.tools.empty()) {}

// Servers may give the same call id in several answers (PRV-57): from the second on it is sent
// under another name, and so is its result.
chat::Message Transcript::with_unique_ids(const chat::Message& message) {
  chat::Message copy = message;
  for (chat::ContentBlock& block : copy.blocks) {
    if (auto* call = std::get_if<chat::ToolCall>(&block)) {
      const int uses = ++uses_of_id_[call->id];
      if (uses > 1) call->id = "call_" + stable_base62(call->id + "#" + std::to_string(uses), 24);
    } else if (auto* result = std::get_if<chat::ToolResult>(&block)) {
      const auto uses = uses_of_id_.find(result->call_id);
      if (uses != uses_of_id_.end() && uses->second > 1) {
        result->call_id =
            "call_" + stable_base62(result->call_id + "#" + std::to_string(uses->second), 24);
      }
    }
  }
  return copy;
}

void Transcript::append(const chat::Message& message) {
  std::vector<std::string> items;
  codec_->encode_message(model_, with_unique_ids(message), items);
  for (std::string& item : items) {
    if (!items_.empty()) {
      if (std::string bridge = codec_->between(model_, items_.back(), item); !bridge.empty()) {
        items_.push_back(std::move(bridge));
      }
      if (codec_->merge(items_.back(), item)) continue;
    }
    item.shrink_to_fit();  // it stays as long as the conversation, and writers grow by doubling
    items_.push_back(std::move(item));
  }
  if (message.role == chat::Role::assistant || items_.empty()) return;
  const std::size_t newest = items_.size() - 1;
  if (user_side_.empty() || user_side_.back() != newest) user_side_.push_back(newest);
}

// The newest user-side item and the one that was newest in the request before.
std::vector<std::size_t> Transcript::marked_items() const {
  const std::size_t count = std::min<std::size_t>(user_side_.size(), 2);
  return {user_side_.end() - static_cast<std::ptrdiff_t>(count), user_side_.end()};
}

std::string Transcript::body(const RequestOptions& options) const {
  const auto& dropped = options.learnt.dropped;
  const bool marks = std::find(dropped.begin(), dropped.end(), "cache_control") == dropped.end();
  const std::vector<std::size_t> marked = marks ? marked_items() : std::vector<std::size_t>();
  std::size_t size = prologue_.size() + 1024;
  for (const std::string& item : items_) size += item.size() + 64;
  std::string body;
  body.reserve(size);
  body = prologue_;
  if (!marks) remove_marks(body);
  if (options.learnt.system_role_only) {
    constexpr std::string_view kDeveloper = R"("role":"developer")";
    if (const std::size_t at = body.find(kDeveloper); at != std::string::npos) {
      body.replace(at, kDeveloper.size(), R"("role":"system")");
    }
  }
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (body.back() != '[') body += ',';
    if (std::find(marked.begin(), marked.end(), i) != marked.end()) {
      body += codec_->with_cache_mark(model_, items_[i]);
    } else {
      body += items_[i];
    }
  }
  body += codec_->encode_epilogue(model_, options, has_tools_);
  return body;
}

}  // namespace ingot::wire
