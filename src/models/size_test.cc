#include "models/size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::models {
namespace {

// CFG-125
TEST(Size, IsReadFromTheIdAsPeopleWriteIt) {
  const std::vector<std::pair<std::string, std::optional<double>>> table = {
      {"qwen3:4b", 4},
      {"qwen2.5-coder:32b", 32},
      {"Qwen/Qwen3-Coder-480B-A35B-Instruct", 480},
      {"qwen3-coder:480b-cloud", 480},
      {"mixtral-8x7b-instruct", 56},
      {"google/gemma-4-e4b", 4},
      {"gemma-3-270m-it", 0.27},
      {"llama-3.2-1.5B", 1.5},
      {"openai/gpt-oss-20b", 20},
      {"claude-sonnet-4-5", std::nullopt},
      {"gpt-5.1", std::nullopt},
      {"model-A3B", std::nullopt},
      {"4bit", std::nullopt},
      {"", std::nullopt}};
  for (const auto& [id, billions] : table) EXPECT_EQ(billions_in(id), billions) << id;
}

TEST(Size, ASmallModelIsNotedAndALargeOneIsNot) {
  EXPECT_THAT(size_note("qwen3:4b"), testing::HasSubstr("about 4B parameters; under 30B expect"));
  EXPECT_EQ(size_note("qwen2.5-coder:32b"), "");
  EXPECT_EQ(size_note("gpt-5.1"), "");
}

}  // namespace
}  // namespace ingot::models
