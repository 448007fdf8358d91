#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tools/builtin.h"

namespace ingot::tools {
namespace {

// AUT-05, CLI-32: a claim can only raise; the least of them raises nothing.
TEST(Execute, TheModelsClaimIsRead) {
  const std::pair<const char*, Risk> claims[] = {
      {R"("low")", Risk::read},      {R"("read")", Risk::read},
      {R"("medium")", Risk::medium}, {R"({"value":"medium","reason":"x"})", Risk::medium},
      {R"("high")", Risk::high},     {R"("harmless")", Risk::high},
      {R"(3)", Risk::high},          {R"(null)", Risk::read},
  };
  const auto tool = make_execute_tool();
  for (const auto& [claim, wanted] : claims) {
    const auto input =
        json::Document::parse(std::string(R"({"command":"ls","riskLevel":)") + claim + "}");
    const auto effects = tool->effects(input->root(), {.workspace = "/"});
    ASSERT_TRUE(effects) << claim;
    EXPECT_EQ(effects->claimed, wanted) << claim;
  }
}

}  // namespace
}  // namespace ingot::tools
