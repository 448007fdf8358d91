#include "highlight/highlight.h"

#include <map>
#include <string>

namespace ingot::highlight {
namespace {

constexpr const char* kNames[] = {"keyword", "type", "definition", "string", "number", "comment",
                                  "meta",    "tag",  "attribute",  "added",  "removed"};

// Each token as "kind:text", blanks between them, lines joined by " | ".
std::string marked(Text& text, std::initializer_list<std::string_view> lines) {
  std::string out;
  for (const std::string_view line : lines) {
    if (!out.empty()) out += " | ";
    bool first = true;
    for (const Token& token : text.next(line)) {
      if (!std::exchange(first, false)) out += ' ';
      out += std::string(kNames[static_cast<std::size_t>(token.kind)]) + ":" +
             std::string(line.substr(token.begin, token.end - token.begin));
    }
  }
  return out;
}

std::string marked(std::string_view label, std::initializer_list<std::string_view> lines) {
  Engine engine;
  Text text(engine, language_of_label(label));
  return marked(text, lines);
}

// TUI-92: the languages that have to be known, each by something only it would mark so.
TEST(Highlight, KnowsTheLanguagesOfTheSpecification) {
  EXPECT_EQ(marked("c", {"static int x = 1;"}), "keyword:static type:int number:1");
  EXPECT_EQ(marked("c++", {"constexpr auto s = R\"(a"}),
            "keyword:constexpr keyword:auto string:R\"(a");
  EXPECT_EQ(marked("go", {"func main() {}"}), "keyword:func");
  EXPECT_EQ(marked("rust", {"let x: u8 = b'a';"}),
            "keyword:let definition:x number:u8 string:b'a'");
  EXPECT_EQ(marked("python", {"def f(): return None"}),
            "keyword:def definition:f keyword:return keyword:None");
  EXPECT_EQ(marked("js", {"const a = `x`;"}), "keyword:const definition:a string:`x`");
  EXPECT_EQ(marked("ts", {"interface A { b: string }"}),
            "keyword:interface definition:A type:string");
  EXPECT_EQ(marked("sh", {"echo \"a\" # c"}), "type:echo string:\"a\" comment:# c");
  EXPECT_EQ(marked("json", {R"({"a": [1, null]})"}), "string:\"a\" number:1 number:null");
  EXPECT_EQ(marked("yaml", {"key: true # c"}), "number:key meta::  comment:# c");
  EXPECT_EQ(marked("toml", {"a = \"b\""}), "string:\"b\"");
  EXPECT_EQ(marked("diff", {"+a", "-b", "@@ x"}), "added:+a | removed:-b | meta:@@ x");
  EXPECT_EQ(marked("sql", {"SELECT 'a' FROM t"}), "keyword:SELECT string:'a' keyword:FROM");
  EXPECT_EQ(marked("html", {"<a href=\"b\">"}), "tag:< tag:a attribute:href string:\"b\" tag:>");
  EXPECT_EQ(marked("css", {"a { color: red }"}), "tag:a keyword:red");
  EXPECT_EQ(marked("java", {"class A { }"}), "keyword:class definition:A");
  EXPECT_EQ(marked("make", {"all: $(OBJ) # c", "CC = gcc", "ifdef X"}),
            "tag:all attribute:$(OBJ) comment: # c | definition:CC | keyword:ifdef");
}

// TUI-92: finished lines are coloured at once; what is open goes on in the next.
TEST(Highlight, CarriesWhatIsOpenToTheNextLine) {
  EXPECT_EQ(marked("c", {"/* a", "b", "c */ int x;"}),
            "comment:/* a | comment:b | comment:c */ type:int");
  EXPECT_EQ(marked("python", {"'''a", "", "b'''"}), "string:'''a |  | string:b'''");
}

TEST(Highlight, TextsThatGoOnSideBySideDoNotMix) {
  Engine engine;
  Text a(engine, "c");
  Text b(engine, "python");
  EXPECT_EQ(marked(a, {"/* open"}), "comment:/* open");
  EXPECT_EQ(marked(b, {"if x:"}), "keyword:if");
  Text moved = std::move(a);
  EXPECT_EQ(marked(moved, {"still */"}), "comment:still */");
  EXPECT_EQ(marked(b, {"# c"}), "comment:# c");
}

TEST(Highlight, CountsBytesWhereTheScriptsCountCharacters) {
  EXPECT_EQ(marked("c", {"\"日本😀\" /* é */ 1"}), "string:\"日本😀\" comment:/* é */ number:1");
}

TEST(Highlight, KnowsLabelsAndFileNamesAsPeopleWriteThem) {
  EXPECT_EQ(language_of_label("C++"), "c++");
  EXPECT_EQ(language_of_label("rust,ignore"), "rust");
  EXPECT_EQ(language_of_label("{.python}"), "python");
  EXPECT_EQ(language_of_label("js {1,3}"), "javascript");
  EXPECT_EQ(language_of_label("klingon"), "");
  EXPECT_EQ(language_of_label(""), "");
  EXPECT_EQ(language_of_file("/a/b.tar/x.hpp"), "c++");
  EXPECT_EQ(language_of_file("Makefile"), "make");
  EXPECT_EQ(language_of_file("src/CMakeLists.txt"), "cmake");
  EXPECT_EQ(language_of_file("Dockerfile.dev"), "dockerfile");
  EXPECT_EQ(language_of_file("README"), "");
}

// Hostile code costs its colours, nothing else.
TEST(Highlight, WhatIsTooMuchHasNoTokens) {
  EXPECT_EQ(marked("c", {std::string(kMaxLineBytes + 1, '1')}), "");
  Engine engine(1 << 20);
  Text text(engine, "c");
  const std::string deep(200, '(');  // each is remembered until it is closed
  int lines = 0;
  while (lines < 200 && !text.next(deep + " 1").empty()) ++lines;
  EXPECT_LT(lines, 200);
  Text other(engine, "c");
  EXPECT_EQ(marked(other, {"int x;"}), "type:int");
  EXPECT_EQ(marked("klingon", {"int x;"}), "");
}

}  // namespace
}  // namespace ingot::highlight
