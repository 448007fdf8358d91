#include "doctor/memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::doctor {
namespace {

constexpr std::uint64_t kGiB = 1U << 30U;

// CFG-189
TEST(Memory, IsComparedWithWhatAModelOfThatSizeNeeds) {
  struct Row {
    std::string model, words;
    std::uint64_t enough, too_little;  // GiB
  };
  for (const Row& row : {Row{"qwen3:3b", "4 GB of memory or 3 GB of a graphics card", 4, 3},
                         Row{"llama3.1:8b", "8 GB of memory or 6 GB", 8, 6},
                         Row{"x:13b", "16 GB of memory or 10 GB", 16, 12},
                         Row{"qwen2.5-coder:32b", "32 GB of memory or 20 GB", 32, 24},
                         Row{"llama3.3:70b", "64 GB of memory or 40 GB", 64, 48}}) {
    const auto fine = judge_memory(row.model, row.enough * kGiB);
    const auto poor = judge_memory(row.model, row.too_little * kGiB);
    ASSERT_TRUE(fine && poor) << row.model;
    EXPECT_EQ(fine->level, Finding::Level::ok) << row.model;
    EXPECT_EQ(poor->level, Finding::Level::note) << row.model;
    EXPECT_THAT(fine->text, testing::HasSubstr(row.words));
    EXPECT_THAT(poor->text, testing::HasSubstr(row.words));
  }
}

TEST(Memory, NothingIsSaidOfWhatIsNotKnownOrRunsElsewhere) {
  EXPECT_FALSE(judge_memory("mistral", 8 * kGiB));
  EXPECT_FALSE(judge_memory("qwen3-coder:480b-cloud", 8 * kGiB));
  EXPECT_FALSE(judge_memory("qwen3:4b", 0));
  EXPECT_EQ(judge_memory("x:405b", 512 * kGiB)->level, Finding::Level::note);
}

}  // namespace
}  // namespace ingot::doctor
