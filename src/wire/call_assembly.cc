#include "wire/call_assembly.h"

#include <algorithm>
#include <set>

#include "json/raw.h"
#include "wire/arguments.h"
#include "wire/call_ids.h"

namespace ingot::wire {
namespace {

using json::Value;

bool is_complete(std::string_view arguments) {
  if (arguments.find_first_not_of(" \t\r\n") == std::string_view::npos) return true;
  return json::Document::parse(arguments).has_value() || split_objects(arguments).size() > 1;
}

}  // namespace

CallAssembly::Slot& CallAssembly::slot_for(std::optional<std::int64_t> index, std::string_view id,
                                           std::string_view name) {
  if (index) {
    const auto at = std::find_if(slots_.rbegin(), slots_.rend(),
                                 [&](const Slot& slot) { return slot.index == index; });
    // Proxies of Gemini give every parallel call index 0.
    const bool another =
        at != slots_.rend() && !id.empty() && !at->id.empty() && at->id != id && !name.empty();
    if (at != slots_.rend() && !another) return *at;
  } else if (!id.empty()) {
    const auto at = std::find_if(slots_.rbegin(), slots_.rend(),
                                 [&](const Slot& slot) { return slot.id == id; });
    if (at != slots_.rend()) return *at;
  } else if (!slots_.empty()) {
    Slot& newest = slots_.back();
    // Without index and id only a name tells the next call from more of this one.
    const bool another = !name.empty() && !newest.name.empty() && !newest.arguments.empty() &&
                         is_complete(newest.arguments);
    if (!another) return newest;
  }
  Slot& slot = slots_.emplace_back();
  slot.index = index;
  return slot;
}

void CallAssembly::begin(Slot& slot, const chat::EventSink& sink) {
  if (slot.started || slot.name.empty()) return;
  slot.started = true;
  slot.number = started_++;
  sink(chat::CallStarted{slot.number, slot.id, slot.name});
  if (!slot.arguments.empty()) sink(chat::CallArguments{slot.number, slot.arguments});
}

void CallAssembly::append(Slot& slot, std::string_view piece, const chat::EventSink& sink) {
  if (piece.empty()) return;
  slot.arguments += piece;
  if (slot.started) sink(chat::CallArguments{slot.number, std::string(piece)});
}

void CallAssembly::add(Value delta, std::string_view raw, const chat::EventSink& sink) {
  if (!delta.is_object()) return;
  const Value function = delta["function"];
  const std::string_view id = delta["id"].string_or("");
  const std::string_view name = function["name"].string_or("");
  const Value arguments = function["arguments"];
  const bool says_nothing = id.empty() && name.empty() && delta["extra_content"].is_absent() &&
                            arguments.string_or("").empty() && !arguments.is_object();
  if (says_nothing) return;
  Slot& slot = slot_for(delta["index"].integer(), id, name);
  if (slot.id.empty()) slot.id = id;
  if (slot.name.empty()) slot.name = name;
  if (delta["extra_content"].is_object()) {
    slot.extra = json::minified(json::raw_member(raw, "extra_content"));
  }
  begin(slot, sink);
  if (arguments.is_object()) {
    append(slot, json::minified(json::raw_member(json::raw_member(raw, "function"), "arguments")),
           sink);
  } else {
    append(slot, arguments.string_or(""), sink);
  }
}

void CallAssembly::add_function_call(Value call, const chat::EventSink& sink) {
  const std::string_view name = call["name"].string_or("");
  const std::string_view arguments = call["arguments"].string_or("");
  if (name.empty() && (slots_.empty() || arguments.empty())) return;
  if (slots_.empty()) slots_.emplace_back();
  Slot& slot = slots_.back();
  if (slot.name.empty()) slot.name = name;
  begin(slot, sink);
  append(slot, arguments, sink);
}

bool CallAssembly::all_complete() const {
  return std::all_of(slots_.begin(), slots_.end(),
                     [](const Slot& slot) { return is_complete(slot.arguments); });
}

void CallAssembly::finish(std::string_view response_id, const chat::EventSink& sink) {
  std::set<std::string> ids;
  for (Slot& slot : slots_) {
    if (slot.name.empty()) {
      dropped_ = true;
      continue;
    }
    bool first = true;
    for (std::string& arguments : split_objects(slot.arguments)) {
      chat::ToolCall call;
      call.name = slot.name;
      call.input_json = std::move(arguments);
      call.id = first ? slot.id : std::string();
      if (first) call.extra = slot.extra;
      if (call.id.empty() || !ids.insert(call.id).second) {
        call.id = made_call_id(response_id, calls_.size());
        ids.insert(call.id);
      }
      if (first) {
        sink(chat::CallFinished{slot.number});
      } else {
        const std::size_t number = started_++;
        sink(chat::CallStarted{number, call.id, call.name});
        sink(chat::CallArguments{number, call.input_json});
        sink(chat::CallFinished{number});
      }
      calls_.push_back(std::move(call));
      first = false;
    }
  }
}

}  // namespace ingot::wire
