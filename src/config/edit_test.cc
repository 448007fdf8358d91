#include "config/edit.h"

#include <random>

#include "json/located.h"
#include "json/writer.h"

namespace ingot::config {
namespace {

SettingPath path_of(std::string_view text) {
  auto path = parse_setting_path(text);
  EXPECT_TRUE(path) << text;
  return path ? *std::move(path) : SettingPath();
}

std::string edited(std::string_view text, Edit::Kind kind, std::string_view path,
                   std::string json = {}) {
  const auto result = edit(text, {{kind, path_of(path), std::move(json)}}, "s.json");
  return result ? *result : "error: " + to_text(result.error());
}
std::string set(std::string_view text, std::string_view path, std::string json) {
  return edited(text, Edit::Kind::set, path, std::move(json));
}
std::string append(std::string_view text, std::string_view path, std::string json) {
  return edited(text, Edit::Kind::append, path, std::move(json));
}
std::string removed(std::string_view text, std::string_view path) {
  return edited(text, Edit::Kind::remove, path);
}

TEST(SettingPathTest, IsReadAndWritten) {
  for (const char* text :
       {"model", "sessionDefaultSettings.model", "customModels[2].displayName",
        R"(compactionTokenLimitPerModel["gpt-5.1"])", R"(a["]\""].b[0][1])", "$schema"}) {
    EXPECT_EQ(to_string(path_of(text)), text);
  }
  for (const char* text : {"", ".", "a.", ".a", "a..b", "[0]", "a[", "a[]", "a[-1]", "a[x]",
                           "a[0]b", R"(a["x)", "a b", "a[99999999999999999999999]"}) {
    const auto path = parse_setting_path(text);
    ASSERT_FALSE(path) << text;
    EXPECT_NE(path.error().remedy, "") << text;
  }
}

TEST(Edit, MakesAnEmptyFileAnObject) {
  EXPECT_EQ(set("", "model", R"("x")"), "{\n  \"model\": \"x\"\n}\n");
  EXPECT_EQ(set(" \n\n", "model", R"("x")"), "{\n  \"model\": \"x\"\n}\n");
  EXPECT_EQ(set("\xEF\xBB\xBF", "model", "1"), "\xEF\xBB\xBF{\n  \"model\": 1\n}\n");
  EXPECT_EQ(set("// mine\r\n", "model", "1"), "// mine\r\n{\r\n  \"model\": 1\r\n}\r\n");
  EXPECT_EQ(set("{}", "a.b", "1"), "{\n  \"a\": {\n    \"b\": 1\n  }\n}");
  EXPECT_EQ(set("{ }\n", "a", "1"), "{\n  \"a\": 1\n}\n");
  EXPECT_EQ(set("{\n  // \"a\": 0\n}\n", "a", "1"), "{\n  // \"a\": 0\n  \"a\": 1\n}\n");
  EXPECT_EQ(append("", "customModels", R"({"model":"m","extraArgs":{}})"),
            "{\n  \"customModels\": [\n    {\n      \"model\": \"m\",\n"
            "      \"extraArgs\": {}\n    }\n  ]\n}\n");
  EXPECT_EQ(removed("", "a"), "");
  EXPECT_EQ(removed(" // only this\n", "a"), " // only this\n");
}

TEST(Edit, ReplacesOneValue) {
  EXPECT_EQ(set(R"({"a": 1, "b" :2})", "b", R"("x")"), R"({"a": 1, "b" :"x"})");
  EXPECT_EQ(set(R"({"a":{"b":[0,{"c":null}]}})", "a.b[1].c", "7"), R"({"a":{"b":[0,{"c":7}]}})");
  // Of two, the one in force.
  EXPECT_EQ(set(R"({"a":1,"a":2})", "a", "3"), R"({"a":1,"a":3})");
  EXPECT_EQ(set("{\n\t\"a\": 1 // one\n}", "a", R"(["x","y"])"),
            "{\n\t\"a\": [\"x\", \"y\"] // one\n}");
  EXPECT_EQ(set("{\r\n\t\"a\": 1\r\n}", "a", R"({"b":{"c":1}})"),
            "{\r\n\t\"a\": {\r\n\t\t\"b\": {\r\n\t\t\t\"c\": 1\r\n\t\t}\r\n\t}\r\n}");
  // A null is as good as absent.
  EXPECT_EQ(set(R"({"a": null})", "a.b", "1"), R"({"a": {"b": 1}})");
}

