// models/model.h: everything needed to talk to one configured model.
//
// Purpose    The resolved form of a settings entry: endpoint, key, limits, prices, and what is
// known
//            of the server (models/quirks.h). Made by models/listed.h, read by wire/, provider/,
//            ledger/ and agent/.
// Ownership  A value; copies share nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "models/quirks.h"

namespace ingot::models {

enum class Protocol { anthropic, responses, completions };
// The settings' spelling: "anthropic", "openai", "generic-chat-completion-api".
std::string_view to_string(Protocol protocol);
std::optional<Protocol> protocol_from(std::string_view provider);

// US dollars per million tokens; empty means unknown, which is never 0 (PRV-125).
struct Price {
  std::optional<double> input, output, cache_read, cache_write;
  std::string source;  // "entry", "catalogue", "local", "" when nothing is known
  // Above `above` prompt tokens the whole request has these prices (PRV-123).
  struct Tier {
    std::int64_t above = 0;
    std::optional<double> input, output, cache_read, cache_write;
    friend bool operator==(const Tier&, const Tier&) = default;
  };
  std::vector<Tier> tiers;
  friend bool operator==(const Price&, const Price&) = default;
};

// How a Messages model is asked to think (PRV-33).
enum class ThinkingStyle { none, budget, adaptive };

struct Model {
  std::string id;  // "custom:Kimi-K2-0"
  std::string display_name;
  std::string model;  // sent verbatim
  Protocol protocol = Protocol::completions;
  std::string base_url;  // as configured, expanded
  std::string url;       // what is called
  std::string host;      // of base_url, with a port that was given
  Secret key;
  std::string key_source;  // "${GROQ_API_KEY}", "literal", ...: for messages, never the key
  // Where a key is fetched from when a request is made (CFG-205); `key` is empty until then.
  std::string key_command, key_account;
  bool fetches_key() const { return !key_command.empty() || !key_account.empty(); }
  std::vector<std::pair<std::string, std::string>> extra_headers;
  std::string extra_args_json;  // raw JSON object, or empty
  std::string origin;           // "settings.json:12:5" of the entry, for messages
  std::string base_url_origin;  // of its baseUrl value
  std::string key_origin;       // of its apiKey value

  std::optional<std::int64_t> max_output_tokens;  // what to send; empty: send none (CFG-38)
  std::int64_t context_tokens = 128000;
  bool context_is_known = false;
  bool takes_images = true;
  bool reasons = false;              // known or configured to reason
  std::string effort;                // to send; empty: send none (CFG-110..112)
  std::vector<std::string> efforts;  // what the model is known to accept
  ThinkingStyle thinking = ThinkingStyle::none;
  std::optional<bool> enable_thinking;
  std::optional<std::int64_t> thinking_max_tokens;
  std::optional<std::vector<std::string>> fallback;  // ids as written; empty: the settings' own
  bool is_local = false;                             // loopback host
  std::string prompt_cache = "auto";  // "auto", "anthropic", "long", "off" (CFG-132, PRV-116)
  // Limits without progress, instead of the usual ones: of the entry, and of llmRequestTimeout.
  std::optional<std::int64_t> timeout_ms, general_timeout_ms;
  std::string ca_file, client_cert, client_key;
  Price price;
  Quirks quirks;

  friend bool operator==(const Model&, const Model&) = default;
};

}  // namespace ingot::models
