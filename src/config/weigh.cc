#include "config/weigh.h"

#include <algorithm>
#include <utility>

#include "config/item_facts.h"
#include "config/keys.h"
#include "config/rules.h"
#include "config/secret_text.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::config {
namespace {

namespace fs = std::filesystem;
using json::Located;
using json::LocatedMember;
using State = TrustItem::State;
using Type = SettingKey::Type;

constexpr std::size_t kMaxItems = 1000;

struct Kind {
  std::string_view key, noun;
  bool runs;  // its texts are commands
};
constexpr Kind kKinds[] = {
    {"customModels", "model", false},
    {"commandAllowlist", "allowlist entry", false},
    {"hooks", "hook", true},
    {"statusLine", "status line command", true},
    {"enabledPlugins", "plugin", false},
    {"extraKnownMarketplaces", "plugin source", false},
    {"strictKnownMarketplaces", "plugin source", false},
    {"mcpServers", "MCP server", true},
};
constexpr Kind kSetting = {"", "setting", false};

const Kind& kind_of(const SettingPath& path) {
  const auto& top = std::get<std::string>(path.front());
  const auto* const found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                         [&](const Kind& kind) { return kind.key == top; });
  return found == std::end(kKinds) ? kSetting : *found;
}

// The parts one by one, so that no two lists of them read the same.
std::string hash_of(const std::vector<std::string>& parts) {
  std::string text = "1";
  for (const std::string& part : parts) text += ":" + std::to_string(part.size()) + ":" + part;
  return os::sha256_hex(text);
}

bool holds(const TrustRecord::Hashes& hashes, const TrustItem& item) {
  const auto file = hashes.find(item.file);
  return file != hashes.end() && file->second.contains(item.hash);
}

class Weigher {
 public:
  Weigher(const Weighing& by, std::string shown, std::string file, std::vector<TrustItem>& items)
      : by_(by), shown_(std::move(shown)), file_(std::move(file)), items_(items) {}

  // Leaves in `object` what counts.
  void go_through(Located& object, const SettingPath& at);
  // The members of an object whose keys are free.
  void weigh_members(Located& object, const SettingPath& at);
  std::vector<LeftOut> take_left_out() { return std::move(left_out_); }

 private:
  bool keeps(Located& value, const SettingPath& path);
  bool stays_inside(const std::string& folder) const;
  void weigh_elements(Located& array, const SettingPath& path, bool in_place);
  bool accepts(const Located& value, const SettingPath& path);
  bool refuse(const Located& value, const SettingPath& path, const std::string& why);
  TrustItem item_for(const Located& value, const SettingPath& path) const;
  ItemFacts facts_for(const Located& value, const SettingPath& path) const;

  const Weighing& by_;
  std::string shown_, file_;
  std::vector<TrustItem>& items_;
  std::vector<LeftOut> left_out_;
};

void Weigher::go_through(Located& object, const SettingPath& at) {
  std::erase_if(object.members, [&](LocatedMember& member) {
    SettingPath path = at;
    path.emplace_back(member.key);
    return !keeps(member.value, path);
  });
}

void Weigher::weigh_members(Located& object, const SettingPath& at) {
  std::erase_if(object.members, [&](const LocatedMember& member) {
    SettingPath path = at;
    path.emplace_back(member.key);
    return !accepts(member.value, path);
  });
}

// `in_place`: positions count, so what goes leaves a null behind.
void Weigher::weigh_elements(Located& array, const SettingPath& path, bool in_place) {
  for (Located& element : array.elements) {
    if (accepts(element, path)) continue;
    const json::Place place = element.at;
    element = Located();
    element.at = place;
  }
  if (!in_place) {
    std::erase_if(array.elements,
                  [](const Located& element) { return element.is(Located::Type::null); });
  }
}

// How high a level is; of autonomyMode "auto-high" as well.
std::ptrdiff_t height(std::string_view level) {
  constexpr std::string_view kLevels[] = {"off", "low", "medium", "high"};
  if (level == "normal" || level == "spec") return 0;
  if (level.starts_with("auto-")) level.remove_prefix(5);
  return std::find(std::begin(kLevels), std::end(kLevels), level) - std::begin(kLevels);
}

// Of the project, also through links.
bool Weigher::stays_inside(const std::string& folder) const {
  return os::is_inside(os::canonical(os::absolute(folder, by_.root)), os::canonical(by_.root));
}

