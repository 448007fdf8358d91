#include "base/nearest.h"

namespace ingot {
namespace {

TEST(EditDistance, CountsInsertDeleteReplaceAndSwap) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("openai", "OpenAI"), 0U);
  EXPECT_EQ(edit_distance("openia", "openai"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance(std::string(1000, 'a'), std::string(1000, 'a')), 0U);
}

TEST(Nearest, FindsASlipAndRejectsAStranger) {
  EXPECT_EQ(nearest("--modle", {"--model", "--mode", "--auto"}), "--model");
  EXPECT_EQ(nearest("zebra", {"--model", "--auto"}), "");
  EXPECT_THAT(nearest_several("kimi", {"custom:GPT-0", "custom:Kimi-K2-1", "Kimo"}, 5),
              ::testing::ElementsAre("custom:Kimi-K2-1", "Kimo"));
}

}  // namespace
}  // namespace ingot