TEST(Edit, AnEqualValueChangesNothing) {
  const std::string text =
      "{\"n\": 1.0, \"s\": \"\\u0061\", \"o\": {\"y\": [1 /*x*/, 2,], \"x\": {}}}";
  EXPECT_EQ(set(text, "n", "1"), text);
  EXPECT_EQ(set(text, "s", R"("a")"), text);
  EXPECT_EQ(set(text, "o", R"({"x":{},"y":[1,2]})"), text);
  EXPECT_NE(set(text, "o", R"({"x":{},"y":[2,1]})"), text);
  EXPECT_NE(set(text, "o", R"({"x":{}})"), text);
  // Doubles do not tell these apart.
  EXPECT_EQ(set(R"({"n":9007199254740993})", "n", "9007199254740992"), R"({"n":9007199254740992})");
}

TEST(Edit, AddsAMemberAsTheOthersStand) {
  EXPECT_EQ(set("{\n   \"a\": 1, // one\n   \"b\": 2  // two\n   // end\n}\n", "c", "3"),
            "{\n   \"a\": 1, // one\n   \"b\": 2,  // two\n   \"c\": 3\n   // end\n}\n");
  EXPECT_EQ(set("{\n  \"a\": 1, // one\n}\n", "c", "3"), "{\n  \"a\": 1, // one\n  \"c\": 3,\n}\n");
  EXPECT_EQ(set("{\n  \"a\": 1 // one\n  ,\n}\n", "c", "3"),
            "{\n  \"a\": 1 // one\n  ,\n  \"c\": 3,\n}\n");
  EXPECT_EQ(set(R"({"a":1})", "c", "3"), R"({"a":1,"c":3})");
  EXPECT_EQ(set(R"({ "a": 1, })", "c", "3"), R"({ "a": 1, "c": 3, })");
  EXPECT_EQ(set("{ \"a\": 1 // one\n}", "c", "3"), "{ \"a\": 1, \"c\": 3 // one\n}");
  EXPECT_EQ(set("{\n  \"a\": 1 }", "c", "3"), "{\n  \"a\": 1,\n  \"c\": 3 }");
  EXPECT_EQ(set(R"({"a":{}})", "a.b", R"({"c":[1]})"), R"({"a":{"b":{"c":[1]}}})");
  EXPECT_EQ(set("{\n\t\"a\": {}\n}", "a.b", "1"), "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}");
  EXPECT_EQ(append("{\n  \"a\": [\n    1,\n    2\n  ]\n}", "a", "3"),
            "{\n  \"a\": [\n    1,\n    2,\n    3\n  ]\n}");
  EXPECT_EQ(append("{\"a\": [1, 2]}", "a", "3"), "{\"a\": [1, 2, 3]}");
  EXPECT_EQ(append("{\"a\": null}", "a", "3"), "{\"a\": [3]}");
}

