#include "tools/input.h"

#include <algorithm>
#include <charconv>

#include "base/letters.h"
#include "base/utf8.h"

namespace ingot::tools {
namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
  text = trimmed(text);
  if (text.ends_with(".0")) text.remove_suffix(2);
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

bool is_known(const InputShape& shape, std::string_view key) {
  return std::any_of(shape.names.begin(), shape.names.end(), [&](const ParameterName& known) {
    return known.name == key ||
           std::find(known.aliases.begin(), known.aliases.end(), key) != known.aliases.end();
  });
}

// The strings of an array, or nothing when one of its elements is something else.
std::optional<std::vector<std::string>> strings_of(json::Value array) {
  std::vector<std::string> out;
  for (const json::Value element : array.elements()) {
    const auto text = element.string();
    if (!text) return std::nullopt;
    out.emplace_back(*text);
  }
  return out;
}

}  // namespace

Input::Input(json::Value input, const InputShape& shape) : input_(input), shape_(shape) {
  if (!input.is_object()) fail("the input must be a JSON object");
}

json::Value Input::value(std::string_view name) const {
  const json::Value own = input_[name];
  if (!own.is_absent()) return own;
  for (const ParameterName& known : shape_.names) {
    if (known.name != name) continue;
    for (const std::string_view alias : known.aliases) {
      if (alias.empty()) break;
      const json::Value other = input_[alias];
      if (!other.is_absent()) return other;
    }
  }
  return {};
}

std::string Input::required_text(std::string_view name) {
  const json::Value found = value(name);
  if (!found.exists()) {
    fail("the required parameter `" + std::string(name) + "` is missing");
    return {};
  }
  return text(name).value_or("");
}

std::optional<std::string> Input::text(std::string_view name) {
  const json::Value found = value(name);
  if (!found.exists()) return std::nullopt;
  const auto text = found.string();
  if (!text) {
    refuse(name, "a string");
    return std::nullopt;
  }
  return std::string(*text);
}

std::optional<std::int64_t> Input::whole_number(std::string_view name, std::int64_t least) {
  const json::Value found = value(name);
  if (!found.exists()) return std::nullopt;
  std::optional<std::int64_t> number = found.integer();
  if (const auto text = found.string()) {
    if (trimmed(*text).empty()) return std::nullopt;
    number = number_in(*text);
  }
  if (!number || *number < least) {
    refuse(name, "a whole number, at least " + std::to_string(least));
    return std::nullopt;
  }
  return number;
}

bool Input::flag(std::string_view name, bool fallback) {
  const json::Value found = value(name);
  if (!found.exists()) return fallback;
  if (const auto truth = found.boolean()) return *truth;
  if (const auto number = found.integer(); number && (*number == 0 || *number == 1)) {
    return *number == 1;
  }
  const std::string text = lower(trimmed(found.string_or("?")));
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  if (text.empty()) return fallback;
  refuse(name, "true or false");
  return fallback;
}

std::vector<std::string> Input::required_texts(std::string_view name) {
  if (!value(name).exists()) {
    fail("the required parameter `" + std::string(name) + "` is missing");
    return {};
  }
  std::vector<std::string> out = texts(name);
  if (out.empty()) refuse(name, "a list with at least one string");
  return out;
}

std::vector<std::string> Input::texts(std::string_view name) {
  const json::Value found = value(name);
  if (!found.exists()) return {};
  if (const auto text = found.string()) {
    if (trimmed(*text).empty()) return {};
    // A list that was encoded twice.
    if (trimmed(*text).starts_with('[')) {
      const auto inner = json::Document::parse(*text);
      if (inner && inner->root().is_array()) {
        if (auto strings = strings_of(inner->root())) return std::move(*strings);
      }
    }
    return {std::string(*text)};
  }
  if (found.is_array()) {
    if (auto strings = strings_of(found)) return std::move(*strings);
  }
  refuse(name, "a list of strings");
  return {};
}

void Input::refuse(std::string_view name, std::string_view must_be) {
  fail("the parameter `" + std::string(name) + "` must be " + std::string(must_be));
}

void Input::fail(std::string what) {
  if (error_) return;
  error_ = Error{.kind = Error::Kind::invalid_argument,
                 .what = std::move(what) + "; example: " + std::string(shape_.example)};
}

Result<> Input::status() const {
  if (error_) return *error_;
  return {};
}

std::string Input::notes() const {
  constexpr std::size_t kMaxNotes = 5;
  constexpr std::size_t kMaxNameBytes = 60;
  std::string out;
  std::size_t count = 0;
  for (const auto& [key, item] : input_.members()) {
    if (is_known(shape_, key) || ++count > kMaxNotes) continue;
    out += "\n[Unknown parameter `" + std::string(utf8_prefix(key, kMaxNameBytes)) + "` ignored]";
  }
  return out;
}

}  // namespace ingot::tools
