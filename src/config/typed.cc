// config/typed.cc: from the values of the levels to the members of Settings.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <type_traits>

#include "base/assert.h"
#include "config/chain.h"
#include "config/keys.h"
#include "config/rules.h"
#include "config/values.h"

namespace ingot::config {
namespace {

using json::Located;

void assign(const SettingKey& /*key*/, const Located& value, std::string& into) {
  into = value.text;
}

void assign(const SettingKey& /*key*/, const Located& value, bool& into) {
  into = value.text == "true";
}

void assign(const SettingKey& /*key*/, const Located& value, std::int64_t& into) {
  into = static_cast<std::int64_t>(std::strtod(value.text.c_str(), nullptr));
}

void assign(const SettingKey& /*key*/, const Located& value, double& into) {
  into = std::strtod(value.text.c_str(), nullptr);
}

void assign(const SettingKey& /*key*/, const Located& value, std::vector<std::string>& into) {
  into.clear();
  read_strings(value, into);
}

void assign(const SettingKey& key, const Located& value,
            std::map<std::string, std::int64_t>& into) {
  into.clear();
  for (const json::LocatedMember& member : value.members) {
    assign(key, member.value, into[member.key]);
  }
}

// Enumerators stand in the order of the row's words.
template <typename T>
requires std::is_enum_v<T>
void assign(const SettingKey& key, const Located& value, T& into) {
  const std::vector<std::string> words = key.allowed_words();
  const auto at = std::find(words.begin(), words.end(), value.text);
  INGOT_ASSERT(at != words.end(), "a value that was kept is one of its row's words");
  into = static_cast<T>(at - words.begin());
}

template <typename T>
void assign(const SettingKey& key, const Located& value, std::optional<T>& into) {
  assign(key, value, into.emplace());
}

class Taker {
 public:
  explicit Taker(const std::vector<Layer>& layers) : layers_(layers) {}

  // The value of the levels, else the default; `into` stays as it is when there is neither.
  template <typename T>
  void take(std::string_view name, T& into) const {
    const SettingKey* key = find_row(name);
    INGOT_ASSERT(key != nullptr, "every setting has a row");
    const Chain chain = resolve(layers_, *parse_setting_path(name));
    if (chain.value) return assign(*key, *chain.value, into);
    const auto initial = json::parse_located(key->initial);
    if (const auto* json = std::get_if<json::LocatedText>(&initial)) assign(*key, json->root, into);
  }