TEST(Edit, RemovesAMemberOrAnElement) {
  EXPECT_EQ(removed("{\n  \"a\": 1, // one\n  \"b\": 2\n}\n", "b"), "{\n  \"a\": 1 // one\n}\n");
  EXPECT_EQ(removed("{\n  \"a\": 1, // one\n  \"b\": 2\n}\n", "a"), "{\n  // one\n  \"b\": 2\n}\n");
  EXPECT_EQ(removed("{\r\n  \"a\": {\r\n  },\r\n  \"b\": 2,\r\n}\r\n", "a"),
            "{\r\n  \"b\": 2,\r\n}\r\n");
  EXPECT_EQ(removed(R"({"a": 1, "b": 2, "c": 3})", "a"), R"({"b": 2, "c": 3})");
  EXPECT_EQ(removed(R"({"a": 1, "b": 2, "c": 3})", "b"), R"({"a": 1, "c": 3})");
  EXPECT_EQ(removed(R"({"a": 1, "b": 2, "c": 3})", "c"), R"({"a": 1, "b": 2})");
  EXPECT_EQ(removed("{\"a\": 1 // one\n, \"b\": 2}", "a"), "{// one\n \"b\": 2}");
  EXPECT_EQ(removed(R"({"a":1})", "a"), "{}");
  EXPECT_EQ(removed(R"({"a":1,"b":2,"a":3})", "a"), R"({"b":2})");
  EXPECT_EQ(removed(R"({"a":[1,1,2]})", "a[0]"), R"({"a":[1,2]})");
  EXPECT_EQ(removed("{\n  \"a\": [\n    {},\n    {\"x\": 1}\n  ]\n}", "a[1]"),
            "{\n  \"a\": [\n    {}\n  ]\n}");
  for (const char* path : {"x", "a.b", "a.b.c", "n.x"}) {
    EXPECT_EQ(removed(R"({"a":{}, "n":null})", path), R"({"a":{}, "n":null})");
  }
}

TEST(Edit, TakesAValueOutOfAnArray) {
  const auto without = [](const std::string& text, const std::string& json) {
    const auto after = edit(text, {{Edit::Kind::take_out, {"a"}, json}}, "f");
    return after ? *after : to_text(after.error());
  };
  EXPECT_EQ(without(R"({"a": ["x", "y", "x"], "b": ["x"]})", "\"x\""),
            R"({"a": ["y"], "b": ["x"]})");
  EXPECT_EQ(without("{\n  \"a\": [\n    \"x\", // one\n    \"y\"\n  ]\n}", "\"y\""),
            "{\n  \"a\": [\n    \"x\" // one\n  ]\n}");
  for (const char* same : {R"({"a": ["y"]})", R"({"a": "x"})", R"({"a": null})", "{}", ""}) {
    EXPECT_EQ(without(same, "\"x\""), same);
  }
}

TEST(Edit, RefusesWhatItCannotChangeSafely) {
  const auto refused = [](std::string_view text, std::string_view path) {
    const auto result = edit(text, {{Edit::Kind::set, path_of(path), "1"}}, "~/s.json");
    EXPECT_FALSE(result) << text;
    if (result) return std::string();
    EXPECT_EQ(result.error().kind, Error::Kind::invalid_argument);
    EXPECT_NE(result.error().remedy, "");
    return result.error().where + " " + result.error().what;
  };
  EXPECT_THAT(refused("{\n \"a\" 1}", "a"), testing::StartsWith("~/s.json:2:6 not valid JSON"));
  EXPECT_THAT(refused("{} x", "a"), testing::StartsWith("~/s.json:1:4 not valid JSON"));
  EXPECT_THAT(refused("/* open", "a"), testing::StartsWith("~/s.json:1:1 not valid JSON"));
  EXPECT_THAT(refused("\n [1]", "a"), testing::StartsWith("~/s.json:2:2 the file must contain"));
  EXPECT_EQ(refused("{\"a\":\n\"s\"}", "a.b"), "~/s.json:2:1 a must be an object, found a string");
  EXPECT_EQ(refused(R"({"a":{}})", "a[0]"), "~/s.json:1:6 a must be an array, found an object");
  EXPECT_EQ(refused(R"({"a":[1]})", "a[1]"),
            "~/s.json:1:6 a[1] is not there: the array has length 1");
  EXPECT_EQ(refused(R"({"b":1})", "a[0].x"), "~/s.json:1:1 a[0].x is not there");
  EXPECT_THAT(append(R"({"a":"s"})", "a", "1"), testing::HasSubstr("a must be an array"));
  EXPECT_THAT(set("{}", "a", "nope"), testing::HasSubstr("is not JSON"));
  // The value alone is fine, the file with it would be nested too deeply to be read again.
  EXPECT_THAT(set("{}", "a", std::string(199, '[') + std::string(199, ']')),
              testing::Not(testing::StartsWith("error")));
  EXPECT_THAT(set("{}", "a.b.c", std::string(199, '[') + std::string(199, ']')),
              testing::HasSubstr("nested deeper"));
}

