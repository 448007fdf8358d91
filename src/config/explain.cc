#include "config/explain.h"

#include <algorithm>
#include <set>
#include <utility>

#include "config/check.h"
#include "config/files.h"
#include "config/secret_text.h"
#include "json/located.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::config {
namespace {

using json::Located;
using Type = SettingKey::Type;

// Two spellings of one setting: the first beats the second in the same file (CFG-17), a variable
// beats both in every file (CFG-20).
struct Family {
  std::string_view first, second, variable;
};
constexpr Family kFamilies[] = {
    {"sessionDefaultSettings.model", "model", "INGOT_MODEL"},
    {"sessionDefaultSettings.reasoningEffort", "reasoningEffort", "INGOT_REASONING_EFFORT"},
};

const Located* find_at(const Located& root, const SettingPath& path) {
  const Located* node = &root;
  for (const Step& step : path) {
    node = node->find(std::get<std::string>(step));
    if (node == nullptr || node->is(Located::Type::null)) return nullptr;
  }
  return node;
}

std::string name_in(const SettingPath& path) { return std::get<std::string>(path.back()); }

std::string shown_value(std::string_view name, Located value) {
  hide_keys(name, value);
  return value.to_json();
}

// What an entry of customModels or custom_models is known by (CFG-10).
std::string entry_key(const Located& entry) {
  for (const char* name : {"id", "displayName", "model_display_name", "model"}) {
    const Located* value = entry.find(name);
    if (value != nullptr && value->is(Located::Type::string)) return value->text;
  }
  return {};
}

class Chain {
 public:
  Chain(const SettingKey& key, bool exact) : key_(key), exact_(exact) {}

  // Called from the highest level down.
  void add(Origin origin, Located value);
  std::vector<Origin> take(std::string& value, std::string_view name);
  void broken(Origin origin) { origins_.push_back(std::move(origin)); }

 private:
  enum class Merging { none, strings, objects, models };
  Merging merging() const {
    if (!exact_) return Merging::none;
    if (key_.type == Type::strings) return Merging::strings;
    if (key_.type == Type::object || key_.type == Type::numbers) return Merging::objects;
    return key_.name == "customModels" ? Merging::models : Merging::none;
  }
  void merge(const Located& more);
  static void merge_objects(Located& into, const Located& more);

  const SettingKey& key_;
  bool exact_;
  bool found_ = false;
  Located value_;
  std::vector<Origin> origins_;
};

void Chain::merge_objects(Located& into, const Located& more) {
  for (const json::LocatedMember& member : more.members) {
    const auto own =
        std::find_if(into.members.begin(), into.members.end(),
                     [&](const json::LocatedMember& one) { return one.key == member.key; });
    if (own == into.members.end()) {
      into.members.push_back(member);
    } else if (own->value.is(Located::Type::object) && member.value.is(Located::Type::object)) {
      merge_objects(own->value, member.value);
    }
  }
}

void Chain::merge(const Located& more) {
  if (merging() == Merging::objects) return merge_objects(value_, more);
  std::set<std::string> there;
  const auto name = [&](const Located& element) {
    return merging() == Merging::models ? entry_key(element) : element.to_json();
  };
  for (const Located& element : value_.elements) there.insert(name(element));
  for (const Located& element : more.elements) {
    if (!there.contains(name(element))) value_.elements.push_back(element);
  }
}

void Chain::add(Origin origin, Located value) {
  if (exact_ && key_.type == Type::strings && value.is(Located::Type::array)) {
    // Loading leaves out the elements that are wrong, not the list.
    std::erase_if(value.elements,
                  [](const Located& element) { return !element.is(Located::Type::string); });
  }
  if (exact_) origin.why = wrong_value(key_, value);
  if (key_.type == Type::text && value.is(Located::Type::string) && value.text.empty()) {
    origin.why = "empty";
  }
  if (!origin.why.empty()) {
    origin.state = "skipped";
  } else if (!found_) {
    origin.state = "set";
    value_ = std::move(value);
    found_ = true;
  } else if (merging() == Merging::none) {
    origin.state = "shadowed";
  } else {
    origin.state = "merged";
    merge(value);
  }
  origins_.push_back(std::move(origin));
}

std::vector<Origin> Chain::take(std::string& value, std::string_view name) {
  if (!key_.initial.empty() && exact_) {
    Origin origin;
    origin.state = "default";
    origin.level = "built in";
    origin.key = key_.name;
    origin.value = key_.initial;
    origins_.push_back(std::move(origin));
  }
  const auto initial = json::parse_located(key_.initial);
  if (found_) {
    value = shown_value(name, value_);
  } else if (const auto* text = std::get_if<json::LocatedText>(&initial); text && exact_) {
    value = text->root.to_json();
  }
  return std::move(origins_);
}

// Every file's own words, given to the chain.
class Files {
 public:
  Files(Chain& chain, std::vector<SettingPath> spellings)
      : chain_(chain), spellings_(std::move(spellings)) {}

