#include "models/model.h"

namespace ingot::models {

std::string_view to_string(Protocol protocol) {
  switch (protocol) {
    case Protocol::anthropic:
      return "anthropic";
    case Protocol::responses:
      return "openai";
    case Protocol::completions:
      break;
  }
  return "generic-chat-completion-api";
}

std::optional<Protocol> protocol_from(std::string_view provider) {
  for (const Protocol protocol :
       {Protocol::anthropic, Protocol::responses, Protocol::completions}) {
    if (provider == to_string(protocol)) return protocol;
  }
  return std::nullopt;
}

}  // namespace ingot::models
