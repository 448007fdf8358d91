#include "config/explain.h"

#include "config/chain.h"
#include "config/check.h"
#include "config/secret_text.h"
#include "json/located.h"

namespace ingot::config {
namespace {

using json::Located;

std::string_view name_of(Link::State state) {
  switch (state) {
    case Link::State::set:
      return "set";
    case Link::State::merged:
      return "merged";
    case Link::State::fallback:
      return "fallback";
    case Link::State::locked:
      return "locked";
    case Link::State::skipped:
      return "skipped";
    case Link::State::not_trusted:
      break;
  }
  return "not trusted";
}

std::string shown_value(const SettingPath& path, Located value) {
  std::string name;
  for (const Step& step : path) {
    if (const auto* key = std::get_if<std::string>(&step)) name = *key;
  }
  hide_keys(name, value);
  return value.to_json();
}

Origin broken(const Layer& layer) {
  Origin origin;
  origin.state = "skipped";
  origin.at = layer.problem->at;
  origin.level = layer.file.title;
  origin.why = layer.problem->text;
  return origin;
}

Origin origin_of(const Link& link) {
  Origin origin;
  origin.state = name_of(link.state);
  origin.at = link.layer->position(link.value);
  origin.level = link.layer->file.title;
  origin.key = to_string(link.path);
  origin.value = shown_value(link.path, link.value);
  origin.why = link.why;
  return origin;
}

}  // namespace

Result<Explanation> explain(const Request& request, std::string_view key) {
  INGOT_TRY(const SettingPath path, parse_setting_path(key));
  INGOT_TRY_VOID(check_known(path));
  for (const Step& step : path) {
    if (std::holds_alternative<std::string>(step)) continue;
    return Error{.kind = Error::Kind::invalid_argument,
                 .what =
                     "elements of an array have no chain of their own, as arrays of several "
                     "files are joined",
                 .remedy = "explain the whole array: " + to_string(SettingPath{path.front()})};
  }
  Explanation explanation;
  explanation.key = to_string(path);
  explanation.row = find_key(path);
  const std::vector<Layer> layers = read_layers(request).list;
  const Chain chain = resolve(layers, path);
  for (const Layer& layer : layers) {
    if (layer.problem) explanation.chain.push_back(broken(layer));
  }
  for (const Link& link : chain.links) explanation.chain.push_back(origin_of(link));
  const SettingKey& row = *explanation.row;
  if (!is_exact(row, path)) {
    if (chain.value) explanation.value = shown_value(path, *chain.value);
    return explanation;
  }
  if (!row.initial.empty()) {
    Origin origin;
    origin.state = "default";
    origin.level = "built in";
    origin.key = row.name;
    origin.value = row.initial;
    explanation.chain.push_back(std::move(origin));
  }
  const auto initial = json::parse_located(row.initial);
  if (chain.value) {
    explanation.value = shown_value(path, *chain.value);
  } else if (const auto* text = std::get_if<json::LocatedText>(&initial)) {
    explanation.value = text->root.to_json();
  }
  return explanation;
}

std::string effect_text(const SettingKey& key) {
  switch (key.effect) {
    case SettingKey::Effect::now:
      return "in effect";
    case SettingKey::Effect::later:
      return "accepted, not yet in effect in this version";
    case SettingKey::Effect::never:
      break;
  }
  return "accepted, without effect in ingot";
}

}  // namespace ingot::config
