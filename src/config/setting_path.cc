#include "config/setting_path.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "json/located.h"
#include "json/writer.h"

namespace ingot::config {
namespace {

Error bad_path(std::string_view text) {
  return {.kind = Error::Kind::invalid_argument,
          .what = "\"" + std::string(text) + "\" is not the name of a setting",
          .remedy = R"(write name.name, name[0].name, or name["key with dots"])"};
}

// Whether a key can stand between dots.
bool is_plain(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '$';
  });
}

// The step inside brackets: an index, or a key in quotes.
bool read_bracket(std::string_view inside, SettingPath& path) {
  if (inside.starts_with('"')) {
    const auto parsed = json::parse_located(inside);
    const auto* key = std::get_if<json::LocatedText>(&parsed);
    if (key == nullptr || !key->root.is(json::Located::Type::string)) return false;
    path.emplace_back(key->root.text);
    return true;
  }
  std::size_t index = 0;
  const char* end = inside.data() + inside.size();
  const auto [at, error] = std::from_chars(inside.data(), end, index);
  if (inside.empty() || error != std::errc() || at != end) return false;
  path.emplace_back(index);
  return true;
}

// Where the bracket opened at the beginning of `text` closes; brackets in quotes do not count.
std::size_t closing_bracket(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[at] == ']') {
      return at;
    }
  }
  return std::string_view::npos;
}

}  // namespace

Result<SettingPath> parse_setting_path(std::string_view text) {
  SettingPath path;
  std::string_view rest = text;
  while (!rest.empty()) {
    if (rest.front() == '[' && !path.empty()) {
      const std::size_t close = closing_bracket(rest);
      if (close == std::string_view::npos || !read_bracket(rest.substr(1, close - 1), path)) {
        return bad_path(text);
      }
      rest.remove_prefix(close + 1);
      continue;
    }
    if (!path.empty()) {
      if (rest.front() != '.') return bad_path(text);
      rest.remove_prefix(1);
    }
    const std::size_t end = std::min(rest.find_first_of(".["), rest.size());
    if (!is_plain(rest.substr(0, end))) return bad_path(text);
    path.emplace_back(std::string(rest.substr(0, end)));
    rest.remove_prefix(end);
  }
  if (path.empty()) return bad_path(text);
  return path;
}

std::string to_string(const SettingPath& path) {
  std::string text;
  for (const Step& step : path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      text += "[" + std::to_string(*index) + "]";
    } else if (const auto& key = std::get<std::string>(step); is_plain(key)) {
      text += (text.empty() ? "" : ".") + key;
    } else {
      text += "[" + json::quoted(key) + "]";
    }
  }
  return text;
}

}  // namespace ingot::config
