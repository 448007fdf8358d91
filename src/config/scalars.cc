#include "config/scalars.h"

#include <algorithm>
#include <cstdlib>

#include "config/entry_fields.h"
#include "config/keys.h"

namespace ingot::config {
namespace {

using json::Located;
using Severity = Diagnostic::Severity;

const std::vector<std::string> kLevels = {"off", "low", "medium", "high"};
const std::vector<std::string> kEffortNames = {"off",    "none", "dynamic", "minimal", "low",
                                               "medium", "high", "xhigh",   "max"};

class Reader {
 public:
  explicit Reader(Source& source) : source_(source) {}

  std::string text(const Located& holder, std::string_view prefix, std::string_view name,
                   const std::vector<std::string>& allowed = {});
  std::vector<std::string> list(const Located& root, std::string_view name);
  std::optional<std::int64_t> number(const Located& root, std::string_view name,
                                     std::int64_t least);
  std::optional<bool> boolean(const Located& root, std::string_view name);
  std::optional<std::vector<std::string>> fallback(const Located& root);

 private:
  const Located* find(const Located& holder, std::string_view name) const {
    const Located* value = holder.find(name);
    return value == nullptr || value->is(Located::Type::null) ? nullptr : value;
  }
  void wrong(std::string_view code, const Located& value, const std::string& path,
             std::string text) {
    source_.report(Severity::error, code, value.at, path, std::move(text));
  }

  Source& source_;
};

std::string Reader::text(const Located& holder, std::string_view prefix, std::string_view name,
                         const std::vector<std::string>& allowed) {
  const Located* value = find(holder, name);
  if (value == nullptr) return {};
  const std::string path = std::string(prefix) + std::string(name);
  if (!value->is(Located::Type::string)) {
    wrong("E06", *value, path, std::string(name) + " must be a string, " + found(*value));
    return {};
  }
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value->text) == allowed.end()) {
    std::string all;
    for (const std::string& one : allowed) all += (all.empty() ? "" : ", ") + one;
    wrong(name == "reasoningEffort" ? "E16" : "E06", *value, path,
          std::string(name) + " \"" + value->text + "\" is unknown; allowed: " + all +
              suggestion(value->text, allowed));
    return {};
  }
  return value->text;
}

std::vector<std::string> Reader::list(const Located& root, std::string_view name) {
  std::vector<std::string> out;
  const Located* value = find(root, name);
  if (value == nullptr) return out;
  if (!value->is(Located::Type::array)) {
    wrong("E06", *value, std::string(name),
          std::string(name) + " must be an array of strings, " + found(*value));
    return out;
  }
  for (const Located& element : value->elements) {
    if (element.is(Located::Type::string)) {
      out.push_back(element.text);
    } else {
      wrong("E06", element, std::string(name),
            std::string(name) + " must hold strings only, " + found(element));
    }
  }
  return out;
}

std::optional<bool> Reader::boolean(const Located& root, std::string_view name) {
  const Located* value = find(root, name);
  if (value == nullptr) return std::nullopt;
  if (value->is(Located::Type::boolean)) return value->text == "true";
  wrong("E06", *value, std::string(name),
        std::string(name) + " must be true or false, " + found(*value));
  return std::nullopt;
}

// One string counts as a list of one.
std::optional<std::vector<std::string>> Reader::fallback(const Located& root) {
  const Located* own = find(root, "ingot");
  if (own == nullptr) return std::nullopt;
  if (!own->is(Located::Type::object)) {
    wrong("E06", *own, "ingot", "ingot must be an object, " + found(*own));
    return std::nullopt;
  }
  const Located* value = find(*own, "fallback");
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> ids;
  if (const Located* bad = read_strings(*value, ids)) {
    wrong("E06", *bad, "ingot.fallback",
          "fallback must be a model id or an array of them, " + found(*bad));
    return std::nullopt;
  }
  return ids;
}

std::optional<std::int64_t> Reader::number(const Located& root, std::string_view name,
                                           std::int64_t least) {
  const Located* value = find(root, name);
  if (value == nullptr) return std::nullopt;
  char* end = nullptr;
  const double real = std::strtod(value->text.c_str(), &end);
  const auto whole = static_cast<std::int64_t>(real);
  if (!value->is(Located::Type::number) || real < static_cast<double>(least) || real > 1e12 ||
      static_cast<double>(whole) != real) {
    wrong("E06", *value, std::string(name),
          std::string(name) + " must be a whole number of at least " + std::to_string(least) +
              ", " + found(*value));
    return std::nullopt;
  }
  return whole;
}

