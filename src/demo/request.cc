#include "demo/request.h"

#include <algorithm>

#include "base/ids.h"
#include "json/writer.h"

namespace ingot::demo {

std::string working_folder(std::string_view text) {
  constexpr std::string_view kLabel = "Working directory: ";
  const std::size_t at = text.find(kLabel);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + kLabel.size());
  text = text.substr(0, text.find_first_of("\r\n"));
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::string seal(std::string_view text) { return "scripted" + stable_base62(text, 40); }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_plain_name(std::string_view name, std::size_t most) {
  return !name.empty() && name.size() <= most && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-';
  });
}

std::string unknown_member(json::Value object, std::initializer_list<std::string_view> known) {
  for (const auto& [key, item] : object.members()) {
    if (!is_one_of(key, known)) return std::string(key);
  }
  return {};
}

std::string without_mark(json::Value block) {
  if (!block.is_object()) return block.to_json();
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  for (const auto& [key, item] : block.members()) {
    if (key == "cache_control") continue;
    writer.key(key);
    if (key == "content" && item.is_array()) {
      writer.begin_array();
      for (const json::Value inner : item.elements()) writer.raw(without_mark(inner));
      writer.end_array();
    } else {
      writer.raw(item.to_json());
    }
  }
  writer.end_object();
  return text;
}

std::string text_of(json::Value content) {
  if (const auto text = content.string()) return std::string(*text);
  std::string all;
  for (const json::Value part : content.elements()) {
    const auto text = part["text"].string();
    if (!text) continue;
    if (!all.empty()) all += '\n';
    all += *text;
  }
  return all;
}

}  // namespace ingot::demo
