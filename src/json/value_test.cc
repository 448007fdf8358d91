#include "json/value.h"

#include "json/raw.h"
#include "json/repair.h"
#include "json/writer.h"

namespace ingot::json {
namespace {

using ::testing::ElementsAre;

TEST(JsonValue, MissingNullAndWrongTypeAllAnswerNoValue) {
  const auto document = Document::parse(R"({"s":"x","n":null,"i":3,"f":3.0,"h":3.5,"b":true})");
  ASSERT_TRUE(document);
  const Value root = document->root();
  EXPECT_EQ(root["s"].string(), "x");
  EXPECT_EQ(root["s"].integer(), std::nullopt);
  EXPECT_EQ(root["i"].integer(), 3);
  EXPECT_EQ(root["f"].integer(), 3);
  EXPECT_EQ(root["h"].integer(), std::nullopt);
  EXPECT_EQ(root["h"].number(), 3.5);
  EXPECT_EQ(root["b"].boolean(), true);
  EXPECT_TRUE(root["n"].is_absent());
  EXPECT_TRUE(root["nope"]["deeper"].is_absent());
  EXPECT_FALSE(root["nope"].exists());
}

TEST(JsonValue, IteratesArraysAndObjectsInOrder) {
  const auto document = Document::parse(R"({"b":[1,[2],{"x":3}],"a":{"k":4}})");
  ASSERT_TRUE(document);
  std::vector<std::string> seen;
  for (const auto& [key, value] : document->root().members()) {
    seen.push_back(std::string(key) + "=" + value.to_json());
  }
  EXPECT_THAT(seen, ElementsAre(R"(b=[1,[2],{"x":3}])", R"(a={"k":4})"));
  std::vector<std::string> items;
  for (const Value item : document->root()["b"].elements()) items.push_back(item.to_json());
  EXPECT_THAT(items, ElementsAre("1", "[2]", R"({"x":3})"));
  for ([[maybe_unused]] const Value item : document->root()["a"].elements()) FAIL();
}

TEST(JsonValue, TextThatIsNotJsonIsAnError) {
  for (const char* text : {"", "{", "{\"a\":}", "nul", "[1,]", "{} x"}) {
    EXPECT_FALSE(Document::parse(text)) << text;
  }
}

TEST(JsonRaw, FindsTheExactBytes) {
  const std::string_view text = R"( { "a" : [ 1 , {"x": "}\"]"} ] , "b\u0062":1.0, "c":"q" } )";
  EXPECT_EQ(raw_member(text, "a"), R"([ 1 , {"x": "}\"]"} ])");
  EXPECT_EQ(raw_member(text, "bb"), "1.0");
  EXPECT_EQ(raw_member(text, "c"), "\"q\"");
  EXPECT_EQ(raw_member(text, "d"), "");
  EXPECT_THAT(raw_elements(raw_member(text, "a")), ElementsAre("1", R"({"x": "}\"]"})"));
  EXPECT_EQ(minified(text), R"({"a":[1,{"x":"}\"]"}],"b\u0062":1.0,"c":"q"})");
  EXPECT_EQ(value_end(R"({"a":1}{"b":2})"), 7U);
}

TEST(JsonReader, TakesNumbersOfAnySize) {
  const auto read = Document::parse(R"({"a":123456789012345678901234567890,"b":-1e999,"c":5})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->root()["a"].number(), 123456789012345678901234567890.0);
  EXPECT_EQ(read->root()["b"].number(), -1.7976931348623157e308);
  EXPECT_EQ(read->root()["c"].integer(), 5);
  EXPECT_FALSE(Document::parse("[01]"));
  EXPECT_FALSE(Document::parse("[1.]"));
}

// PRV-7
TEST(JsonRepair, MendsWhatServersBreak) {
  EXPECT_EQ(repaired("{\"a\":\"x\ty\",\"b\":[NaN,-Infinity,Infinity]}"),
            "{\"a\":\"x\\u0009y\",\"b\":[null,null,null]}");
  EXPECT_EQ(repaired(R"(["\ud83d","\ud83d\ude00","\ude00x","\\ud83d","NaN"])"),
            R"(["\ufffd","\ud83d\ude00","\ufffdx","\\ud83d","NaN"])");
  EXPECT_EQ(repaired("[\"\xC3\"]"), "[\"\xEF\xBF\xBD\"]");
  const std::string good = R"({"a":[1,2.5,"q\"\u00e4"],"b":null})";
  EXPECT_EQ(repaired(good), good);
  EXPECT_EQ(repaired("[\"cut \\"), "[\"cut \\");
}

// PRV-6
TEST(JsonWriter, WritesFieldsInProgramOrderWithoutWhiteSpace) {
  std::string out;
  Writer writer(out);
  writer.begin_object()
      .member("text", "h\xC3\xA9 \"\\\n\x01\xFF")
      .member("n", std::int64_t{1000000})
      .member("d", 0.1)
      .member("yes", true)
      .key("list")
      .begin_array()
      .integer(1)
      .null()
      .raw("{}")
      .end_array()
      .end_object();
  EXPECT_EQ(out,
            "{\"text\":\"h\xC3\xA9 \\\"\\\\\\n\\u0001\xEF\xBF\xBD\",\"n\":1000000,\"d\":0.1,"
            "\"yes\":true,\"list\":[1,null,{}]}");
  const auto read = Document::parse(out);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->root()["text"].string(), "h\xC3\xA9 \"\\\n\x01\xEF\xBF\xBD");
}

}  // namespace
}  // namespace ingot::json
