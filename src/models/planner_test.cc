#include "models/planner.h"

#include <gtest/gtest.h>

namespace ingot::models {
namespace {

Model model(Protocol protocol, std::string effort = {}) {
  Model model;
  model.display_name = std::string(to_string(protocol));
  model.protocol = protocol;
  model.effort = std::move(effort);
  return model;
}

// CFG-147
TEST(Planner, FollowsTheRulesOfTheProtocols) {
  const Model responses = model(Protocol::responses, "high");
  const Model chat = model(Protocol::completions, "high");
  const Model plain = model(Protocol::anthropic), off = model(Protocol::anthropic, "off");
  const Model thinking = model(Protocol::anthropic, "high");
  const auto fits = [](const Model& planner, const Model& main) {
    return why_not_planner(planner, main).empty();
  };
  for (const Model& other : {chat, plain, off, thinking}) {
    EXPECT_FALSE(fits(other, responses)) << other.display_name << other.effort;
    EXPECT_FALSE(fits(responses, other)) << other.display_name << other.effort;
  }
  EXPECT_TRUE(fits(responses, responses));
  EXPECT_TRUE(fits(chat, chat));
  EXPECT_TRUE(fits(thinking, thinking));
  EXPECT_TRUE(fits(plain, thinking));
  EXPECT_TRUE(fits(thinking, plain));
  EXPECT_TRUE(fits(chat, plain));
  EXPECT_TRUE(fits(chat, off));
  EXPECT_FALSE(fits(chat, thinking));
  EXPECT_TRUE(fits(off, chat));
  EXPECT_FALSE(fits(thinking, chat));
}

// CFG-148
TEST(Planner, TheReasonNamesBoth) {
  EXPECT_EQ(why_not_planner(model(Protocol::responses, "high"), model(Protocol::anthropic, "low")),
            "openai cannot follow anthropic with reasoning on");
}

}  // namespace
}  // namespace ingot::models
