#include "tools/input.h"

namespace ingot::tools {
namespace {

constexpr ParameterName kNames[] = {{"path", {"file"}}, {"count"}, {"deep"}, {"names"}};
constexpr InputShape kShape{kNames, R"({"path":"a"})"};

struct Read {
  std::string path;
  std::optional<std::int64_t> count;
  bool deep = false;
  std::vector<std::string> names;
  std::string error, notes;
};

Read read(std::string_view json) {
  const auto document = json::Document::parse(json);
  Input in(document->root(), kShape);
  Read out;
  out.path = in.required_text("path");
  out.count = in.whole_number("count", 0);
  out.deep = in.flag("deep", false);
  out.names = in.texts("names");
  if (const auto status = in.status(); !status) out.error = to_text(status.error());
  out.notes = in.notes();
  return out;
}

// CLI-75
TEST(Input, NumbersAndFlagsGivenAsStringsAreRepaired) {
  const Read in = read(R"({"path":"a","count":" 20 ","deep":"True"})");
  EXPECT_EQ(in.error, "");
  EXPECT_EQ(in.count, 20);
  EXPECT_TRUE(in.deep);
  EXPECT_EQ(read(R"({"path":"a","count":3.0})").count, 3);
  EXPECT_EQ(read(R"({"path":"a","count":"3.0"})").count, 3);
  EXPECT_EQ(read(R"({"path":"a","count":""})").count, std::nullopt);
  EXPECT_EQ(read(R"({"path":"a","count":null})").error, "");
  EXPECT_TRUE(read(R"({"path":"a","deep":1})").deep);
  EXPECT_FALSE(read(R"({"path":"a","deep":"no"})").deep);
}

// CLI-75
TEST(Input, ASingleStringBecomesAList) {
  using testing::ElementsAre;
  EXPECT_THAT(read(R"({"path":"a","names":"x"})").names, ElementsAre("x"));
  EXPECT_THAT(read(R"({"path":"a","names":["x","y"]})").names, ElementsAre("x", "y"));
  EXPECT_THAT(read(R"({"path":"a","names":"[\"x\",\"y\"]"})").names, ElementsAre("x", "y"));
  EXPECT_THAT(read(R"({"path":"a","names":"[a-z]*"})").names, ElementsAre("[a-z]*"));
  EXPECT_THAT(read(R"({"path":"a","names":""})").names, ElementsAre());
}

// CLI-75
TEST(Input, ErrorsNameTheParameterAndShowAnExample) {
  EXPECT_EQ(read("{}").error, R"(the required parameter `path` is missing; example: {"path":"a"})");
  EXPECT_EQ(read(R"({"path":null})").error,
            R"(the required parameter `path` is missing; example: {"path":"a"})");
  EXPECT_EQ(read(R"({"path":7})").error,
            R"(the parameter `path` must be a string; example: {"path":"a"})");
  EXPECT_EQ(read(R"({"path":"a","count":"many"})").error,
            R"(the parameter `count` must be a whole number, at least 0; example: {"path":"a"})");
  EXPECT_EQ(read(R"({"path":"a","count":-1})").error,
            R"(the parameter `count` must be a whole number, at least 0; example: {"path":"a"})");
  EXPECT_EQ(read(R"({"path":"a","deep":"perhaps"})").error,
            R"(the parameter `deep` must be true or false; example: {"path":"a"})");
  EXPECT_EQ(read(R"({"path":"a","names":[1]})").error,
            R"(the parameter `names` must be a list of strings; example: {"path":"a"})");
  EXPECT_EQ(read("[]").error, R"(the input must be a JSON object; example: {"path":"a"})");
}

TEST(Input, OtherAgentsNamesAreTakenWhenOursIsAbsent) {
  EXPECT_EQ(read(R"({"file":"b"})").path, "b");
  EXPECT_EQ(read(R"({"file":"b","path":"a"})").path, "a");
  EXPECT_EQ(read(R"({"file":"b"})").notes, "");
}

// CLI-75
TEST(Input, UnknownParametersAreNoted) {
  EXPECT_EQ(read(R"({"path":"a","why":1})").notes, "\n[Unknown parameter `why` ignored]");
  EXPECT_EQ(read(R"({"path":"a","why":1})").error, "");
}

}  // namespace
}  // namespace ingot::tools
