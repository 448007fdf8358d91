#include "config/chain.h"

#include <algorithm>
#include <set>
#include <utility>

#include "config/check.h"
#include "config/keys.h"
#include "config/rules.h"
#include "config/url_rule.h"

namespace ingot::config {
namespace {

using json::Located;
using json::LocatedMember;
using State = Link::State;
using Type = SettingKey::Type;

const Located* find_at(const Located& root, const SettingPath& path) {
  const Located* node = &root;
  for (const Step& step : path) {
    const auto* key = std::get_if<std::string>(&step);
    node = key == nullptr ? nullptr : node->find(*key);
    if (node == nullptr || node->is(Located::Type::null)) return nullptr;
  }
  return node;
}

bool begins_with(const SettingPath& path, const SettingPath& front) {
  return path.size() >= front.size() && std::equal(front.begin(), front.end(), path.begin());
}

void merge_objects(Located& into, const Located& more) {
  for (const LocatedMember& member : more.members) {
    const auto own = std::find_if(into.members.begin(), into.members.end(),
                                  [&](const LocatedMember& one) { return one.key == member.key; });
    if (own == into.members.end()) {
      into.members.push_back(member);
    } else if (own->value.is(Located::Type::object) && member.value.is(Located::Type::object)) {
      merge_objects(own->value, member.value);
    }
  }
}

// CFG-8
void add_strings(Located& into, const std::vector<Located>& more) {
  std::set<std::string> there;
  for (const Located& element : into.elements) there.insert(element.text);
  for (const Located& element : more) {
    if (there.insert(element.text).second) into.elements.push_back(element);
  }
}

// Entries of a key that is there stay out (CFG-10); two of one key in one array are both kept
// (CFG-80).
void add_models(Located& into, const std::vector<Located>& more) {
  std::set<std::string> there;
  for (const Located& element : into.elements) there.insert(entry_key(element));
  for (const Located& element : more) {
    if (element.is(Located::Type::null)) continue;  // what was left out of a project's file
    const std::string key = entry_key(element);
    if (key.empty() || !there.contains(key)) into.elements.push_back(element);
  }
}

// What both arrays admit.
void narrow(Located& into, const Located& more, bool urls) {
  const auto admitted = [&](const Located& array, const std::string& text) {
    return std::any_of(array.elements.begin(), array.elements.end(), [&](const Located& rule) {
      return urls ? admits_url(rule.text, text) : rule.text == text;
    });
  };
  Located both = into;
  both.elements.clear();
  for (const Located& one : into.elements) {
    if (admitted(more, one.text)) both.elements.push_back(one);
  }
  for (const Located& one : more.elements) {
    if (admitted(into, one.text) && !admitted(both, one.text)) both.elements.push_back(one);
  }
  into = std::move(both);
}

const SettingKey& newest_row(const SettingPath& path) {
  const Spelling* spelling = find_spelling(path);
  return spelling == nullptr ? *find_key(path) : *find_row(spelling->newer);
}

class Resolver {
 public:
  Resolver(const std::vector<Layer>& layers, const SettingPath& path)
      : layers_(layers),
        path_(path),
        key_(newest_row(path)),
        exact_(is_exact(*find_key(path), path)) {
    const Spelling* spelling = exact_ ? find_spelling(path) : nullptr;
    if (spelling == nullptr) {
      names_.push_back({path, nullptr});
      return;
    }
    names_.push_back({*parse_setting_path(spelling->newer), nullptr});
    names_.push_back({*parse_setting_path(spelling->older), spelling});
  }

  Chain run() {
    for (const Layer* layer : in_order()) look_into(*layer);
    if (exact_ && key_.type == Type::object && chain_.value) compose();
    mark_locked();
    return std::move(chain_);
  }

 private:
  struct Name {
    SettingPath path;
    const Spelling* older;
  };

  std::vector<const Layer*> in_order() const;
  void look_into(const Layer& layer);
  void add(Link link, const Spelling* older);
  bool has_spoken(Level level) const;
  void merge(State& state, Level level, Located value);
  void compose();
  void mark_locked();
  bool is_stricter(const Located& value) const;
  Rule rule() const { return exact_ ? rule_of(key_) : Rule::highest; }

