#include "engine/listing.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "json/writer.h"
#include "models/cache_rules.h"
#include "provider/headers.h"
#include "tools/selection.h"

namespace ingot::engine {
namespace {

void write_model(json::Writer& writer, const models::Listed& listed) {
  const models::Model& model = listed.model;
  writer.begin_object()
      .member("id", listed.ids.empty() ? std::string() : listed.ids.front())
      .member("section", models::to_string(listed.section))
      .member("displayName", model.display_name)
      .member("model", model.model)
      .member("provider", models::to_string(model.protocol))
      .member("url", model.url)
      .member("keyState", models::to_string(listed.key_state))
      .member("keySource", model.key_source)
      .member("source", model.origin)
      .member("contextTokens", model.context_tokens)
      .member("contextKnown", model.context_is_known);
  writer.key("maxOutputTokens");
  if (model.max_output_tokens) {
    writer.integer(*model.max_output_tokens);
  } else {
    writer.null();
  }
  writer.member("takesImages", model.takes_images).key("reasoningEfforts").begin_array();
  for (const std::string& effort : model.efforts) writer.string(effort);
  writer.end_array().member("reasoningEffort", model.effort).member("valid", listed.errors.empty());
  writer.key("errors").begin_array();
  for (const config::Diagnostic& error : listed.errors) writer.string(config::to_string(error));
  writer.end_array().end_object();
}

// A provided model that only waits for its vendor's key.
bool lacks_key(const models::Listed& listed) {
  return listed.section == models::Section::provided &&
         listed.key_state == models::KeyState::missing;
}

std::string described(const models::Listed& listed) {
  const models::Model& model = listed.model;
  std::string text = listed.usable() ? "+ " : "- ";
  text += listed.ids.empty() ? model.display_name : listed.ids.front();
  text += "\n    " + model.model + "  " + std::string(models::to_string(model.protocol)) + "  " +
          model.url + "\n    key " + std::string(models::to_string(listed.key_state));
  if (!model.key_source.empty()) text += " (" + model.key_source + ")";
  text += ", context " + std::to_string(model.context_tokens) +
          (model.context_is_known ? "" : " (assumed)");
  if (!model.efforts.empty()) {
    text += ", effort";
    for (const std::string& effort : model.efforts) {
      text += (effort == model.effort ? " [" + effort + "]" : " " + effort);
    }
  }
  text += ", " + model.origin + "\n";
  for (const config::Diagnostic& error : listed.errors) {
    text += "    " + config::to_string(error) + "\n";
  }
  return text;
}

// "Provided models without a key: ANTHROPIC_API_KEY (9), OPENAI_API_KEY (18), ..."
std::string without_keys(const Configuration& configuration) {
  std::vector<std::pair<std::string, int>> variables;
  for (const models::Listed& listed : configuration.models) {
    if (!lacks_key(listed)) continue;
    if (variables.empty() || variables.back().first != listed.key_variable) {
      variables.emplace_back(listed.key_variable, 0);
    }
    ++variables.back().second;
  }
  if (variables.empty()) return {};
  std::string text = "Provided models that need a key, by the variable it is read from\n ";
  std::size_t column = 1;
  for (const auto& [variable, count] : variables) {
    const std::string item = " " + variable + " (" + std::to_string(count) + ")";
    if (column + item.size() > 98) {
      text += "\n ";
      column = 1;
    }
    text += item;
    column += item.size();
  }
  return text + "\n";
}

bool runs_without_asking(const tools::Tool& tool, policy::Autonomy autonomy) {
  switch (tool.spec().category) {
    case tools::Category::read:
    case tools::Category::other:
      return true;
    case tools::Category::edit:
      return autonomy >= policy::Autonomy::low;
    case tools::Category::execute:
      return true;  // read-only commands at least; each command is judged by itself
  }
  return false;
}

}  // namespace

std::string model_list(const Configuration& configuration, bool json) {
  std::string text;
  const auto write_section = [&](json::Writer& writer, models::Section section) {
    writer.begin_array();
    for (const models::Listed& listed : configuration.models) {
      if (listed.section == section) write_model(writer, listed);
    }
    writer.end_array();
  };
  if (json) {
    json::Writer writer(text);
    writer.begin_object();
    write_section(writer.key("models"), models::Section::custom);
    write_section(writer.key("detected"), models::Section::detected);
    write_section(writer.key("provided"), models::Section::provided);
    writer.end_object();
    return text + "\n";
  }
  if (configuration.first_usable() == nullptr && configuration.settings.models.empty()) {
    text = "No model can be used yet. Add one to " +
           (configuration.folder / "settings.json").string() +
           ":\n\n  ingot models add --provider openrouter --model MODEL-ID\n\n"
           "ingot models add --help names the providers; docs/formats/settings.md describes the "
           "file.\n\n";
  }
  const auto add_section = [&](std::string_view heading, models::Section section) {
    std::string rows;
    for (const models::Listed& listed : configuration.models) {
      if (listed.section == section && !lacks_key(listed)) rows += described(listed);
    }
    if (!rows.empty()) text += std::string(heading) + "\n" + rows + "\n";
  };
  add_section("Custom models", models::Section::custom);
  add_section("Local (detected)", models::Section::detected);
  add_section("Provided models", models::Section::provided);
  return text + without_keys(configuration);
}

Result<std::string> model_details(const Configuration& configuration, const std::string& name,
                                  bool json) {
  std::vector<std::string> notices;
  INGOT_TRY(const models::Model model, configuration.choose(name, {}, notices));
  const models::CacheRules cache = models::cache_rules_for(model);
  const auto headers = provider::described_headers(model, "SESSION-ID", true);
  std::string text;
  if (json) {
    json::Writer writer(text);
    writer.begin_object()
        .member("id", model.id)
        .member("displayName", model.display_name)
        .member("model", model.model)
        .member("provider", models::to_string(model.protocol))
        .member("url", model.url)
        .member("vendor", model.quirks.vendor)
        .member("source", model.origin)
        .member("local", model.is_local)
        .member("contextTokens", model.context_tokens)
        .member("reasoningEffort", model.effort)
        .key("headers")
        .begin_object();
    for (const auto& [header, value] : headers) writer.member(header, value);
    writer.end_object().end_object();
    return text + "\n";
  }
  const auto line = [&](std::string_view label, const std::string& value) {
    if (value.empty()) return;
    text += std::string(label) + std::string(14 - std::min<std::size_t>(13, label.size()), ' ') +
            value + "\n";
  };
  const auto price = [](std::optional<double> usd) {
    char number[32];
    std::snprintf(number, sizeof number, "$%g", usd.value_or(0));
    return usd ? std::string(number) : std::string("unknown");
  };
  line("id", model.id);
  line("name", model.display_name);
  line("model", model.model);
  line("provider", std::string(models::to_string(model.protocol)) +
                       (model.quirks.vendor.empty() ? "" : " (" + model.quirks.vendor + ")"));
  line("entry", model.origin);
  line("request", "POST " + model.url);
  for (const auto& [header, value] : headers) line("", header + ": " + value);
  line("window", std::to_string(model.context_tokens) +
                     (model.context_is_known ? " tokens" : " tokens (assumed)"));
  line("output", model.max_output_tokens
                     ? "at most " + std::to_string(*model.max_output_tokens) + " tokens"
                     : "no limit is sent");
  std::string efforts;
  for (const std::string& effort : model.efforts) efforts += " " + effort;
  line("effort", (model.effort.empty() ? "not sent" : model.effort) +
                     (efforts.empty() ? "" : "; takes" + efforts));
  line("images", model.takes_images ? "yes" : "no");
  line("price", model.is_local
                    ? "local"
                    : price(model.price.input) + " input, " + price(model.price.output) +
                          " output, " + price(model.price.cache_read) + " cache read, " +
                          price(model.price.cache_write) + " cache write per million tokens");
  line("cache",
       (cache.kind == models::CacheRules::Kind::marks       ? "marks are sent"
        : cache.kind == models::CacheRules::Kind::automatic ? "automatic"
                                                            : "unknown: nothing is promised") +
           std::string(", from ") + std::to_string(cache.minimum) + " tokens on, kept " +
           std::to_string(cache.lifetime.count() / 60) + " min");
  for (const std::string& notice : notices) line("note", notice);
  return text;
}

Result<std::string> tool_list(const Configuration& configuration, const Options& options, bool json,
                              const std::string& model) {
  const tools::Registry registry = tools::builtin_tools(tool_use(options));
  INGOT_TRY(const std::vector<const tools::Tool*> selected,
            tools::select_tools(registry, {.only = options.only_tools,
                                           .add = options.add_tools,
                                           .remove = options.remove_tools}));
  std::string id = model;
  std::vector<std::string> notices;
  if (const auto chosen = configuration.choose(model, {}, notices)) {
    id = chosen->id;
  } else if (!model.empty()) {
    return chosen.error();
  }
  std::string text;
  json::Writer writer(text);
  if (json) writer.begin_object().member("model", id).key("tools").begin_array();
  for (const auto& tool : registry.all()) {
    const tools::ToolSpec& spec = tool->spec();
    const bool offered = std::find(selected.begin(), selected.end(), tool.get()) != selected.end();
    const bool allowed = offered && runs_without_asking(*tool, options.autonomy);
    const std::string_view first_line = spec.description.substr(0, spec.description.find('\n'));
    if (json) {
      writer.begin_object()
          .member("id", spec.name)
          .member("llmId", spec.name)
          .member("displayName", spec.name)
          .member("description", first_line)
          .member("category", tools::to_string(spec.category))
          .member("defaultAllowed", runs_without_asking(*tool, policy::Autonomy::off))
          .member("currentlyAllowed", allowed)
          .end_object();
    } else {
      text += allowed ? "+ " : "- ";
      text += std::string(spec.name) +
              std::string(12 - std::min<std::size_t>(11, spec.name.size()), ' ');
      text += std::string(tools::to_string(spec.category)) +
              std::string(9 - tools::to_string(spec.category).size(), ' ');
      text += std::string(first_line) + "\n";
    }
  }
  if (json) {
    writer.end_array().end_object();
    text += "\n";
  }
  return text;
}

}  // namespace ingot::engine