  void read(const SettingsFile& file);

 private:
  void skip(const SettingsFile& file, json::Place at, std::string why);

  Chain& chain_;
  std::vector<SettingPath> spellings_;
};

void Files::skip(const SettingsFile& file, json::Place at, std::string why) {
  Origin origin;
  origin.state = "skipped";
  origin.at = {file.shown, at.line, at.column};
  origin.level = file.level;
  origin.why = std::move(why);
  chain_.broken(std::move(origin));
}

void Files::read(const SettingsFile& file) {
  const auto text = os::read_file(file.path, kMaxFileBytes);
  if (!text) {
    if (text.error().kind != Error::Kind::not_found) skip(file, {0, 0}, text.error().what);
    return;
  }
  const auto parsed = json::parse_located(*text);
  if (const auto* error = std::get_if<json::LocatedError>(&parsed)) {
    return skip(file, error->at, "not valid JSON: " + error->what);
  }
  const Located& root = std::get<json::LocatedText>(parsed).root;
  if (!root.is(Located::Type::object)) {
    return skip(file, root.at, "the file must contain a JSON object");
  }
  for (const SettingPath& spelling : spellings_) {
    // The legacy file has nothing but models.
    const bool models = spelling == SettingPath{"customModels"};
    if (file.legacy && !models) continue;
    const SettingPath path = file.legacy ? SettingPath{"custom_models"} : spelling;
    const Located* value = find_at(root, path);
    if (value == nullptr) continue;
    Origin origin;
    origin.at = {file.shown, value->at.line, value->at.column};
    origin.level = file.level;
    origin.key = to_string(path);
    origin.value = shown_value(name_in(path), *value);
    chain_.add(std::move(origin), *value);
  }
}

Located text_value(std::string text) {
  Located value;
  value.type = Located::Type::string;
  value.text = std::move(text);
  return value;
}

}  // namespace

Result<Explanation> explain(const Request& request, std::string_view key) {
  const Environment& environment = request.environment;
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
  std::vector<SettingPath> spellings = {path};
  Chain chain(*explanation.row, is_exact(*explanation.row, path));
  for (const Family& family : kFamilies) {
    if (explanation.key != family.first && explanation.key != family.second) continue;
    spellings.clear();
    for (const std::string_view name : {family.first, family.second}) {
      INGOT_TRY(SettingPath spelling, parse_setting_path(name));
      spellings.push_back(std::move(spelling));
    }
    const auto variable = environment(std::string(family.variable));
    if (!variable || variable->empty()) continue;
    Origin origin;
    origin.at.file = family.variable;
    origin.level = "environment";
    origin.key = explanation.key;
    origin.value = json::quoted(*variable);
    chain.add(std::move(origin), text_value(*variable));
  }
  Files files(chain, std::move(spellings));
  for (const SettingsFile& file : user_files(request.folder, environment)) files.read(file);
  explanation.chain = chain.take(explanation.value, name_in(path));
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
