#include "wire/chat_reasoning.h"

#include <algorithm>

#include "json/raw.h"
#include "json/writer.h"

namespace ingot::wire {
namespace {

using json::Value;

const chat::Thinking* find(const chat::Message& message, std::string_view format) {
  for (const chat::ContentBlock& block : message.blocks) {
    const auto* thinking = std::get_if<chat::Thinking>(&block);
    if (thinking != nullptr && thinking->format == format) return thinking;
  }
  return nullptr;
}

// All reasoning text that came in a plain field or tags.
std::string plain_text(const chat::Message& message) {
  std::string text;
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* thinking = std::get_if<chat::Thinking>(&block)) text += thinking->text;
  }
  return text;
}

std::string plain_format(const chat::Message& message) {
  for (const std::string_view format : {"reasoning_content", "reasoning", "reasoning_text"}) {
    if (find(message, format) != nullptr) return std::string(format);
  }
  return {};
}

}  // namespace

ReplayedReasoning replayed_reasoning(const models::Model& model, const chat::Message& message,
                                     bool same_model) {
  ReplayedReasoning out;
  const models::Quirks& quirks = model.quirks;
  const bool has_calls = !chat::tool_calls(message).empty();
  if (!same_model) {
    // Thinking modes refuse call messages without the field, whoever made them (PRV-97).
    if (quirks.replay_always && has_calls) {
      out.field = quirks.replay_field;
      out.json = R"("")";
    }
    return out;
  }
  if (const chat::Thinking* signature = find(message, "extra_content")) {
    out.extra_content = signature->opaque;
  }
  const chat::Thinking* details = find(message, "reasoning_details");
  std::string field = quirks.replay_field;
  if (field == "same" || field == "reasoning_details") {
    const bool mistral = find(message, "parts") != nullptr;
    field = details != nullptr ? "reasoning_details" : mistral ? "parts" : plain_format(message);
  }
  if (field == "reasoning_details") {
    out.field = field;
    out.json = details->opaque;
  } else if (field == "parts") {
    if (const chat::Thinking* parts = find(message, "parts")) {
      for (const std::string_view part : json::raw_elements(parts->opaque)) {
        out.content_parts.emplace_back(part);
      }
    }
  } else if (field == "think_tags") {
    if (const std::string text = plain_text(message); !text.empty()) {
      out.text_before = "<think>" + text + "</think>";
    }
  } else if (!field.empty()) {
    const std::string text = plain_text(message);
    if (!text.empty() || (quirks.replay_always && has_calls)) {
      out.field = field;
      out.json = json::quoted(text);
    }
  }
  return out;
}

void ReasoningDetails::add(std::string_view raw_array) {
  for (const std::string_view raw : json::raw_elements(raw_array)) {
    const auto parsed = json::Document::parse(raw);
    if (!parsed || !parsed->root().is_object()) continue;
    const Value value = parsed->root();
    const std::string type(value["type"].string_or(""));
    const std::string index = value["index"].is_absent() ? "" : value["index"].to_json();
    const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
      return !index.empty() && entry.type == type && entry.index == index;
    });
    Entry& entry = same != entries_.end() ? *same : entries_.emplace_back();
    entry.type = type;
    entry.index = index;
    const auto append = [&](std::string_view key, std::string& text, bool& has) {
      if (const auto piece = value[key].string()) {
        text += *piece;
        has = true;
      }
    };
    append("text", entry.text, entry.has_text);
    append("summary", entry.summary, entry.has_summary);
    append("data", entry.data, entry.has_data);
    for (const auto& [key, member] : value.members()) {
      const std::string name(key);
      const auto known = std::find_if(entry.members.begin(), entry.members.end(),
                                      [&](const auto& one) { return one.first == name; });
      const std::string text = json::minified(json::raw_member(raw, key));
      if (known == entry.members.end()) {
        entry.members.emplace_back(name, text);
      } else if (!member.is_null()) {
        known->second = text;
      }
    }
  }
}

std::string ReasoningDetails::to_json() const {
  std::string json;
  json::Writer out(json);
  out.begin_array();
  for (const Entry& entry : entries_) {
    out.begin_object();
    for (const auto& [key, raw] : entry.members) {
      if (key == "text" && entry.has_text) {
        out.member(key, entry.text);
      } else if (key == "summary" && entry.has_summary) {
        out.member(key, entry.summary);
      } else if (key == "data" && entry.has_data) {
        out.member(key, entry.data);
      } else {
        out.raw_member(key, raw);
      }
    }
    out.end_object();
  }
  out.end_array();
  return json;
}

}  // namespace ingot::wire
