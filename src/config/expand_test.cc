#include "config/expand.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <string>

namespace ingot::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::optional<std::string> environment(const std::string& name) {
  static const std::map<std::string, std::string> values = {
      {"A", "one"}, {"_b2", "two"}, {"EMPTY", ""}, {"NESTED", "${A}"}};
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::string expanded(std::string_view text) { return expand(text, environment).text; }

// CFG-43, CFG-44
TEST(Expand, ReplacesReferencesAndNothingElse) {
  EXPECT_EQ(expanded("${A}"), "one");
  EXPECT_EQ(expanded("x${A}-${_b2}${A}y"), "xone-twooney");
  EXPECT_EQ(expanded("${NESTED}"), "${A}");  // what came out is not looked at again
  EXPECT_EQ(expanded("${NOT_SET:-http://h:1/v1}/x"), "http://h:1/v1/x");
  EXPECT_EQ(expanded("${A:-other}${EMPTY:-rest}"), "onerest");
  for (const char* as_it_is : {"$A", "%A%", "${2A}", "${A", "${}", "${A-B}", "$", "{A}", "$(A)"}) {
    EXPECT_EQ(expanded(as_it_is), as_it_is);
    EXPECT_FALSE(has_reference(as_it_is)) << as_it_is;
  }
  EXPECT_EQ(expanded("$${A}"), "${A}");
}

// CFG-45: an empty variable is as good as none.
TEST(Expand, NamesWhatIsMissing) {
  const Expanded expanded = expand("${A}${NOT_SET}${EMPTY}${ALSO:-d}", environment);
  EXPECT_EQ(expanded.text, "oned");
  EXPECT_THAT(expanded.used, ElementsAre("A", "NOT_SET", "EMPTY", "ALSO"));
  EXPECT_THAT(expanded.unset, ElementsAre("NOT_SET", "EMPTY"));
  EXPECT_THAT(expand("$${A} $A", environment).used, IsEmpty());
}

}  // namespace
}  // namespace ingot::config