// A settings file as nobody would write it, and the place of one value in it.
class Generated {
 public:
  explicit Generated(unsigned seed) : random_(seed) {
    newline_ = below(3) == 0 ? "\r\n" : "\n";
    if (below(4) == 0) text += "\xEF\xBB\xBF";
    chaotic_ = below(2) == 0;
    unit_ = std::vector<std::string>{"  ", "\t", "   ", "", " \t"}[below(5)];
    gap(0);
    object(0, true);
    gap(0);
    if (below(2) == 0) text += newline_;
  }

  std::string text;
  SettingPath path;  // of the value between `begin` and `end`
  std::size_t begin = 0, end = 0;

  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  void comment() {
    if (below(2) == 0) {
      text += "/* \"a\": } ] , " + std::string(below(2) == 0 ? newline_ : "") + "\xC3\xA9 */";
    } else {
      text += "// { \"target\": 1, ${VAR}" + newline_;
    }
  }
  // Between two tokens.
  void gap(std::size_t depth) {
    if (!chaotic_) return;
    for (std::size_t i = below(3); i > 0; --i) {
      switch (below(6)) {
        case 0:
          comment();
          break;
        case 1:
          text += newline_;
          for (std::size_t j = 0; j < depth; ++j) text += unit_;
          break;
        default:
          text += below(3) == 0 ? "\t" : " ";
      }
    }
  }
  // Before an item; after the last one.
  void line(std::size_t depth) {
    if (chaotic_) return gap(depth);
    if (below(8) == 0) text += " // note";
    text += newline_;
    for (std::size_t i = 0; i < depth; ++i) text += unit_;
    if (below(10) == 0) comment();
  }
  void scalar() {
    static constexpr const char* kScalars[] = {"null",
                                               "true",
                                               "-0.5e+3",
                                               "123456789012345678901234567890",
                                               R"("${GROQ_API_KEY}")",
                                               "\"\"",
                                               R"("\"}")",
                                               R"("// x")",
                                               "\"\xE6\xBC\xA2 \\u00e9 \\ud83d\\ude00\""};
    text += kScalars[below(std::size(kScalars))];
  }
  void value(std::size_t depth) {
    const std::size_t kind = depth > 5 ? 0 : below(5);
    if (kind == 3) return object(depth, false);
    if (kind == 4) return array(depth);
    scalar();
  }
  void array(std::size_t depth) {
    text += '[';
    const std::size_t count = below(4);
    for (std::size_t i = 0; i < count; ++i) {
      line(depth + 1);
      value(depth + 1);
      gap(depth);
      if (i + 1 < count || below(4) == 0) text += ',';
    }
    line(depth);
    text += ']';
  }
  void key(const std::string& name, std::size_t depth) {
    line(depth);
    text += json::quoted(name);
    gap(depth);
    text += ':';
    if (!chaotic_) text += ' ';
    gap(depth);
  }
  // One of the members of a `marked` object holds the target, or is it.
  void object(std::size_t depth, bool marked) {
    text += '{';
    const std::size_t count = below(5) + (marked ? 1 : 0);
    const std::size_t chosen = marked ? below(count) : count;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string names[] = {"model", "unknown.key", "customModels", "\xC3\xA9\"\n", "x"};
      if (i == chosen) {
        const bool deeper = depth < 4 && below(2) == 0;
        const std::string name = deeper ? "deep" : "target";
        key(name, depth + 1);
        path.emplace_back(name);
        if (deeper) {
          object(depth + 1, true);
        } else {
          begin = text.size();
          value(depth + 1);
          end = text.size();
        }
      } else {
        // The target's own name may stand before it: the later one is in force.
        key(marked && i < chosen && below(5) == 0 ? "target" : names[below(5)], depth + 1);
        value(depth + 1);
      }
      gap(depth);
      if (i + 1 < count || below(4) == 0) text += ',';
    }
    line(depth);
    text += '}';
  }

  std::mt19937 random_;
  std::string newline_, unit_;
  bool chaotic_ = false;
};

