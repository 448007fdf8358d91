// engine/server_models.h: what a server offers, asked before an entry for it exists.
//
// Threads    Blocks; cancelled by `stop`.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "models/model.h"

namespace ingot::engine {

struct ServerModels {
  struct Offer {
    std::string id;
    std::int64_t context_tokens = 0;  // 0: not told
  };
  std::vector<Offer> offers;  // chat models
  bool key_refused = false;
  std::string problem;  // why there is no list; empty when the server simply gives none
};
// `model` names the server; its id does not matter.
ServerModels ask_for_models(const models::Model& model, const std::stop_token& stop);

}  // namespace ingot::engine