  const std::vector<Layer>& layers_;
  const SettingPath& path_;
  const SettingKey& key_;
  bool exact_;
  std::vector<Name> names_;
  Chain chain_;
};

// A managed default stands below the project's (CFG-17).
std::vector<const Layer*> Resolver::in_order() const {
  std::vector<const Layer*> order;
  for (const Layer& layer : layers_) order.push_back(&layer);
  if (is_session_default(path_)) {
    std::stable_partition(order.begin(), order.end(), [](const Layer* layer) {
      return layer->file.level != Level::managed && layer->file.level != Level::user;
    });
  }
  return order;
}

void Resolver::look_into(const Layer& layer) {
  for (const Name& name : names_) {
    // The legacy file has nothing but models.
    if (layer.file.legacy && path_ != SettingPath{"customModels"}) continue;
    const SettingPath path = layer.file.legacy ? SettingPath{"custom_models"} : name.path;
    if (const Located* value = find_at(layer.root, path)) {
      add({.layer = &layer, .path = path, .value = *value}, name.older);
    }
    for (const LeftOut& one : layer.left_out) {
      if (!begins_with(one.path, path) && !begins_with(path, one.path)) continue;
      chain_.links.push_back({.state = State::not_trusted,
                              .layer = &layer,
                              .path = one.path,
                              .value = one.value,
                              .why = one.why});
    }
  }
}

void Resolver::add(Link link, const Spelling* older) {
  Located value = link.value;
  // Of a list or a map only the wrong parts are lost (CFG-161).
  if (exact_ && key_.type == Type::strings && value.is(Located::Type::array)) {
    std::erase_if(value.elements,
                  [&](const Located& part) { return !wrong_part(key_, part).empty(); });
  }
  if (exact_ && key_.type == Type::numbers && value.is(Located::Type::object)) {
    std::erase_if(value.members, [&](const LocatedMember& member) {
      return !wrong_part(key_, member.value).empty();
    });
  }
  if (exact_) link.why = wrong_value(older == nullptr ? key_ : *find_key(link.path), value);
  if (older != nullptr && link.why.empty()) value = older->translate(value);
  if (link.why.empty() && key_.type == Type::text && value.text.empty()) link.why = "empty";
  if (!link.why.empty()) {
    link.state = State::skipped;
  } else {
    merge(link.state, link.layer->file.level, std::move(value));
  }
  chain_.links.push_back(std::move(link));
}

bool Resolver::is_stricter(const Located& value) const {
  switch (rule()) {
    case Rule::any_true:
      return value.text == "true" && chain_.value->text != "true";
    case Rule::any_false:
      return value.text == "false" && chain_.value->text != "false";
    case Rule::first_word: {
      const std::vector<std::string> words = key_.allowed_words();
      return std::find(words.begin(), words.end(), value.text) <
             std::find(words.begin(), words.end(), chain_.value->text);
    }
    default:
      return false;
  }
}

// Of one level's files the first that is right speaks for it (CFG-7).
bool Resolver::has_spoken(Level level) const {
  return std::any_of(chain_.links.begin(), chain_.links.end(), [&](const Link& link) {
    return link.layer->file.level == level &&
           (link.state == State::set || link.state == State::merged ||
            link.state == State::fallback);
  });
}

void Resolver::merge(State& state, Level level, Located value) {
  if (!chain_.value) {
    state = State::set;
    chain_.value = std::move(value);
    if (rule() != Rule::join && rule() != Rule::models) return;
    const std::vector<Located> elements = std::exchange(chain_.value->elements, {});
    return rule() == Rule::join ? add_strings(*chain_.value, elements)
                                : add_models(*chain_.value, elements);
  }
  state = State::merged;
  switch (rule()) {
    case Rule::join:
      return add_strings(*chain_.value, value.elements);
    case Rule::models:
      return add_models(*chain_.value, value.elements);
    case Rule::merge:
      return merge_objects(*chain_.value, value);
    case Rule::admitted_by_all:
      if (has_spoken(level)) break;
      return narrow(*chain_.value, value, key_.name == "modelPolicy.allowedBaseUrls");
    default:
      break;
  }
  state = State::fallback;
  if (has_spoken(level) || !is_stricter(value)) return;
  for (Link& link : chain_.links) {
    if (link.state == State::set) link.state = State::fallback;
  }
  state = State::set;
  chain_.value = std::move(value);
}

// The members of an object that have rows, and so rules, of their own.
void Resolver::compose() {
  for (const SettingKey* row : rows_inside(std::string(key_.name) + ".")) {
    const std::string name(row->name.substr(row->name.rfind('.') + 1));
    auto& members = chain_.value->members;
    const auto own = std::find_if(members.begin(), members.end(),
                                  [&](const LocatedMember& one) { return one.key == name; });
    if (own == members.end()) continue;
    SettingPath inner = path_;
    inner.emplace_back(name);
    if (auto value = resolve(layers_, inner).value) {
      own->value = *std::move(value);
    } else {
      members.erase(own);
    }
  }
}

void Resolver::mark_locked() {
  const Link* winner = chain_.in_force();
  if (winner == nullptr || winner->layer->file.level != Level::managed ||
      is_session_default(path_)) {
    return;
  }
  for (Link& link : chain_.links) {
    if (link.state == State::fallback && link.layer != winner->layer) link.state = State::locked;
  }
}

}  // namespace

const Link* Chain::in_force() const {
  const auto found = std::find_if(links.begin(), links.end(),
                                  [](const Link& link) { return link.state == State::set; });
  return found == links.end() ? nullptr : &*found;
}

Chain resolve(const std::vector<Layer>& layers, const SettingPath& path) {
  return Resolver(layers, path).run();
}

}  // namespace ingot::config
