#include "tools/glob_match.h"

namespace ingot::tools {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
  return Glob(pattern).matches(path);
}

TEST(Glob, StarsStayWithinANameAndDoubleStarsCrossFolders) {
  EXPECT_TRUE(matches("src/*.cc", "src/a.cc"));
  EXPECT_FALSE(matches("src/*.cc", "src/b/a.cc"));
  EXPECT_TRUE(matches("src/**/*.cc", "src/a.cc"));
  EXPECT_TRUE(matches("src/**/*.cc", "src/b/c/a.cc"));
  EXPECT_TRUE(matches("**/a.cc", "a.cc"));
  EXPECT_TRUE(matches("src/**", "src/b/a.cc"));
  EXPECT_FALSE(matches("src/**", "src"));
  EXPECT_TRUE(matches("**", "a/b"));
  EXPECT_TRUE(matches("a/**/b/**/c", "a/x/b/y/b/c"));
  EXPECT_FALSE(matches("a/**/b/**/c", "a/x/y/c"));
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_TRUE(matches("a?c",
                      "a\xC3\xA9"
                      "c"));
  EXPECT_FALSE(matches("a?c", "ac"));
}

TEST(Glob, APatternWithoutASlashFitsAtAnyDepth) {
  EXPECT_TRUE(matches("*.cc", "a.cc"));
  EXPECT_TRUE(matches("*.cc", "x/y/a.cc"));
  EXPECT_FALSE(matches("/*.cc", "x/a.cc"));
  EXPECT_FALSE(matches("./*.cc", "x/a.cc"));
  EXPECT_TRUE(matches("build/", "x/build/a.o"));
}

TEST(Glob, BracesAndBracketsAreAlternatives) {
  EXPECT_TRUE(matches("*.{c,h}", "a.h"));
  EXPECT_FALSE(matches("*.{c,h}", "a.cc"));
  EXPECT_TRUE(matches("{a,b{1,2}}.x", "b2.x"));
  EXPECT_TRUE(matches("[a-c]x", "bx"));
  EXPECT_FALSE(matches("[!a-c]x", "bx"));
  EXPECT_TRUE(matches("[]x]y", "]y"));
  EXPECT_TRUE(matches("a[", "a[")) << "an open bracket is literal";
  EXPECT_TRUE(matches("{a", "{a"));
  EXPECT_TRUE(matches("\\*", "*"));
  EXPECT_FALSE(matches("\\*", "a"));
}

TEST(Glob, AnExclusionCoversWhatIsInAFolder) {
  EXPECT_TRUE(Glob("node_modules").covers("a/node_modules/b/c.js"));
  EXPECT_TRUE(Glob("**/dist/**").covers("a/dist/b.js"));
  EXPECT_FALSE(Glob("dist").covers("distant/a"));
}

TEST(Glob, HostilePatternsEndSoon) {
  const std::string name(2000, 'a');
  std::string stars;
  for (int i = 0; i < 500; ++i) stars += "*a";
  EXPECT_FALSE(matches(stars + "b", name));
  std::string braces;
  for (int i = 0; i < 40; ++i) braces += "{a,b}";
  EXPECT_LE(Glob(braces).alternatives().size(), Glob::kMaxAlternatives);
  std::string folders;
  for (int i = 0; i < 300; ++i) folders += "**/a/";
  std::string deep;
  for (int i = 0; i < 600; ++i) deep += "a/";
  EXPECT_FALSE(matches(folders + "b", deep + "a"));
}

}  // namespace
}  // namespace ingot::tools