// "auto-medium" and its kin, which Droid has replaced by autonomyLevel.
std::string autonomy_of_mode(const std::string& mode) {
  if (mode.starts_with("auto-")) return mode.substr(5);
  return mode == "normal" ? "off" : "";
}

template <typename T>
void fill(std::vector<T>& into, const std::vector<T>& more) {
  for (const T& one : more) {
    if (std::find(into.begin(), into.end(), one) == into.end()) into.push_back(one);
  }
}

}  // namespace

const Located* read_strings(const Located& value, std::vector<std::string>& into) {
  if (value.is(Located::Type::string)) {
    into.push_back(value.text);
    return nullptr;
  }
  if (!value.is(Located::Type::array)) return &value;
  for (const Located& element : value.elements) {
    if (!element.is(Located::Type::string)) return &element;
    into.push_back(element.text);
  }
  return nullptr;
}

void read_scalars(const Located& root, Source& source, Scalars& into) {
  Reader reader(source);
  into.model = reader.text(root, "", "model");
  into.reasoning_effort = reader.text(root, "", "reasoningEffort", kEffortNames);
  into.command_allowlist = reader.list(root, "commandAllowlist");
  into.command_denylist = reader.list(root, "commandDenylist");
  into.command_blocklist = reader.list(root, "commandBlocklist");
  into.llm_request_timeout_ms = reader.number(root, "llmRequestTimeout", 1000);
  into.fallback = reader.fallback(root);
  into.show_thinking = reader.boolean(root, "showThinkingInMainView");
  into.tool_result_display = reader.text(root, "", "toolResultDisplay", {"expanded", "compact"});
  const Located* defaults = root.find("sessionDefaultSettings");
  if (defaults == nullptr || defaults->is(Located::Type::null)) return;
  if (!defaults->is(Located::Type::object)) {
    return source.report(Severity::error, "E06", defaults->at, "sessionDefaultSettings",
                         "sessionDefaultSettings must be an object, " + found(*defaults));
  }
  constexpr std::string_view kPrefix = "sessionDefaultSettings.";
  // These beat the older top-level keys of the same file (CFG-17).
  if (std::string text = reader.text(*defaults, kPrefix, "model"); !text.empty()) into.model = text;
  if (std::string text = reader.text(*defaults, kPrefix, "reasoningEffort", kEffortNames);
      !text.empty()) {
    into.reasoning_effort = text;
  }
  into.autonomy =
      autonomy_of_mode(reader.text(*defaults, kPrefix, "autonomyMode",
                                   {"normal", "spec", "auto-low", "auto-medium", "auto-high"}));
  if (std::string text = reader.text(*defaults, kPrefix, "autonomyLevel", kLevels); !text.empty()) {
    into.autonomy = text;
  }
}

void note_unknown_settings(const Located& root, Source& source) {
  std::vector<std::string> told;
  const std::vector<std::string> known = top_level_keys();
  for (const json::LocatedMember& member : root.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    if (std::find(told.begin(), told.end(), member.key) != told.end()) continue;
    told.push_back(member.key);
    source.report(Severity::note, "N02", member.key_at, member.key,
                  "unknown key \"" + member.key + "\" is ignored" +
                      (member.key == "custom_models" || member.key == "custom_model"
                           ? "; did you mean \"customModels\"?"
                           : suggestion(member.key, known)));
  }
}

void merge_scalars(Settings& settings, const Scalars& level) {
  if (settings.model.empty()) settings.model = level.model;
  if (settings.reasoning_effort.empty()) settings.reasoning_effort = level.reasoning_effort;
  if (settings.autonomy.empty()) settings.autonomy = level.autonomy;
  if (!settings.llm_request_timeout_ms) {
    settings.llm_request_timeout_ms = level.llm_request_timeout_ms;
  }
  if (!settings.show_thinking) settings.show_thinking = level.show_thinking;
  if (settings.tool_result_display.empty()) {
    settings.tool_result_display = level.tool_result_display;
  }
  if (settings.fallback.empty() && level.fallback) settings.fallback = *level.fallback;
  fill(settings.command_allowlist, level.command_allowlist);
  fill(settings.command_denylist, level.command_denylist);
  fill(settings.command_blocklist, level.command_blocklist);
}

}  // namespace ingot::config
