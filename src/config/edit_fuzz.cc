// Edits of any bytes: refused, or the value is in place and no other byte is lost.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/edit.h"
#include "json/located.h"

namespace {

using ingot::config::Edit;
using ingot::config::SettingPath;

ingot::json::Located parsed(std::string_view text) {
  auto result = ingot::json::parse_located(text);
  auto* good = std::get_if<ingot::json::LocatedText>(&result);
  if (good == nullptr) std::abort();
  return std::move(good->root);
}

bool is_left_of(std::string_view part, std::string_view whole) {
  std::size_t i = 0;
  for (const char c : whole) {
    if (i < part.size() && part[i] == c) ++i;
  }
  return i == part.size();
}

std::string ink(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  // A name no input has by chance, so that it is added.
  const SettingPath path = {"added by the fuzzer"};
  const auto added = ingot::config::edit(text, {{Edit::Kind::set, path, R"(["v"])"}}, "f");
  if (added) {
    const auto* value = parsed(*added).find("added by the fuzzer");
    if (value == nullptr) std::abort();
    // Of an object without members the white space may go.
    if (!is_left_of(ink(text), ink(*added))) std::abort();
  }
  for (const char* key : {"a", "b", "model"}) {
    const auto set = ingot::config::edit(text, {{Edit::Kind::set, {key}, "1"}}, "f");
    if (set && parsed(*set).find(key)->text != "1") std::abort();
    const auto removed = ingot::config::edit(text, {{Edit::Kind::remove, {key}, {}}}, "f");
    if (removed && !is_left_of(*removed, text)) std::abort();
    // An empty file stays what it is.
    if (removed && *removed != text && parsed(*removed).find(key) != nullptr) std::abort();
  }
  return 0;
}
