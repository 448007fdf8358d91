// What several levels give together, against a reference that works the specification's sentences
// off one by one (CFG-6..10).

#include <fstream>
#include <map>
#include <random>
#include <set>

#include "config/chain.h"
#include "config/layer.h"
#include "json/writer.h"

namespace ingot::config {
namespace {

using json::Located;

constexpr std::string_view kWords[] = {"off", "low", "medium", "high"};
constexpr std::string_view kUrls[] = {"https://a.example", "https://a.example/v1",
                                      "https://a.example/v10", "https://b.example:8443/x",
                                      "https://b.example"};

// What one file says; a missing member is a key the file does not have.
struct Said {
  std::map<std::string, std::string> scalars;                       // key, JSON
  std::map<std::string, std::vector<std::string>> strings;          // key, elements
  std::map<std::string, std::int64_t> numbers;                      // compactionTokenLimitPerModel
  std::map<std::string, std::map<std::string, std::string>> hooks;  // event, name: value
  std::vector<std::pair<std::string, std::string>> models;          // display name, model
};

struct File {
  Level level = Level::user;
  std::string name;
  Said said;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t most) { return random_() % most; }
  bool heads() { return below(2) == 0; }

 private:
  std::mt19937 random_;
};

std::vector<std::string> some(Dice& dice, const std::vector<std::string>& from) {
  std::vector<std::string> out;
  for (std::size_t count = dice.below(4); count > 0; --count) {
    out.push_back(from[dice.below(from.size())]);
  }
  return out;
}

Said any_words(Dice& dice) {
  Said said;
  const auto maybe = [&](const std::string& key, std::string value) {
    if (dice.heads()) said.scalars[key] = std::move(value);
  };
  maybe("theme", json::quoted("t" + std::to_string(dice.below(3))));
  // A wrong one leaves the key to the next level.
  maybe("diffMode", dice.heads() ? R"("unified")" : dice.heads() ? R"("github")" : "7");
  maybe("llmRequestTimeout", std::to_string(500 + dice.below(3) * 500));
  maybe("maxAutonomyLevel", json::quoted(std::string(kWords[dice.below(4)])));
  maybe("hooksDisabled", dice.heads() ? "true" : "false");
  const std::vector<std::string> commands = {"make", "ls", "git push", "rm"};
  if (dice.heads()) said.strings["commandDenylist"] = some(dice, commands);
  if (dice.heads()) said.strings["modelFavorites"] = some(dice, commands);
  for (const char* id : {"a", "b", "c"}) {
    if (dice.below(3) == 0) said.numbers[id] = static_cast<std::int64_t>(1 + dice.below(9));
  }
  for (const char* event : {"Start", "Stop"}) {
    if (dice.below(3) == 0) said.hooks[event][dice.heads() ? "x" : "y"] = json::quoted(event);
  }
  for (const char* name : {"A", "B", "C"}) {
    if (dice.below(3) == 0) said.models.emplace_back(name, "m" + std::to_string(dice.below(9)));
  }
  if (dice.heads()) {
    auto& urls = said.strings["modelPolicy.allowedBaseUrls"];
    for (std::size_t count = 1 + dice.below(3); count > 0; --count) {
      urls.emplace_back(kUrls[dice.below(std::size(kUrls))]);
    }
  }
  return said;
}

std::string json_of(const Said& said) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const auto& [key, value] : said.scalars) out.raw_member(key, value);
  for (const auto& [key, elements] : said.strings) {
    const bool policy = key.starts_with("modelPolicy.");
    if (policy) out.key("modelPolicy").begin_object();
    out.key(key.substr(key.rfind('.') + 1)).begin_array();
    for (const std::string& element : elements) out.string(element);
    out.end_array();
    if (policy) out.end_object();
  }
  out.key("compactionTokenLimitPerModel").begin_object();
  for (const auto& [id, limit] : said.numbers) out.member(id, limit);
  out.end_object().key("hooks").begin_object();
  for (const auto& [event, members] : said.hooks) {
    out.key(event).begin_object();
    for (const auto& [name, value] : members) out.raw_member(name, value);
    out.end_object();
  }
  out.end_object().key("customModels").begin_array();
  for (const auto& [name, model] : said.models) {
    out.begin_object().member("displayName", name).member("model", model).end_object();
  }
  out.end_array().end_object();
  return text;
}

// --- The reference: plain loops over the files, strongest first. -------------------------------

std::string scalar(const std::vector<File>& files, const std::string& key,
                   const std::set<std::string>& wrong) {
  for (const File& file : files) {
    const auto at = file.said.scalars.find(key);
    if (at != file.said.scalars.end() && !wrong.contains(at->second)) return at->second;
  }
  return {};
}

// The first value of each level, then the strictest of them; the strongest of equals.
std::string strictest(const std::vector<File>& files, const std::string& key,
                      const std::vector<std::string>& order) {
  std::set<Level> spoken;
  std::size_t best = order.size();
  for (const File& file : files) {
    const auto at = file.said.scalars.find(key);
    if (at == file.said.scalars.end() || !spoken.insert(file.level).second) continue;
    best = std::min<std::size_t>(
        best, static_cast<std::size_t>(std::find(order.begin(), order.end(), at->second) -
                                       order.begin()));
  }
  return best == order.size() ? "" : order[best];
}

std::vector<std::string> joined(const std::vector<File>& files, const std::string& key) {
  std::vector<std::string> out;
  for (const File& file : files) {
    const auto at = file.said.strings.find(key);
    if (at == file.said.strings.end()) continue;
    for (const std::string& one : at->second) {
      if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
    }
  }
  return out;
}

