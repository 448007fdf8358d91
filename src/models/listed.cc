#include "models/listed.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/letters.h"
#include "base/redact.h"
#include "config/url_check.h"
#include "models/catalogue.h"
#include "models/effort.h"
#include "models/endpoint.h"
#include "models/providers.h"

namespace ingot::models {
namespace {

constexpr std::int64_t kDefaultWindow = 128000;
constexpr std::int64_t kDefaultLocalWindow = 32768;
constexpr std::int64_t kDefaultOutput = 8192;
constexpr std::int64_t kDefaultClaudeOutput = 32000;
void set_limits(Model& model, const config::ModelEntry& entry, const Facts* facts) {
  model.context_is_known = true;
  if (entry.max_context_limit) {
    model.context_tokens = *entry.max_context_limit;
  } else if (facts != nullptr && facts->context_tokens > 0) {
    model.context_tokens = facts->context_tokens;
  } else {
    model.context_tokens = model.is_local ? kDefaultLocalWindow : kDefaultWindow;
    model.context_is_known = false;
  }
  model.max_output_tokens = entry.max_output_tokens;
  if (!model.max_output_tokens && model.protocol == Protocol::anthropic) {  // mandatory there
    if (facts != nullptr && facts->max_output_tokens > 0) {
      model.max_output_tokens = facts->max_output_tokens;
    } else {
      const bool claude = lower(model.model).find("claude") != std::string::npos;
      model.max_output_tokens = claude ? kDefaultClaudeOutput : kDefaultOutput;
    }
  }
}

void set_price(Model& model, const config::ModelEntry& entry, const Found& found) {
  if (entry.pricing) {
    model.price.input = entry.pricing->input;
    model.price.output = entry.pricing->output;
    model.price.cache_read = entry.pricing->cache_read;
    model.price.cache_write = entry.pricing->cache_write;
    model.price.source = "entry";
  } else if (found.facts != nullptr && found.same_vendor) {
    model.price = price_of(*found.facts);
  } else if (model.is_local) {
    model.price.input = model.price.output = 0;
    model.price.cache_read = model.price.cache_write = 0;
    model.price.source = "local";
  }
}

// What the model does when nobody asks for a level (CFG-110).
std::string default_effort(const Model& model, const Facts* facts) {
  if (facts == nullptr || !facts->reasons()) return {};
  if (model.protocol == Protocol::anthropic) {
    return model.thinking == ThinkingStyle::adaptive ? "high" : "";
  }
  const bool gpt5 = std::string_view(facts->id).find("gpt-5") != std::string_view::npos;
  return gpt5 ? "medium" : "";
}

Model model_from(const config::ModelEntry& entry, const std::string& id) {
  Model model;
  model.id = id;
  model.display_name = entry.display_name.empty() ? entry.model : entry.display_name;
  model.model = entry.model;
  model.protocol = protocol_from(entry.provider).value_or(Protocol::completions);
  model.base_url = entry.base_url;
  const Endpoint endpoint = endpoint_for(model.protocol, entry.base_url);
  model.url = endpoint.url;
  model.host = endpoint.host;
  model.is_local = is_loopback(endpoint.host);
  model.key = entry.api_key;
  model.key_source = entry.api_key_source;
  model.key_command = entry.key_command;
  if (entry.key_in_keyring) model.key_account = config::key_of(entry);
  model.extra_headers = entry.extra_headers;
  model.extra_args_json = entry.extra_args_json;
  model.origin = config::to_string(entry.at);
  model.base_url_origin = config::to_string(entry.base_url_at);
  model.key_origin = config::to_string(entry.api_key_at);
  model.enable_thinking = entry.enable_thinking;
  model.thinking_max_tokens = entry.thinking_max_tokens;
  model.fallback = entry.fallback;
  model.timeout_ms = entry.timeout_ms;
  model.ca_file = entry.ca_file;
  model.client_cert = entry.client_cert;
  model.client_key = entry.client_key;
  if (!entry.prompt_cache.empty()) model.prompt_cache = entry.prompt_cache;

  model.quirks = quirks_for(entry.provider, model.host, model.model);
  if (!entry.max_tokens_field.empty()) model.quirks.max_tokens_field = entry.max_tokens_field;
  if (!entry.reasoning_field.empty()) model.quirks.replay_field = entry.reasoning_field;
  if (model.prompt_cache == "anthropic" || model.prompt_cache == "long") {
    model.quirks.cache_marks = true;
  }
  if (model.prompt_cache == "off") model.quirks.cache_marks = false;

  const Found found = find_facts(model.quirks.vendor, model.model);
  set_limits(model, entry, found.facts);
  set_price(model, entry, found);
  if (found.facts != nullptr) {
    model.takes_images = found.facts->takes_images();
    model.reasons = found.facts->reasons();
    model.efforts = efforts_of(*found.facts);
  }
  if (entry.no_image_support) model.takes_images = false;
  if (model.protocol == Protocol::anthropic) model.thinking = thinking_style(model.model);

  std::string effort = entry.reasoning_effort;
  if (effort.empty() && entry.enable_thinking) {
    effort = *entry.enable_thinking ? "medium" : "none";
  }
  if (effort.empty()) effort = default_effort(model, found.facts);
  apply_effort(model, effort);
  return model;
}

config::Diagnostic note(std::string code, const config::Position& at, const std::string& label,
                        std::string text) {
  config::Diagnostic diagnostic;
  diagnostic.severity = config::Diagnostic::Severity::note;
  diagnostic.code = std::move(code);
  diagnostic.at = at;
  diagnostic.label = label;
  diagnostic.text = std::move(text);
  return diagnostic;
}

KeyState key_state_of(const Model& model) {
  if (model.fetches_key()) return KeyState::on_request;
  const std::string_view key = model.key.reveal();
  if (key.empty()) return KeyState::missing;
  return key.size() < Redactor::kMinSecretBytes || config::is_stand_in(key) ? KeyState::placeholder
                                                                            : KeyState::set;
}

// "${NAME}" as NAME; empty for any other source.
std::string variable_in(std::string_view source) {
  if (!source.starts_with("${") || !source.ends_with('}')) return {};
  return std::string(source.substr(2, source.size() - 3));
}

config::Diagnostic problem(std::string code, const config::Position& at, const std::string& label,
                           std::string text) {
  config::Diagnostic diagnostic = note(std::move(code), at, label, std::move(text));
  diagnostic.severity = config::Diagnostic::Severity::error;
  return diagnostic;
}

// The catalogue names some vendors by other names than people do.
std::string catalogue_vendor(const KnownProvider& provider) {
  return vendor_of(endpoint_for(Protocol::completions, provider.base_url).host);
}

// The user's own variable for all programs that talk to this vendor (CFG-19, CFG-206).
void move_provider(const KnownProvider& provider, const config::Environment& environment,
                   config::ModelEntry& entry) {
  std::string variable;
  if (provider.name == "anthropic") variable = "ANTHROPIC_BASE_URL";
  if (provider.name == "openai") variable = "OPENAI_BASE_URL";
  if (variable.empty()) return;
  const std::string url = environment(variable).value_or("");
  if (url.empty()) return;
  entry.base_url_at = {.file = variable};
  const config::UrlCheck check = config::check_url(url);
  if (check.code.empty()) {
    entry.base_url = url;
  } else {
    entry.errors.push_back(problem(check.code, entry.base_url_at, variable, check.text));
  }
}

config::ModelEntry entry_of(const KnownProvider& provider, Secret key,
                            const config::Environment& environment) {
  config::ModelEntry entry;
  entry.provider = provider.type;
  entry.base_url = provider.base_url;
  entry.at = entry.base_url_at = {.file = "built-in catalogue"};
  entry.api_key_at = {.file = std::string(provider.variable)};
  entry.api_key_source = "${" + std::string(provider.variable) + "}";
  entry.api_key = std::move(key);
  move_provider(provider, environment, entry);
  return entry;
}

// `is_unique`: no other vendor has a model of this id.
Listed provided_model(const KnownProvider& provider, const config::ModelEntry& entry,
                      bool is_unique) {
  const std::string& id = entry.model;
  Listed listed;
  if (is_unique) listed.ids.push_back(id);
  listed.ids.push_back(std::string(provider.name) + "/" + id);
  listed.name = id;
  listed.model = model_from(entry, listed.ids.front());
  listed.section = Section::provided;
  listed.at = listed.model_at = listed.base_url_at = entry.at;
  listed.key_state = key_state_of(listed.model);
  listed.key_variable = provider.variable;
  listed.errors = entry.errors;
  if (entry.api_key.empty()) {
    listed.errors.push_back(problem("E08", entry.at, id,
                                    id + " needs " + listed.key_variable +
                                        ", which is not set; run: export " + listed.key_variable +
                                        "=…"));
  }
  return listed;
}

}  // namespace

std::string_view to_string(Section section) {
  switch (section) {
    case Section::custom:
      return "custom";
    case Section::provided:
      return "provided";
    case Section::detected:
      break;
  }
  return "detected";
}

std::string_view to_string(KeyState state) {
  switch (state) {
    case KeyState::set:
      return "set";
    case KeyState::missing:
      return "missing";
    case KeyState::on_request:
      return "on request";
    case KeyState::placeholder:
      break;
  }
  return "placeholder";
}

std::string dashed(std::string_view name) {
  std::string out;
  bool gap = false;
  for (const char c : name) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += '-';
    gap = false;
    out += c;
  }
  return out;
}

