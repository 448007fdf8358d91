#include "provider/server_info.h"

#include <algorithm>
#include <charconv>

#include "json/value.h"

namespace ingot::provider {
namespace {

using json::Value;

// Where servers put the length of the window in their lists: vLLM, OpenRouter and Together, Groq,
// Mistral and LM Studio, Fireworks.
constexpr std::string_view kWindowFields[] = {"max_model_len", "context_length", "context_window",
                                              "max_context_length", "max_context_tokens"};

std::int64_t positive(Value value) {
  return std::max<std::int64_t>(value.integer().value_or(0), 0);
}

bool is_embedding(std::string_view id, Value entry) {
  std::string name(id);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  const auto type = entry["type"].string_or("");
  return name.find("embed") != std::string::npos || type == "embeddings" || type == "embedding" ||
         type == "rerank";
}

bool contains(Value list, std::string_view wanted) {
  for (const Value one : list.elements()) {
    if (one.string_or("") == wanted) return true;
  }
  return false;
}

// OpenRouter's modalities and parameters, LM Studio's types and capabilities.
void read_abilities(Value entry, OfferedModel& model) {
  const Value modalities = entry["architecture"]["input_modalities"];
  if (modalities.is_array()) model.takes_images = contains(modalities, "image");
  const auto type = entry["type"].string_or("");
  if (type == "vlm" || type == "llm") model.takes_images = type == "vlm";
  for (const std::string_view key : {"supported_parameters", "capabilities"}) {
    if (!entry[key].is_array()) continue;
    model.calls_tools = contains(entry[key], "tools") || contains(entry[key], "tool_use");
  }
}

}  // namespace

std::vector<OfferedModel> models_in(std::string_view body) {
  std::vector<OfferedModel> models;
  const auto document = json::Document::parse(body);
  if (!document) return models;
  const Value root = document->root();
  const Value list = root.is_array()           ? root
                     : root["data"].is_array() ? root["data"]
                                               : root["models"];
  for (const Value entry : list.elements()) {
    OfferedModel model;
    for (const std::string_view key : {"id", "model", "name"}) {
      if (model.id.empty()) model.id = std::string(entry[key].string_or(""));
    }
    if (model.id.starts_with("models/")) model.id.erase(0, 7);  // Gemini's own list
    if (model.id.empty()) continue;
    for (const std::string_view field : kWindowFields) {
      if (model.context_tokens == 0) model.context_tokens = positive(entry[field]);
    }
    if (const std::int64_t loaded = positive(entry["loaded_context_length"]); loaded > 0) {
      model.context_tokens = loaded;  // LM Studio: what it runs with, not what it was made for
    }
    model.embeds = is_embedding(model.id, entry);
    read_abilities(entry, model);
    models.push_back(std::move(model));
  }
  return models;
}

std::int64_t window_in_ollama_ps(std::string_view body, std::string_view model) {
  const auto document = json::Document::parse(body);
  if (!document) return 0;
  for (const Value entry : document->root()["models"].elements()) {
    const auto name = entry["name"].string_or("");
    if (name == model || name == std::string(model) + ":latest" ||
        entry["model"].string_or("") == model) {
      return positive(entry["context_length"]);
    }
  }
  return 0;
}

OllamaModel read_ollama_show(std::string_view body) {
  OllamaModel model;
  const auto document = json::Document::parse(body);
  if (!document) return model;
  const Value root = document->root();
  for (const auto& [key, value] : root["model_info"].members()) {
    if (key.ends_with(".context_length")) model.longest = positive(value);
  }
  const std::string_view parameters = root["parameters"].string_or("");
  if (const std::size_t at = parameters.find("num_ctx"); at != std::string_view::npos) {
    const std::size_t digit = parameters.find_first_of("0123456789", at);
    if (digit != std::string_view::npos) {
      std::from_chars(parameters.data() + digit, parameters.data() + parameters.size(),
                      model.configured);
    }
  }
  model.tells_abilities = root["capabilities"].is_array();
  for (const Value ability : root["capabilities"].elements()) {
    model.calls_tools = model.calls_tools || ability.string_or("") == "tools";
    model.takes_images = model.takes_images || ability.string_or("") == "vision";
  }
  return model;
}

std::int64_t window_in_llama_props(std::string_view body) {
  const auto document = json::Document::parse(body);
  if (!document) return 0;
  const Value root = document->root();
  const std::int64_t window = positive(root["default_generation_settings"]["n_ctx"]);
  return window != 0 ? window : positive(root["n_ctx"]);
}

std::int64_t window_in_lmstudio_models(std::string_view body, std::string_view model) {
  const auto document = json::Document::parse(body);
  if (!document) return 0;
  for (const Value entry : document->root()["data"].elements()) {
    if (entry["id"].string_or("") != model) continue;
    const std::int64_t loaded = positive(entry["loaded_context_length"]);
    return loaded != 0 ? loaded : positive(entry["max_context_length"]);
  }
  return 0;
}

}  // namespace ingot::provider