// Whether every level that has a list admits the URL; a list admits what begins with one of its
// elements, up to the end or a slash.
bool admitted(const std::vector<File>& files, const std::string& url) {
  std::set<Level> spoken;
  for (const File& file : files) {
    const auto at = file.said.strings.find("modelPolicy.allowedBaseUrls");
    if (at == file.said.strings.end() || !spoken.insert(file.level).second) continue;
    const bool here = std::any_of(at->second.begin(), at->second.end(), [&](const auto& rule) {
      return url == rule || url.starts_with(rule + "/");
    });
    if (!here) return false;
  }
  return true;
}

class Merging : public testing::Test {
 protected:
  Merging() {
    std::string name = testing::TempDir() + "ingot-merge-XXXXXX";
    root_ = ::mkdtemp(name.data());
    std::filesystem::create_directories(root_ / "user");
    request_.folder = root_ / "user";
    request_.environment = [](const std::string&) { return std::nullopt; };
    request_.managed = root_ / "managed.json";
    request_.overlay = (root_ / "overlay.json").string();
  }
  ~Merging() override { std::filesystem::remove_all(root_); }

  std::vector<File> write(Dice& dice) {
    std::vector<File> files = {{Level::managed, "managed.json", {}},
                               {Level::runtime, "overlay.json", {}},
                               {Level::user, "user/ingot.json", {}},
                               {Level::user, "user/settings.local.json", {}},
                               {Level::user, "user/settings.json", {}}};
    for (File& file : files) {
      if (dice.below(4) > 0) file.said = any_words(dice);
      std::ofstream(root_ / file.name) << json_of(file.said);
    }
    return files;
  }

  static std::string text(const std::vector<Layer>& layers, std::string_view key) {
    const Chain chain = resolve(layers, *parse_setting_path(key));
    return chain.value ? chain.value->to_json() : "";
  }
  static std::vector<std::string> list(const std::vector<Layer>& layers, std::string_view key) {
    std::vector<std::string> out;
    const Chain chain = resolve(layers, *parse_setting_path(key));
    if (!chain.value) return out;
    for (const Located& element : chain.value->elements) out.push_back(element.text);
    return out;
  }

  std::filesystem::path root_;
  Request request_;
};

// CFG-9: numbers by id, and objects within an object.
void expect_objects(const std::vector<File>& files, const std::vector<Layer>& layers) {
  std::map<std::string, std::string> expected;
  std::map<std::string, std::string> found;
  for (const File& file : files) {
    for (const auto& [id, number] : file.said.numbers) {
      expected.emplace("number " + id, std::to_string(number));
    }
    for (const auto& [event, members] : file.said.hooks) {
      for (const auto& [name, value] : members) expected.emplace(event + " " + name, value);
    }
  }
  const Chain numbers = resolve(layers, SettingPath{"compactionTokenLimitPerModel"});
  for (const auto& member : numbers.value->members) {
    found.emplace("number " + member.key, member.value.to_json());
  }
  const Chain hooks = resolve(layers, SettingPath{"hooks"});
  for (const auto& event : hooks.value->members) {
    for (const auto& member : event.value.members) {
      found.emplace(event.key + " " + member.key, member.value.to_json());
    }
  }
  EXPECT_EQ(found, expected);
}

// CFG-10
void expect_models(const std::vector<File>& files, const std::vector<Layer>& layers) {
  std::map<std::string, std::string> expected;
  std::map<std::string, std::string> found;
  for (const File& file : files) {
    expected.insert(file.said.models.begin(), file.said.models.end());
  }
  const Chain chain = resolve(layers, SettingPath{"customModels"});
  for (const Located& entry : chain.value->elements) {
    EXPECT_TRUE(found.emplace(entry.find("displayName")->text, entry.find("model")->text).second);
  }
  EXPECT_EQ(found, expected);
}

void expect_urls(const std::vector<File>& files, const std::vector<Layer>& layers) {
  const Chain urls = resolve(layers, *parse_setting_path("modelPolicy.allowedBaseUrls"));
  if (!urls.value) return;
  for (const std::string_view probe :
       {"https://a.example", "https://a.example/v1", "https://a.example/v10",
        "https://a.example/v1/x", "https://b.example:8443/x/y", "https://b.example"}) {
    const auto& rules = urls.value->elements;
    const bool here = std::any_of(rules.begin(), rules.end(), [&](const Located& rule) {
      return probe == rule.text || probe.starts_with(rule.text + "/");
    });
    EXPECT_EQ(here, admitted(files, std::string(probe))) << probe;
  }
}

// CFG-6..10, CFG-15
TEST_F(Merging, AgreesWithAPlainReference) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice(seed);
    const std::vector<File> files = write(dice);
    const std::vector<Layer> layers = read_layers(request_).list;
    EXPECT_EQ(text(layers, "theme"), scalar(files, "theme", {}));
    EXPECT_EQ(text(layers, "diffMode"), scalar(files, "diffMode", {"7"}));
    EXPECT_EQ(text(layers, "llmRequestTimeout"), scalar(files, "llmRequestTimeout", {"500"}));
    const std::vector<std::string> words = {R"("off")", R"("low")", R"("medium")", R"("high")"};
    EXPECT_EQ(text(layers, "maxAutonomyLevel"), strictest(files, "maxAutonomyLevel", words));
    EXPECT_EQ(text(layers, "hooksDisabled"), strictest(files, "hooksDisabled", {"true", "false"}));
    EXPECT_EQ(list(layers, "commandDenylist"), joined(files, "commandDenylist"));
    EXPECT_EQ(list(layers, "modelFavorites"), joined(files, "modelFavorites"));
    expect_objects(files, layers);
    expect_models(files, layers);
    expect_urls(files, layers);
  }
}

}  // namespace
}  // namespace ingot::config
