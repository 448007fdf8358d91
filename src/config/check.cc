#include "config/check.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "config/secret_text.h"
#include "config/source.h"

namespace ingot::config {
namespace {

using json::Located;
using Type = SettingKey::Type;

bool in_range(const SettingKey& key, const Located& value, bool whole) {
  if (!value.is(Located::Type::number)) return false;
  const double number = std::strtod(value.text.c_str(), nullptr);
  return std::isfinite(number) && number >= static_cast<double>(key.least) &&
         (key.most == 0 || number <= static_cast<double>(key.most)) &&
         (!whole || (std::floor(number) == number && number < 1e15));
}

bool all_strings(const Located& value) {
  return value.is(Located::Type::array) &&
         std::all_of(value.elements.begin(), value.elements.end(),
                     [](const Located& element) { return element.is(Located::Type::string); });
}

bool all_in_range(const SettingKey& key, const Located& value) {
  return value.is(Located::Type::object) && std::all_of(value.members.begin(), value.members.end(),
                                                        [&](const json::LocatedMember& member) {
                                                          return in_range(key, member.value, false);
                                                        });
}

bool fits(const SettingKey& key, const Located& value) {
  const bool string = value.is(Located::Type::string);
  switch (key.type) {
    case Type::text: {
      const std::vector<std::string> words = key.allowed_words();
      return string &&
             (words.empty() || std::find(words.begin(), words.end(), value.text) != words.end());
    }
    case Type::boolean:
      return value.is(Located::Type::boolean);
    case Type::integer:
      return in_range(key, value, true);
    case Type::number:
      return in_range(key, value, false);
    case Type::strings:
      return all_strings(value);
    case Type::text_or_strings:
      return string || all_strings(value);
    case Type::object:
      return value.is(Located::Type::object);
    case Type::numbers:
      return all_in_range(key, value);
    case Type::array:
      return value.is(Located::Type::array);
    case Type::any:
      break;
  }
  return true;
}

Error refusal(const SettingPath& path, std::string what, std::string remedy) {
  return {.kind = Error::Kind::invalid_argument,
          .what = to_string(path) + " " + std::move(what),
          .remedy = std::move(remedy)};
}

// The name to judge a value by; none where only certain words or numbers can stand.
std::string holder(const SettingPath& path) {
  const SettingKey& key = *find_key(path);
  const bool free = key.type == Type::text || key.type == Type::object || key.type == Type::any ||
                    key.type == Type::array;
  if (is_exact(key, path) && (!free || !key.allowed.empty())) return {};
  std::string name;
  for (const Step& step : path) {
    if (const auto* text = std::get_if<std::string>(&step)) name = *text;
  }
  return name;
}

Result<> check_types(const SettingPath& path, const Located& value) {
  INGOT_TRY_VOID(check_known(path));
  const SettingKey& key = *find_key(path);
  const bool exact = is_exact(key, path);
  if (const std::string wrong = exact ? wrong_value(key, value) : wrong_part(key, value);
      !wrong.empty()) {
    const bool quotable = key.type == Type::text && !value.is(Located::Type::string);
    return refusal(path, wrong,
                   quotable && key.allowed.empty()
                       ? "to mean a string, write it in quotes: '\"" + value.text + "\"'"
                       : "");
  }
  if (!exact || !has_rows_inside(key)) return {};
  SettingPath inner = path;
  inner.emplace_back();
  for (const json::LocatedMember& member : value.members) {
    inner.back() = member.key;
    INGOT_TRY_VOID(check_types(inner, member.value));
  }
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    inner.back() = i;
    INGOT_TRY_VOID(check_types(inner, value.elements[i]));
  }
  return {};
}

}  // namespace

std::string wrong_value(const SettingKey& key, const Located& value) {
  if (fits(key, value)) return {};
  if (!value.is(Located::Type::string)) return "must be " + must_be(key) + ", " + found(value);
  const std::string close = suggestion(value.text, key.allowed_words());
  if (key.is_effort()) {
    return "\"" + value.text + "\" is unknown; allowed: " + joined_words(key) + close;
  }
  return "must be " + must_be(key) + ", " + found(value) + close;
}

std::string wrong_part(const SettingKey& key, const Located& part) {
  const bool is_string = part.is(Located::Type::string);
  if ((key.type == Type::strings || key.type == Type::text_or_strings) && !is_string) {
    return "must be a string, " + found(part);
  }
  if (key.type == Type::numbers && !in_range(key, part, false)) {
    return "must be a number of at least " + std::to_string(key.least) + ", " + found(part);
  }
  return {};
}

Result<> check_known(const SettingPath& path) {
  if (find_key(path) != nullptr) return {};
  const std::string close = nearest_key(path);
  return Error{.kind = Error::Kind::invalid_argument,
               .what = "there is no setting \"" + to_string(path) + "\"",
               .remedy = close.empty() ? "ingot config schema lists them all"
                                       : "did you mean \"" + close + "\"?"};
}

Result<> check_setting(const SettingPath& path, const Located& value) {
  INGOT_TRY_VOID(check_known(path));
  // First, so that no message about a wrong type quotes a key.
  if (holds_literal_key(holder(path), value)) {
    return refusal(path,
                   "would hold a key in plain text, in the file and in the history of your shell",
                   "export the key as a variable and write a reference to it: '${MY_API_KEY}'");
  }
  if (value.is(Located::Type::null)) {
    return refusal(path, "cannot be null", "ingot config unset takes a setting out");
  }
  return check_types(path, value);
}

}  // namespace ingot::config
