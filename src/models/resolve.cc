#include "models/resolve.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/nearest.h"
#include "models/catalogue.h"
#include "models/effort.h"

namespace ingot::models {
namespace {

constexpr std::int64_t kDefaultWindow = 128000;
constexpr std::int64_t kDefaultLocalWindow = 32768;
constexpr std::int64_t kDefaultOutput = 8192;
constexpr std::int64_t kDefaultClaudeOutput = 32000;
constexpr std::string_view kPrefix = "custom:";

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// Trimmed, each run of white space as one "-" (CFG-80).
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

using Matches = std::vector<const Listed*>;
using Rule = bool (*)(const Listed&, std::string_view);

std::string numbered(const Listed& listed, int number) {
  return std::string(kPrefix) + listed.name + "-" + std::to_string(number);
}

bool without_prefix(std::string_view& name) {
  if (!name.starts_with(kPrefix)) return false;
  name.remove_prefix(kPrefix.size());
  return true;
}

bool is_explicit_id(const Listed& listed, std::string_view name) {
  return listed.has_explicit_id && listed.ids.front() == name;
}
bool is_position(const Listed& listed, std::string_view name) {
  return numbered(listed, listed.position) == name;
}
bool is_occurrence(const Listed& listed, std::string_view name) {
  return numbered(listed, listed.occurrence) == name;
}
bool is_name(const Listed& listed, std::string_view name) {
  return without_prefix(name) && (listed.name == name || listed.name == dashed(name));
}
bool is_model(const Listed& listed, std::string_view name) {
  return without_prefix(name) && listed.model.model == name;
}
bool is_bare(const Listed& listed, std::string_view name) {
  return listed.model.model == name || listed.name == dashed(name);
}
bool is_any_ignoring_case(const Listed& listed, std::string_view name) {
  const std::string wanted = lower(name);
  for (const std::string& id : listed.ids) {
    if (lower(id) == wanted) return true;
  }
  std::string_view bare = wanted;
  without_prefix(bare);
  return lower(numbered(listed, listed.occurrence)) == wanted ||
         lower(listed.name) == dashed(bare) || lower(listed.model.model) == bare;
}

// CFG-84: the first rule that matches decides.
constexpr Rule kRules[] = {is_explicit_id, is_position, is_occurrence,       is_name,
                           is_model,       is_bare,     is_any_ignoring_case};

Matches matches_of(const std::vector<Listed>& models, std::string_view name) {
  for (const Rule rule : kRules) {
    Matches matches;
    for (const Listed& listed : models) {
      if (rule(listed, name)) matches.push_back(&listed);
    }
    if (!matches.empty()) return matches;
  }
  return {};
}

std::string joined_ids(const Matches& matches) {
  std::string text;
  for (const Listed* listed : matches) {
    if (!text.empty()) text += ", ";
    text += listed->ids.front();
  }
  return text;
}

Error unknown_model(const std::vector<Listed>& models, std::string_view name) {
  std::vector<std::string> candidates;
  for (const Listed& listed : models) {
    candidates.push_back(listed.ids.front());
    candidates.push_back(std::string(kPrefix) + listed.model.model);
  }
  std::string what = "error E20: no model \"" + std::string(name) + "\"";
  std::string wanted(name);
  if (!wanted.starts_with(kPrefix)) wanted.insert(0, kPrefix);
  std::string closest;
  for (const std::string& one : nearest_several(wanted, candidates, 3)) {
    closest += (closest.empty() ? "" : ", ") + one;
  }
  if (!closest.empty()) what += "; closest: " + closest;
  return Error{.kind = Error::Kind::not_found,
               .what = what + ". Run: ingot models",
               .where = {},
               .remedy = {}};
}

}  // namespace

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
    listed.ids.push_back(numbered(listed, listed.position));
    listed.model = model_from(entry, listed.ids.front());
    listed.has_own_effort = !entry.reasoning_effort.empty() || entry.enable_thinking.has_value();
    listed.errors = entry.errors;
    const Endpoint endpoint = endpoint_for(listed.model.protocol, entry.base_url);
    if (!endpoint.note.empty()) {
      const bool gemini = endpoint.note.find("/openai") != std::string::npos;
      listed.notes.push_back(note(gemini ? "W06" : "N50", entry.base_url_at,
                                  listed.model.display_name, endpoint.note));
    }
    models.push_back(std::move(listed));
  }
  return models;
}

Model unlisted_model(Protocol protocol, std::string_view base_url, std::string_view model) {
  config::ModelEntry entry;
  entry.provider = to_string(protocol);
  entry.base_url = base_url;
  entry.model = model;
  return model_from(entry, std::string(kPrefix) + std::string(model));
}

Result<Model> resolve(const std::vector<Listed>& models, std::string_view name,
                      std::string_view effort, std::string_view default_effort,
                      std::vector<std::string>& notices) {
  const Matches matches = matches_of(models, name);
  if (matches.empty()) return unknown_model(models, name);
  if (matches.size() > 1) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "error E21: \"" + std::string(name) + "\" matches " +
                         std::to_string(matches.size()) + " entries: " + joined_ids(matches) +
                         "; use one of these ids",
                 .where = {},
                 .remedy = {}};
  }
  const Listed& chosen = *matches.front();
  if (!chosen.errors.empty()) {
    std::string text;
    for (const config::Diagnostic& error : chosen.errors) {
      text += (text.empty() ? "" : "\n") + config::to_string(error);
    }
    return Error{.kind = Error::Kind::invalid_argument, .what = text, .where = {}, .remedy = {}};
  }
  if (is_position(chosen, name)) {  // newer Droid builds count by name instead (CFG-84)
    for (const Listed& other : models) {
      if (&other != &chosen && is_occurrence(other, name)) {
        notices.push_back("\"" + std::string(name) + "\" is read as position " +
                          std::to_string(chosen.position) + " (" + chosen.model.origin +
                          "), not as entry " + std::to_string(other.occurrence) +
                          " of that name (" + other.model.origin + ")");
      }
    }
  }
  for (const config::Diagnostic& remark : chosen.notes) {
    notices.push_back(config::to_string(remark));
  }
  Model model = chosen.model;
  if (effort.empty() && !chosen.has_own_effort) effort = default_effort;
  if (!effort.empty()) {
    const std::string remark = apply_effort(model, effort);
    if (!remark.empty()) notices.push_back(remark);
  }
  return model;
}

}  // namespace ingot::models
