#include "config/keys.h"

#include <algorithm>
#include <optional>

#include "base/nearest.h"

namespace ingot::config {
namespace {

using Type = SettingKey::Type;
using Effect = SettingKey::Effect;

constexpr std::string_view kEffortWords = "off none dynamic minimal low medium high xhigh max";

constexpr SettingKey kKeys[] = {
#include "config/keys_rows.inc"
};

// The path as rows are named: customModels[].ingot.pricing. A key that no row could hold is none.
std::optional<std::string> row_name(const SettingPath& path) {
  std::string name;
  for (const Step& step : path) {
    const auto* key = std::get_if<std::string>(&step);
    if (key == nullptr) {
      name += "[]";
      continue;
    }
    if (key->find_first_of(".[]") != std::string::npos) return std::nullopt;
    name += (name.empty() ? "" : ".") + *key;
  }
  return name;
}

std::string last_part(std::string_view name) {
  return std::string(name.substr(name.rfind('.') + 1));
}

bool holds_anything(const SettingKey& key) {
  switch (key.type) {
    case Type::strings:
    case Type::text_or_strings:
    case Type::numbers:
    case Type::any:
      return true;
    case Type::object:
    case Type::array:
      return !has_rows_inside(key);
    default:
      return false;
  }
}

}  // namespace

std::vector<std::string> SettingKey::allowed_words() const {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < allowed.size();) {
    const std::size_t end = std::min(allowed.find(' ', at), allowed.size());
    words.emplace_back(allowed.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

bool SettingKey::is_effort() const { return allowed == kEffortWords; }

std::span<const SettingKey> setting_keys() { return kKeys; }

const SettingKey* find_row(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kKeys), std::end(kKeys),
                                         [&](const SettingKey& key) { return key.name == name; });
  return found == std::end(kKeys) ? nullptr : found;
}

std::vector<const SettingKey*> rows_inside(std::string_view prefix) {
  std::vector<const SettingKey*> rows;
  for (const SettingKey& key : kKeys) {
    if (!key.name.starts_with(prefix)) continue;
    const std::string_view rest = key.name.substr(prefix.size());
    if (!rest.empty() && rest.find_first_of(".[") == std::string_view::npos) rows.push_back(&key);
  }
  return rows;
}

bool has_rows_inside(const SettingKey& key) {
  return std::any_of(std::begin(kKeys), std::end(kKeys), [&](const SettingKey& other) {
    return other.name.size() > key.name.size() && other.name.starts_with(key.name) &&
           (other.name[key.name.size()] == '.' || other.name[key.name.size()] == '[');
  });
}

const SettingKey* find_key(const SettingPath& path) {
  for (std::size_t length = path.size(); length > 0; --length) {
    const SettingPath front(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length));
    const auto name = row_name(front);
    const SettingKey* key = name ? find_row(*name) : nullptr;
    if (key == nullptr) continue;
    return length == path.size() || holds_anything(*key) ? key : nullptr;
  }
  return nullptr;
}

bool is_exact(const SettingKey& key, const SettingPath& path) { return row_name(path) == key.name; }

std::string nearest_key(const SettingPath& path) {
  const std::string wanted = row_name(path).value_or(to_string(path));
  std::vector<std::string> names;
  std::string found;
  for (const SettingKey& key : kKeys) {
    names.emplace_back(key.name);
    // The name without what it is in, or inside the wrong object.
    if (found.empty() && edit_distance(last_part(key.name), last_part(wanted)) == 0) {
      found = key.name;
    }
  }
  if (found.empty()) found = nearest(wanted, names);
  const std::size_t bracket = found.find("[]");
  for (const Step& step : path) {
    const auto* index = std::get_if<std::size_t>(&step);
    if (index != nullptr && bracket != std::string::npos) {
      return found.replace(bracket, 2, "[" + std::to_string(*index) + "]");
    }
  }
  return bracket == std::string::npos ? found : found.replace(bracket, 2, "[0]");
}

std::string joined_words(const SettingKey& key) {
  std::string text;
  for (const std::string& word : key.allowed_words()) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string must_be(const SettingKey& key) {
  const auto bounded = [&](const std::string& text) {
    if (key.most > 0) {
      return text + " from " + std::to_string(key.least) + " to " + std::to_string(key.most);
    }
    return text + " of at least " + std::to_string(key.least);
  };
  switch (key.type) {
    case Type::text:
      return key.allowed.empty() ? "a string" : "one of " + joined_words(key);
    case Type::boolean:
      return "true or false";
    case Type::integer:
      return bounded("a whole number");
    case Type::number:
      return bounded("a number");
    case Type::strings:
      return "an array of strings";
    case Type::text_or_strings:
      return "a string or an array of strings";
    case Type::object:
      return "an object";
    case Type::numbers:
      return "an object whose values are " + bounded("numbers");
    case Type::array:
      return "an array";
    case Type::any:
      break;
  }
  return "any value";
}

}  // namespace ingot::config
