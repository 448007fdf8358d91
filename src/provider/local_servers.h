// provider/local_servers.h: model servers that run on this machine.
//
// Purpose    Looks on the ports that Ollama, LM Studio, vLLM and llama.cpp use unless told
// otherwise
//            (CFG-195), so that a model nobody configured yet can be offered.
// Threads    find_local_servers() blocks for about `limit`; all ports are asked at once.
// Invariant  Loopback only; no key and nothing of the user's is sent.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "config/settings.h"
#include "provider/server_info.h"

namespace ingot::provider {

struct LocalServer {
  std::string name;                  // "Ollama"
  std::string base_url;              // for an entry: "http://localhost:11434/v1"
  std::string provider;              // for an entry
  std::vector<OfferedModel> models;  // chat models only
};

// OLLAMA_HOST moves Ollama, when it names a loopback address.
std::vector<LocalServer> find_local_servers(const config::Environment& environment,
                                            std::chrono::milliseconds limit,
                                            const std::stop_token& stop);

// An element of customModels for `model` on `server`, as JSON text for pasting.
std::string entry_text(const LocalServer& server, const OfferedModel& model);

}  // namespace ingot::provider