 private:
  const std::vector<Layer>& layers_;
};

void take_sounds(const Taker& taker, TuiSettings& tui) {
  taker.take("completionSound", tui.completion_sound);
  taker.take("awaitingInputSound", tui.awaiting_input_sound);
  taker.take("soundFocusMode", tui.completion_sound_focus);
  tui.awaiting_input_sound_focus = tui.completion_sound_focus;
  taker.take("completionSoundFocusMode", tui.completion_sound_focus);
  taker.take("awaitingInputSoundFocusMode", tui.awaiting_input_sound_focus);
  taker.take("subagentSounds", tui.subagent_sounds);
}

void take_status_line(const Taker& taker, std::optional<StatusLineCommand>& into) {
  StatusLineCommand line;
  taker.take("statusLine.command", line.command);
  taker.take("statusLine.padding", line.padding);
  taker.take("statusLine.maxRows", line.max_rows);
  if (!line.command.empty()) into = std::move(line);
}

void take_tui(const Taker& taker, TuiSettings& tui) {
  taker.take("ingot.tui.wrap", tui.wrap);
  taker.take("ingot.tui.lowBandwidth", tui.low_bandwidth);
  taker.take("ingot.tui.pasteFold", tui.paste_fold);
  taker.take("ingot.tui.reducedMotion", tui.reduced_motion);
  taker.take("ingot.tui.screenReader", tui.screen_reader);
  if (tui.screen_reader) tui.reduced_motion = true;
  taker.take("ingot.tui.keyPreset", tui.key_preset);
  taker.take("ingot.tui.ambiguousWidth", tui.ambiguous_width);
  taker.take("ingot.tui.title", tui.title);
  taker.take("ingot.tui.notifications", tui.notifications);
  taker.take("ingot.tui.resumeTurns", tui.resume_turns);
  taker.take("diffMode", tui.diff_mode);
  taker.take("toolResultDisplay", tui.tool_results);
  taker.take("todoDisplayMode", tui.todo_place);
  taker.take("showThinkingInMainView", tui.show_thinking);
  taker.take("showTokenUsageIndicator", tui.show_token_usage);
  taker.take("theme", tui.theme);
  taker.take("overrideTerminalColors", tui.override_colors);
  taker.take("nerdFont", tui.nerd_font);
  taker.take("logoAnimation", tui.logo);
  take_status_line(taker, tui.status_line);
  take_sounds(taker, tui);
}

NamedModel named_model(const std::vector<Layer>& layers, std::string_view setting) {
  const Chain chain = resolve(layers, *parse_setting_path(setting));
  const Link* link = chain.in_force();
  if (link == nullptr) return {};
  return {.name = chain.value->text,
          .at = link->layer->position(link->value),
          .key = to_string(link->path)};
}

bool mentions(const std::vector<Layer>& layers, std::string_view name) {
  const std::string_view top = name.substr(0, name.find('.'));
  return std::any_of(layers.begin(), layers.end(),
                     [&](const Layer& layer) { return layer.root.find(top) != nullptr; });
}

// Everything that is set, under the newer of two spellings.
void take_texts(const std::vector<Layer>& layers, std::map<std::string, std::string>& into) {
  for (const SettingKey& key : setting_keys()) {
    if (key.name.starts_with("customModels")) continue;
    const SettingPath path = *parse_setting_path(key.name);
    const Spelling* spelling = find_spelling(path);
    const bool is_older = spelling != nullptr && spelling->older == key.name;
    const bool is_mentioned =
        mentions(layers, key.name) || (spelling != nullptr && mentions(layers, spelling->older));
    if (!is_mentioned || is_older) continue;
    if (key.type == SettingKey::Type::object && has_rows_inside(key)) continue;
    const Chain chain = resolve(layers, path);
    if (chain.value) into.emplace(key.name, chain.value->to_json());
  }
}

}  // namespace

void take_values(const std::vector<Layer>& layers, Settings& settings) {
  const Taker taker(layers);
  taker.take("sessionDefaultSettings.reasoningEffort", settings.reasoning_effort);
  taker.take("sessionDefaultSettings.autonomyLevel", settings.autonomy);
  taker.take("commandAllowlist", settings.command_allowlist);
  taker.take("commandDenylist", settings.command_denylist);
  taker.take("commandBlocklist", settings.command_blocklist);
  taker.take("llmRequestTimeout", settings.llm_request_timeout_ms);
  taker.take("compactionThresholdCheckEnabled", settings.compaction.when_full);
  taker.take("compactionTokenLimit", settings.compaction.limit);
  taker.take("compactionTokenLimitPerModel", settings.compaction.per_model);
  taker.take("modelFavorites", settings.model_favorites);
  taker.take("ingot.fallback", settings.fallback);
  taker.take("ingot.budget.session", settings.budget.session);
  taker.take("ingot.budget.warnAt", settings.budget.warn_at);
  taker.take("ingot.detectLocal", settings.detect_local);
  taker.take("ingot.sizeNote", settings.size_note);
  taker.take("sessionDefaultSettings.interactionMode", settings.spec.mode);
  taker.take("sessionDefaultSettings.specModeReasoningEffort", settings.spec.effort);
  taker.take("specSaveEnabled", settings.spec.save);
  taker.take("specSaveDir", settings.spec.save_folder);
  taker.take("ingot.crossProviderSpec", settings.spec.cross_provider);
  take_tui(taker, settings.tui);
  settings.spec.model = named_model(layers, "sessionDefaultSettings.specModeModel");
  settings.model = named_model(layers, "sessionDefaultSettings.model");
  settings.compaction.model = named_model(layers, "compactionModel");
  if (settings.compaction.model.name == kCurrentModel) settings.compaction.model = {};
  const Chain cap = resolve(layers, SettingPath{"maxAutonomyLevel"});
  if (const Link* link = cap.in_force()) {
    settings.max_autonomy = cap.value->text;
    settings.max_autonomy_at = link->layer->position(link->value);
  }
  take_texts(layers, settings.values);
}

}  // namespace ingot::config