json::Located parsed(const std::string& text) {
  auto result = json::parse_located(text);
  auto* good = std::get_if<json::LocatedText>(&result);
  EXPECT_NE(good, nullptr) << text;
  return good == nullptr ? json::Located() : std::move(good->root);
}

const json::Located* at(const json::Located& root, const SettingPath& path) {
  const json::Located* node = &root;
  for (const Step& step : path) {
    if (node != nullptr) node = node->find(std::get<std::string>(step));
  }
  return node;
}

// Whether `part` is `whole` with some bytes left out.
bool is_left_of(std::string_view part, std::string_view whole) {
  std::size_t i = 0;
  for (const char c : whole) {
    if (i < part.size() && part[i] == c) ++i;
  }
  return i == part.size();
}

std::size_t ink(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return c != ' ' && c != '\t' && c != '\n' && c != '\r';
  }));
}

TEST(EditProperty, OnlyTheValueThatIsSetChanges) {
  const std::string values[] = {R"("new \"value\"")", "42", R"(["a","b"])",
                                R"({"x":{"y":[1,{}]}})"};
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Generated file(seed);
    const std::string& value = values[file.below(4)];
    const json::Located wanted = parsed(value);
    SCOPED_TRACE(std::to_string(seed) + "\n" + file.text + "\n--- " + to_string(file.path));

    // Set: the bytes before and after it stay.
    const auto changed = edit(file.text, {{Edit::Kind::set, file.path, value}}, "f");
    ASSERT_TRUE(changed) << to_text(changed.error());
    ASSERT_TRUE(changed->starts_with(file.text.substr(0, file.begin))) << *changed;
    ASSERT_TRUE(changed->ends_with(file.text.substr(file.end))) << *changed;
    const json::Located root = parsed(*changed);
    ASSERT_NE(at(root, file.path), nullptr);
    ASSERT_EQ(at(root, file.path)->to_json(), wanted.to_json());
    // Again: nothing changes.
    const auto again = edit(*changed, {{Edit::Kind::set, file.path, value}}, "f");
    ASSERT_TRUE(again);
    ASSERT_EQ(*again, *changed);

    // Add a member beside it: every byte stays, and nothing but the member and a comma is new.
    SettingPath beside = file.path;
    beside.back() = "added";
    const auto added = edit(file.text, {{Edit::Kind::set, beside, "\"v\""}}, "f");
    ASSERT_TRUE(added) << to_text(added.error());
    ASSERT_TRUE(is_left_of(file.text, *added)) << *added;
    ASSERT_EQ(ink(*added), ink(file.text) + ink("\"added\":\"v\",")) << *added;
    const json::Located with = parsed(*added);
    ASSERT_NE(at(with, beside), nullptr);
    // ... and taken away again, what is left says what the file said.
    const auto undone = edit(*added, {{Edit::Kind::remove, beside, {}}}, "f");
    ASSERT_TRUE(undone) << to_text(undone.error());
    ASSERT_EQ(parsed(*undone).to_json(), parsed(file.text).to_json()) << *added;
    ASSERT_EQ(ink(*undone), ink(file.text)) << *added << "\n---\n" << *undone;

    // Remove it: the rest stays.
    const auto without = edit(file.text, {{Edit::Kind::remove, file.path, {}}}, "f");
    ASSERT_TRUE(without) << to_text(without.error());
    ASSERT_TRUE(is_left_of(*without, file.text)) << *without;
    ASSERT_EQ(at(parsed(*without), file.path), nullptr);
  }
}

}  // namespace
}  // namespace ingot::config
