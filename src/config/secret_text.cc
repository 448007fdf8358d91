#include "config/secret_text.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/letters.h"
#include "config/expand.h"
#include "config/settings.h"

namespace ingot::config {
namespace {

constexpr std::array kBeginnings = {"sk-",  "gsk_",   "hf_", "AIza", "xai-", "ghp_",
                                    "pat_", "nvapi-", "r8_", "csk-", "AKIA", "github_pat_"};
constexpr std::size_t kShortestKey = 20;

// Names of members and headers whose values are secret (CFG-207); files and commands that hold
// keys are none.
bool names_key(std::string_view name) {
  const std::string folded = lower(name);
  if (folded == "clientkey" || folded == "apikeyfile" || folded == "apikeycommand") return false;
  constexpr std::array kParts = {"key", "secret", "password", "cookie", "authorization"};
  // A token is a key, tokens are what models count.
  const std::size_t token = folded.rfind("token");
  return (token != std::string::npos && folded.substr(token, 6) != "tokens") ||
         std::any_of(kParts.begin(), kParts.end(),
                     [&](const char* part) { return folded.find(part) != std::string::npos; });
}

bool looks_like_key(std::string_view text) {
  return text.size() >= kShortestKey && text.find_first_of(" \t\n") == std::string_view::npos &&
         std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](const char* beginning) { return text.starts_with(beginning); });
}

// What remains of the text when no variable is set: a default in ${NAME:-default} remains.
std::string without_references(std::string_view text) {
  std::string rest = expand(text, [](const std::string&) { return std::nullopt; }).text;
  const std::string folded = lower(rest);
  for (const std::string_view scheme : {"bearer ", "basic ", "token "}) {
    if (folded.starts_with(scheme)) rest.erase(0, scheme.size());
  }
  return rest;
}

}  // namespace

bool is_literal_key(std::string_view name, std::string_view text) {
  const std::string rest = without_references(text);
  if (looks_like_key(rest)) return true;
  return names_key(name) && rest.find_first_not_of(" \t") != std::string::npos &&
         !is_stand_in(rest);
}

bool holds_literal_key(std::string_view name, const json::Located& value) {
  if (value.is(json::Located::Type::string)) return is_literal_key(name, value.text);
  return std::any_of(value.members.begin(), value.members.end(),
                     [](const json::LocatedMember& member) {
                       return holds_literal_key(member.key, member.value);
                     }) ||
         std::any_of(
             value.elements.begin(), value.elements.end(),
             [&](const json::Located& element) { return holds_literal_key(name, element); });
}

void hide_keys(std::string_view name, json::Located& value) {
  if (value.is(json::Located::Type::string) && is_literal_key(name, value.text)) {
    value.text = "[redacted]";
  }
  for (json::LocatedMember& member : value.members) hide_keys(member.key, member.value);
  for (json::Located& element : value.elements) hide_keys(name, element);
}

}  // namespace ingot::config
