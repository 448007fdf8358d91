#include "tools/plan.h"

#include <gtest/gtest.h>

#include "tools/builtin.h"

namespace ingot::tools {
namespace {

Result<Plan> parsed(std::string_view text) {
  const auto document = json::Document::parse(text);
  return plan_of(document->root());
}

// SPC-04, cli.md ExitSpecMode
TEST(Plan, IsReadFromBothForms) {
  const auto whole = parsed(R"({"plan":"# P","title":"T","options":[{"name":"a","plan":"x"},)"
                            R"({"name":"b","plan":"y"}]})");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->title, "T");
  ASSERT_EQ(whole->options.size(), 2U);
  EXPECT_EQ(text_with(*whole, whole->options[1]), "# P\n\n# The option that was chosen: b\n\ny");
  const auto names = parsed(R"({"plan":"# P\n","optionNames":["one","two"]})");
  ASSERT_TRUE(names);
  EXPECT_EQ(text_with(*names, names->options[0]), "# P\n\n# The option that was chosen: one\n");
  EXPECT_TRUE(parsed(R"({"plan":"p","options":[{"name":"only","plan":"x"}]})")->options.empty());
}

// CLI-75: the parameter is named, and what it must be.
TEST(Plan, WhatIsWrongIsNamed) {
  for (const std::string_view text :
       {R"({})", R"({"plan":" \n"})", R"({"plan":3})", R"({"plan":"p","options":{}})",
        R"({"plan":"p","options":["a"]})", R"({"plan":"p","options":[{"name":1}]})",
        R"({"plan":"p","options":[{"name":"1"},{"name":"2"},{"name":"3"},{"name":"4"},)"
        R"({"name":"5"},{"name":"6"},{"name":"7"}]})"}) {
    const auto plan = parsed(text);
    ASSERT_FALSE(plan) << text;
    EXPECT_NE(plan.error().what.find("plan") + plan.error().what.find("options"), 0U) << text;
    EXPECT_FALSE(to_text(plan.error()).empty());
  }
}

TEST(ExitSpecMode, OutsideSpecModeThereIsNothingToLeave) {
  const auto document = json::Document::parse(R"({"plan":"# P"})");
  const ToolOutput output = make_exit_spec_mode_tool()->run(document->root(), {});
  EXPECT_TRUE(output.is_error);
}

}  // namespace
}  // namespace ingot::tools