std::string numbered_id(const Listed& listed, int number) {
  return std::string(kCustomPrefix) + listed.name + "-" + std::to_string(number);
}

std::vector<Listed> list_models(const config::Settings& settings) {
  std::vector<Listed> models;
  std::map<std::string, int> seen;
  for (const config::ModelEntry& entry : settings.models) {
    Listed listed;
    listed.name = dashed(entry.display_name.empty() ? entry.model : entry.display_name);
    listed.position = entry.array_index;
    listed.occurrence = seen[listed.name]++;
    listed.has_explicit_id = !entry.id.empty();
    if (listed.has_explicit_id) listed.ids.push_back(entry.id);
    listed.ids.push_back(numbered_id(listed, listed.position));
    listed.model = model_from(entry, listed.ids.front());
    listed.has_own_effort = !entry.reasoning_effort.empty() || entry.enable_thinking.has_value();
    listed.key_state = key_state_of(listed.model);
    listed.key_variable = variable_in(entry.api_key_source);
    listed.errors = entry.errors;
    listed.from_machine = entry.level == config::Level::managed;
    listed.at = entry.at;
    listed.model_at = entry.model_at;
    listed.base_url_at = entry.base_url_at;
    listed.path = (entry.legacy ? "custom_models[" : "customModels[") +
                  std::to_string(entry.array_index) + "]";
    const Endpoint endpoint = endpoint_for(listed.model.protocol, entry.base_url);
    if (!endpoint.note.empty()) {
      const bool gemini = endpoint.note.find("/openai") != std::string::npos;
      listed.notes.push_back(note(gemini ? "W06" : "N50", entry.base_url_at,
                                  listed.model.display_name, endpoint.note));
      listed.notes.back().path = listed.path + (entry.legacy ? ".base_url" : ".baseUrl");
    }
    models.push_back(std::move(listed));
  }
  return models;
}