bool Weigher::keeps(Located& value, const SettingPath& path) {
  const SettingKey* row = find_key(path);
  const std::string name = to_string(path);
  if (row == nullptr || name == "$schema" || value.is(Located::Type::null)) return true;
  if (name == "sessionDefaultSettings.autonomyLevel" ||
      name == "sessionDefaultSettings.autonomyMode") {
    return height(value.text) <= height(by_.own_autonomy) ||
           refuse(value, path, "above your own level, which is " + by_.own_autonomy);
  }
  if (name == "specSaveDir" && !stays_inside(value.text)) {
    return refuse(value, path, "it leads out of the project");
  }
  const bool object = value.is(Located::Type::object);
  if (object && has_rows_inside(*row) && name != "statusLine") {
    go_through(value, path);
    return true;
  }
  if (only_restricts(*row, value)) return true;
  if (only_loosens(*row, value)) {
    return refuse(value, path, "a project can only make this stricter");
  }
  if (name == "customModels" && value.is(Located::Type::array)) {
    weigh_elements(value, path, true);
    return true;
  }
  if (row->type == Type::strings && value.is(Located::Type::array)) {
    weigh_elements(value, path, false);
    return true;
  }
  if (object && name != "statusLine") {
    weigh_members(value, path);
    return true;
  }
  return accepts(value, path);
}

ItemFacts Weigher::facts_for(const Located& value, const SettingPath& path) const {
  const Kind& kind = kind_of(path);
  if (kind.runs) return facts_of_command(value, by_.root);
  if (kind.key != "customModels") return {};
  ItemFacts facts = facts_of_model(value, by_.root, by_.environment);
  if (const std::string key = entry_key(value); by_.own_models.contains(key)) {
    facts.consequences.push_back("takes the place of your own model \"" + key + "\"");
  }
  return facts;
}

TrustItem Weigher::item_for(const Located& value, const SettingPath& path) const {
  const Kind& kind = kind_of(path);
  TrustItem item;
  item.kind = kind.noun;
  item.name = to_string(path);
  item.at = {shown_, value.at.line, value.at.column};
  item.file = file_;
  Located shown = value;
  hide_keys(std::get<std::string>(path.back()), shown);
  item.value = shown.to_json();
  ItemFacts facts = facts_for(value, path);
  item.consequences = std::move(facts.consequences);
  std::vector<std::string> parts = {file_, item.name, value.to_json()};
  parts.insert(parts.end(), facts.hashed.begin(), facts.hashed.end());
  item.hash = hash_of(parts);
  return item;
}

bool Weigher::accepts(const Located& value, const SettingPath& path) {
  if (items_.size() >= kMaxItems) {
    left_out_.push_back({path, value, "the project has too many of these"});
    return false;
  }
  TrustItem& item = items_.emplace_back(item_for(value, path));
  if (by_.everything || holds(by_.record.accepted, item)) {
    item.state = State::accepted;
    return true;
  }
  if (holds(by_.record.declined, item)) item.state = State::declined;
  left_out_.push_back({path, value, "ingot trust shows what this project asks for"});
  return false;
}

bool Weigher::refuse(const Located& value, const SettingPath& path, const std::string& why) {
  if (items_.size() < kMaxItems) {
    TrustItem& item = items_.emplace_back(item_for(value, path));
    item.state = State::never;
    item.consequences = {why};
  }
  left_out_.push_back({path, value, why});
  return false;
}

std::string name_below(const fs::path& path, const fs::path& root) {
  return path.lexically_relative(root).string();
}

}  // namespace

void weigh(Layer& layer, const Weighing& by, std::vector<TrustItem>& items) {
  Weigher weigher(by, layer.file.shown, name_below(layer.file.path, by.root), items);
  weigher.go_through(layer.root, {});
  layer.left_out = weigher.take_left_out();
}

void weigh_servers(const fs::path& file, const Weighing& by, std::vector<TrustItem>& items) {
  const auto text = os::read_regular_file(file, kMaxProjectFileBytes);
  if (!text) return;
  auto parsed = json::parse_located(*text);
  auto* json = std::get_if<json::LocatedText>(&parsed);
  const Located* found = json == nullptr ? nullptr : json->root.find("mcpServers");
  if (found == nullptr || !found->is(Located::Type::object)) return;
  Located servers = *found;
  Weigher(by, shown_path(file, by.environment), name_below(file, by.root), items)
      .weigh_members(servers, {std::string("mcpServers")});
}

}  // namespace ingot::config
