#include "models/effort.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "base/letters.h"

namespace ingot::models {
namespace {

constexpr std::array<std::string_view, 7> kLevels = {"none", "minimal", "low", "medium",
                                                     "high", "xhigh",   "max"};

int level_of(std::string_view effort) {
  if (effort == "off") effort = "none";
  const auto at = std::find(kLevels.begin(), kLevels.end(), effort);
  return at == kLevels.end() ? -1 : static_cast<int>(at - kLevels.begin());
}

// The version of a Claude id as major * 100 + minor; 0 when there is none. Older ids put it before
// the family (claude-3-7-sonnet), newer ones behind (claude-opus-4-6, claude-sonnet-5).
int claude_version(std::string_view model) {
  const std::size_t claude = model.rfind("claude");
  if (claude == std::string_view::npos) return 0;
  int parts[2] = {0, 0};
  int found = 0;
  for (std::size_t i = claude + 6; i < model.size() && found < 2;) {
    if (std::isdigit(static_cast<unsigned char>(model[i])) == 0) {
      if (found == 1 && std::isalpha(static_cast<unsigned char>(model[i])) != 0) break;
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < model.size() && std::isdigit(static_cast<unsigned char>(model[end])) != 0) ++end;
    if (end - i > 2) break;  // a date
    parts[found++] = std::atoi(std::string(model.substr(i, end - i)).c_str());
    i = end;
  }
  return parts[0] * 100 + parts[1];
}

}  // namespace

std::string nearest_effort(const std::vector<std::string>& supported, std::string_view wanted) {
  const int level = level_of(wanted);
  if (supported.empty() || level < 0) return std::string(wanted);
  std::string best;
  int distance = 100;
  for (const std::string& one : supported) {
    const int other = level_of(one);
    if (other < 0) continue;
    // Thinking that was wanted is not switched off while some level remains.
    const int gap = std::abs(other - level) + (other == 0 && level > 0 ? 50 : 0);
    if (gap < distance) {
      distance = gap;
      best = one;
    }
  }
  return best.empty() ? std::string(wanted) : best;
}

ThinkingStyle thinking_style(std::string_view model) {
  std::string name = lower(model);
  if (name.find("claude") == std::string::npos) return ThinkingStyle::budget;
  const int version = claude_version(name);
  if (version == 0 || version >= 406) return ThinkingStyle::adaptive;
  return version >= 307 ? ThinkingStyle::budget : ThinkingStyle::none;
}

std::string apply_effort(Model& model, std::string_view wanted) {
  model.effort.clear();
  if (wanted.empty() || wanted == "dynamic") return {};
  const bool off = wanted == "off" || wanted == "none";
  if (model.protocol == Protocol::anthropic) {
    if (off) return {};  // nothing is sent, and the model answers without thinking
    if (model.thinking == ThinkingStyle::none) {
      return model.display_name + " cannot think; effort " + std::string(wanted) + " is ignored";
    }
    model.effort = model.thinking == ThinkingStyle::adaptive ? nearest_effort(model.efforts, wanted)
                                                             : std::string(wanted);
    if (model.thinking == ThinkingStyle::budget && model.effort == "minimal") model.effort = "low";
  } else {
    model.effort = nearest_effort(model.efforts, off ? "none" : wanted);
  }
  model.reasons = model.reasons || !off;
  if (model.effort == wanted || (off && model.effort == "none")) return {};
  return "effort " + std::string(wanted) + " is not known to " + model.display_name + "; " +
         model.effort + " is sent";
}

}  // namespace ingot::models