void add_provided_models(const config::Environment& environment, std::vector<Listed>& models) {
  std::map<std::string, int> vendors_of;  // of each id
  std::size_t count = 0;
  for (const KnownProvider& provider : known_providers()) {
    for (const std::string& id : ids_of(catalogue_vendor(provider))) {
      ++vendors_of[id];
      ++count;
    }
  }
  models.reserve(models.size() + count);  // they are large, and this is on the way to a prompt
  for (const bool usable : {true, false}) {
    for (const KnownProvider& provider : known_providers()) {
      Secret key(environment(std::string(provider.variable)).value_or(""));
      if (key.empty() == usable) continue;
      std::vector<std::string> ids = ids_of(catalogue_vendor(provider));
      // The first usable model is the default of somebody who chose none.
      const auto usual = std::find(ids.begin(), ids.end(), provider.usual_model);
      if (usual != ids.end()) std::rotate(ids.begin(), usual, usual + 1);
      config::ModelEntry entry = entry_of(provider, std::move(key), environment);
      for (const std::string& id : ids) {
        entry.model = id;
        models.push_back(provided_model(provider, entry, vendors_of[id] == 1));
      }
    }
  }
}

std::vector<Listed> detected_models(const std::vector<LocalModel>& found,
                                    std::vector<Listed>& configured) {
  std::vector<Listed> models;
  for (const LocalModel& local : found) {
    config::ModelEntry entry;
    entry.provider = local.provider;
    entry.base_url = local.base_url;
    entry.model = local.id;
    entry.display_name = local.id;
    entry.api_key = Secret("not-needed");
    entry.no_image_support = !local.takes_images;
    entry.at = entry.base_url_at = entry.api_key_at = {.file = "found on this machine"};
    if (local.context_tokens > 0) entry.max_context_limit = local.context_tokens;
    Listed listed;
    listed.ids = {lower(local.server) + "/" + local.id, local.id};
    std::replace(listed.ids[0].begin(), listed.ids[0].end(), ' ', '-');
    listed.name = local.id;
    listed.model = model_from(entry, listed.ids.front());
    listed.section = Section::detected;
    listed.at = listed.model_at = listed.base_url_at = entry.at;
    listed.key_state = KeyState::placeholder;
    bool known = false;
    for (Listed& one : configured) {
      if (one.section != Section::custom || one.model.model != local.id ||
          one.model.url != listed.model.url) {
        continue;
      }
      known = true;
      if (local.context_tokens > 0 && !one.model.context_is_known) {
        one.model.context_tokens = local.context_tokens;
        one.model.context_is_known = true;
      }
    }
    if (!known) models.push_back(std::move(listed));
  }
  return models;
}

Model unlisted_model(Protocol protocol, std::string_view base_url, std::string_view model) {
  config::ModelEntry entry;
  entry.provider = to_string(protocol);
  entry.base_url = base_url;
  entry.model = model;
  return model_from(entry, std::string(kCustomPrefix) + std::string(model));
}

}  // namespace ingot::models
