#include "config/model_policy.h"

#include <algorithm>

#include "config/chain.h"
#include "config/url_rule.h"
#include "config/values.h"

namespace ingot::config {
namespace {

// Every level's own list.
std::vector<ModelPolicy::List> lists_of(const std::vector<Layer>& layers, const char* name) {
  std::vector<ModelPolicy::List> lists;
  for (const Link& link : resolve(layers, SettingPath{"modelPolicy", name}).links) {
    if (link.state != Link::State::set && link.state != Link::State::merged) continue;
    ModelPolicy::List& list = lists.emplace_back();
    list.at = link.layer->position(link.value);
    for (const json::Located& element : link.value.elements) {
      if (element.is(json::Located::Type::string)) list.items.push_back(element.text);
    }
  }
  return lists;
}

// Letter case is no way around a list: servers often do not mind it.
bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

bool names_any(const ModelPolicy::List& list, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(list.items.begin(), list.items.end(),
                       [&](const std::string& item) { return same_name(item, name); });
  });
}

}  // namespace

ModelPolicy read_model_policy(const std::vector<Layer>& layers) {
  ModelPolicy policy;
  policy.allowed_base_urls = lists_of(layers, "allowedBaseUrls");
  policy.allowed_model_ids = lists_of(layers, "allowedModelIds");
  policy.blocked_model_ids = lists_of(layers, "blockedModelIds");
  const Chain custom = resolve(layers, SettingPath{"modelPolicy", "allowCustomModels"});
  if (custom.value && custom.value->text == "false") {
    const Link* link = custom.in_force();
    policy.no_custom_models = link->layer->position(link->value);
  }
  return policy;
}

std::optional<ModelPolicy::Refusal> ModelPolicy::refusal(const Candidate& candidate) const {
  if (no_custom_models && candidate.from_settings) {
    return Refusal{"disabled by policy in " + to_string(*no_custom_models)};
  }
  for (const List& list : allowed_base_urls) {
    const bool admitted =
        std::any_of(list.items.begin(), list.items.end(),
                    [&](const std::string& rule) { return admits_url(rule, candidate.base_url); });
    if (!admitted) {
      return Refusal{"base URL " + candidate.base_url + " is not in modelPolicy.allowedBaseUrls (" +
                         to_string(list.at) + ")",
                     true};
    }
  }
  for (const List& list : allowed_model_ids) {
    if (!names_any(list, candidate.names)) {
      return Refusal{"not in modelPolicy.allowedModelIds (" + to_string(list.at) + ")"};
    }
  }
  for (const List& list : blocked_model_ids) {
    if (names_any(list, candidate.names)) {
      return Refusal{"in modelPolicy.blockedModelIds (" + to_string(list.at) + ")"};
    }
  }
  return std::nullopt;
}

}  // namespace ingot::config
