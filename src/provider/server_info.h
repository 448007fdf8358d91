// provider/server_info.h: what a model server says about itself.
//
// Purpose    Reads lists of models and the windows of local servers, whoever serves them (CFG-195,
//            CFG-196).
// Source     Ollama docs/api.md (/api/tags, /api/ps, /api/show), LM Studio REST API
// (/api/v0/models),
//            llama.cpp tools/server/README.md (/props), vLLM and OpenRouter (/v1/models), read
//            2026-07.
// Threads    Pure functions.
// Errors     Bodies that are no such answer give nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::provider {

struct OfferedModel {
  std::string id;
  std::int64_t context_tokens = 0;                // 0: not told
  bool embeds = false;                            // no chat model
  std::optional<bool> takes_images, calls_tools;  // empty: not told
};

// The body of GET /v1/models or of Ollama's /api/tags.
std::vector<OfferedModel> models_in(std::string_view body);

// The window that `model` has now, 0 when the body does not tell.
std::int64_t window_in_ollama_ps(std::string_view body, std::string_view model);
struct OllamaModel {
  std::int64_t longest = 0;     // what the model was made for
  std::int64_t configured = 0;  // num_ctx of its Modelfile
  bool tells_abilities = false;
  bool calls_tools = false, takes_images = false;
};
OllamaModel read_ollama_show(std::string_view body);
std::int64_t window_in_llama_props(std::string_view body);
std::int64_t window_in_lmstudio_models(std::string_view body, std::string_view model);

}  // namespace ingot::provider
