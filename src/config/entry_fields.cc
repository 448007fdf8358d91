#include "config/entry_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>
#include <vector>

namespace ingot::config {
namespace {

using json::Located;
using Severity = Diagnostic::Severity;

struct Spelling {
  std::string_view camel, snake;
};
constexpr std::array kFields = {Spelling{"model", "model"},
                                Spelling{"displayName", "model_display_name"},
                                Spelling{"baseUrl", "base_url"},
                                Spelling{"apiKey", "api_key"},
                                Spelling{"provider", "provider"},
                                Spelling{"maxOutputTokens", "max_tokens"},
                                Spelling{"noImageSupport", "no_image_support"},
                                Spelling{"extraArgs", "extra_args"},
                                Spelling{"extraHeaders", "extra_headers"},
                                Spelling{"reasoningEffort", "reasoning_effort"},
                                Spelling{"maxContextLimit", "max_context_limit"},
                                Spelling{"enableThinking", "enable_thinking"},
                                Spelling{"thinkingMaxTokens", "thinking_max_tokens"},
                                Spelling{"bedrock", "bedrock"},
                                Spelling{"id", "id"},
                                Spelling{"index", "index"},
                                Spelling{"ingot", "ingot"}};

const Spelling* spelling_of(std::string_view camel) {
  const auto at = std::find_if(kFields.begin(), kFields.end(),
                               [&](const Spelling& field) { return field.camel == camel; });
  return at == kFields.end() ? nullptr : at;
}

const Located* present(const Located* value) {
  return value == nullptr || value->is(Located::Type::null) ? nullptr : value;
}

// A whole number, also as 8192.0 or "8192" (CFG-40).
std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && at == end) return number;
  const std::string copy(text);
  char* stop = nullptr;
  const double real = std::strtod(copy.c_str(), &stop);
  const bool exact = stop == copy.c_str() + copy.size() && !copy.empty() && std::isfinite(real) &&
                     std::floor(real) == real && std::fabs(real) < 9e15;
  if (!exact) return std::nullopt;
  return static_cast<std::int64_t>(real);
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string_view legacy_name(std::string_view name) {
  const Spelling* field = spelling_of(name);
  return field == nullptr ? name : field->snake;
}

std::string_view modern_name(std::string_view name) {
  for (const Spelling& field : kFields) {
    if (field.snake == name) return field.camel;
  }
  return name;
}

EntryFields::EntryFields(const Located& element, int index, Source& source, ModelEntry& entry)
    : element_(element),
      source_(source),
      entry_(entry),
      base_((source.legacy() ? "custom_models[" : "customModels[") + std::to_string(index) + "]") {
  for (const std::string_view name : {"displayName", "model"}) {
    const Located* value = any(name);
    if (label_.empty() && value != nullptr && value->is(Located::Type::string)) {
      label_ = value->text;
    }
  }
}

std::string EntryFields::spelling(std::string_view name) const {
  const Spelling* field = spelling_of(name);
  if (field == nullptr) return std::string(name);
  return std::string(legacy() ? field->snake : field->camel);
}

std::string EntryFields::path(std::string_view field) const {
  if (field.empty()) return base_;
  return base_ + "." + spelling(field);
}

const Located* EntryFields::any(std::string_view name) const {
  const Spelling* field = spelling_of(name);
  if (field == nullptr) return present(element_.find(name));
  const std::string_view first = legacy() ? field->snake : field->camel;
  const std::string_view second = legacy() ? field->camel : field->snake;
  const Located* value = present(element_.find(first));
  return value != nullptr ? value : present(element_.find(second));
}

void EntryFields::error_at(std::string_view code, json::Place at, std::string_view field,
                           std::string text) {
  Diagnostic diagnostic =
      source_.make(Severity::error, code, at, path(field), label_, std::move(text));
  entry_.errors.push_back(diagnostic);
  source_.report(std::move(diagnostic));
}

void EntryFields::warning(std::string_view code, const Located& at, std::string_view field,
                          std::string text) {
  source_.report(
      source_.make(Severity::warning, code, at.at, path(field), label_, std::move(text)));
}

void EntryFields::warning_at_entry(std::string_view code, std::string text) {
  source_.report(
      source_.make(Severity::warning, code, element_.at, path(), label_, std::move(text)));
}

void EntryFields::note(std::string_view code, const Located& at, std::string_view field,
                       std::string text) {
  source_.report(source_.make(Severity::note, code, at.at, path(field), label_, std::move(text)));
}

void EntryFields::missing(std::string_view name) {
  // A value of the wrong type has been reported as such.
  if (any(name) != nullptr) return;
  std::string who = base_;
  if (!label_.empty()) who += " (\"" + label_ + "\")";
  std::string required;
  for (const std::string_view field : {"model", "baseUrl", "apiKey", "provider"}) {
    required += (required.empty() ? "" : ", ") + spelling(field);
  }
  error_at("E05", element_.at, {},
           who + " has no \"" + spelling(name) + "\"; required: " + required);
}

void EntryFields::not_an_object() {
  error_at("E04", element_.at, {},
           base_ + " must be an object, found " + std::string(json::type_name(element_.type)));
}

std::optional<Located> EntryFields::string(std::string_view name) {
  const Located* value = any(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is(Located::Type::string)) {
    error("E06", *value, name,
          spelling(name) + " must be a string, found " + std::string(json::type_name(value->type)));
    return std::nullopt;
  }
  return *value;
}

std::optional<bool> EntryFields::boolean(std::string_view name) {
  const Located* value = any(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is(Located::Type::boolean)) {
    error("E06", *value, name, spelling(name) + " must be true or false, " + found(*value));
    return std::nullopt;
  }
  return value->text == "true";
}

std::optional<std::int64_t> EntryFields::whole_number(const Located& value,
                                                      const std::string& where,
                                                      const std::string& name, std::int64_t least) {
  const bool written_as_text = value.is(Located::Type::string) && all_digits(value.text);
  const auto number =
      value.is(Located::Type::number) || written_as_text ? whole(value.text) : std::nullopt;
  if (!number || *number < least) {
    error("E06", value, where,
          name + " must be a whole number of at least " + std::to_string(least) + ", " +
              found(value));
    return std::nullopt;
  }
  if (written_as_text) {
    warning("N01", value, where, name + " is a string; write the number without quotes");
  }
  return number;
}

std::optional<std::int64_t> EntryFields::integer(std::string_view name, std::int64_t least) {
  const Located* value = any(name);
  if (value == nullptr) return std::nullopt;
  return whole_number(*value, std::string(name), spelling(name), least);
}

const Located* EntryFields::object(std::string_view name) {
  const Located* value = any(name);
  if (value == nullptr) return nullptr;
  if (!value->is(Located::Type::object)) {
    error(
        "E06", *value, name,
        spelling(name) + " must be an object, found " + std::string(json::type_name(value->type)));
    return nullptr;
  }
  return value;
}

void EntryFields::note_unknown() {
  std::vector<std::string> known;
  for (const Spelling& field : kFields) {
    known.emplace_back(legacy() ? field.snake : field.camel);
  }
  std::set<std::string> told;
  for (const json::LocatedMember& member : element_.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    if (!told.insert(member.key).second) continue;
    const auto other = std::find_if(kFields.begin(), kFields.end(), [&](const Spelling& field) {
      return (legacy() ? field.camel : field.snake) == member.key;
    });
    Diagnostic remark =
        source_.make(Severity::note, "N02", member.key_at, path(member.key), label_, {});
    if (other != kFields.end()) {
      remark.code = "N03";
      remark.text = "this file spells \"" + member.key + "\" as \"" +
                    std::string(legacy() ? other->snake : other->camel) + "\"; it is read anyway";
    } else {
      remark.text = "unknown key \"" + member.key + "\" is ignored" + suggestion(member.key, known);
    }
    source_.report(std::move(remark));
  }
}

}  // namespace ingot::config
