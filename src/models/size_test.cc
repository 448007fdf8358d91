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
  std::vector<Listed> models(3);
  models[0].model.model = "qwen3:4b";
  models[1].model.model = "qwen2.5-coder:32b";
  models[2].model.model = "gpt-5.1";
  note_sizes(models);
  note_sizes(models);
  ASSERT_EQ(models[0].notes.size(), 1U);
  EXPECT_EQ(models[0].notes[0].text,
            "about 4B parameters; under 30B expect weak results on coding tasks, good for "
            "experiments");
  EXPECT_TRUE(models[1].notes.empty() && models[2].notes.empty());
}

}  // namespace
}  // namespace ingot::models
