#include "config/trust.h"

#include <algorithm>

namespace ingot::config {
namespace {

std::string counted(std::size_t count, std::string noun) {
  if (count != 1 && noun.ends_with("y")) {
    noun.replace(noun.size() - 1, 1, "ies");
  } else if (count != 1) {
    noun += "s";
  }
  return std::to_string(count) + " " + noun;
}

}  // namespace

bool ProjectTrust::has(TrustItem::State state) const {
  return std::any_of(items.begin(), items.end(),
                     [&](const TrustItem& item) { return item.state == state; });
}

std::string ProjectTrust::ignored() const {
  std::vector<std::pair<std::string, std::size_t>> kinds;  // in the order of their first item
  for (const TrustItem& item : items) {
    if (item.state == TrustItem::State::accepted) continue;
    const auto known = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const auto& kind) { return kind.first == item.kind; });
    if (known == kinds.end()) {
      kinds.emplace_back(item.kind, 1);
    } else {
      ++known->second;
    }
  }
  std::string text;
  for (const auto& [kind, count] : kinds) {
    const bool last = kind == kinds.back().first;
    text += (text.empty() ? "" : last ? " and " : ", ") + counted(count, kind);
  }
  return text;
}

}  // namespace ingot::config
