#include "tui/status_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::tui {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Status kFull = {.model = "glm-5",
                      .effort = "high",
                      .autonomy = policy::Autonomy::medium,
                      .folder = "~/src/parser",
                      .branch = "main",
                      .context_left = 84,
                      .cache = 95,
                      .cost_usd = 0.09};

// TUI-100: branch, folder, cache, effort, cost; the rest stays to forty columns.
TEST(StatusLine, PartsVanishByTheirNeed) {
  const std::vector<std::string> parts = {":main", "~/src/parser", "cache 95%", "(high)",
                                          "$0.0900"};
  std::size_t gone = 0;
  for (std::size_t columns = 120; columns >= 38; --columns) {
    const Line line = status_line(kFull, columns);
    const std::string text = line.text();
    EXPECT_LE(line.columns(), columns);
    EXPECT_THAT(text, HasSubstr("glm-5"));
    EXPECT_THAT(text, HasSubstr("Auto (Med)"));
    EXPECT_THAT(text, HasSubstr("84% left"));
    while (gone < parts.size() && text.find(parts[gone]) == std::string::npos) ++gone;
    for (std::size_t i = gone; i < parts.size(); ++i) EXPECT_THAT(text, HasSubstr(parts[i]));
  }
  EXPECT_GE(gone, 3U);
  EXPECT_EQ(status_line(kFull, 79).text(),
            "glm-5 (high) · Auto (Med) · ~/src/parser:main    84% left · cache 95% · $0.0900");
}

TEST(StatusLine, ALongNameGivesWayToTheLevel) {
  Status status = kFull;
  status.model = "a-model-with-a-very-long-name-indeed";
  const Line line = status_line(status, 39);
  EXPECT_EQ(line.text(), "a-model-with-a-… · Auto (Med)  84% left");
}

// TUI-101: the colour is never the only sign.
TEST(StatusLine, LittleContextIsSaidInWords) {
  Status status = kFull;
  for (const auto& [left, colour] : {std::pair{25, Colour::normal},
                                     {24, Colour::yellow},
                                     {10, Colour::yellow},
                                     {9, Colour::red},
                                     {0, Colour::red}}) {
    status.context_left = left;
    const Line line = status_line(status, 120);
    EXPECT_EQ(line.text().find("compacting soon") != std::string::npos, left < 25) << left;
    bool found = false;
    for (const Span& span : line.spans()) found = found || span.style.colour == colour;
    EXPECT_TRUE(found) << left;
  }
}

TEST(StatusLine, NothingIsMadeUp) {
  const std::string text = status_line({}, 80).text();
  EXPECT_THAT(text, HasSubstr("no model"));
  EXPECT_THAT(text, Not(HasSubstr("%")));
  EXPECT_THAT(text, Not(HasSubstr("$")));
}

}  // namespace
}  // namespace ingot::tui
