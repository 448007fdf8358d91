#include "agent/prompt.h"

#include "agent/test_places.h"
#include "os/file.h"

namespace ingot::agent {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class FixedClock final : public Clock {
 public:
  std::chrono::system_clock::time_point wall() const override {
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(1767323045678));
  }
  std::chrono::steady_clock::time_point steady() const override { return {}; }
  bool sleep(std::chrono::milliseconds, std::stop_token) const override { return true; }
};

// PRV-110: the golden file is there to make every change of the prompt, which empties all caches,
// a decision.
TEST(SystemPrompt, IsTheGoldenFile) {
  const std::filesystem::path golden =
      std::filesystem::path(INGOT_ROOM_DIR) / "testdata" / "system_prompt.golden";
  if (std::getenv("INGOT_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(golden) << system_prompt("");
  }
  const auto expected = os::read_file(golden, 1U << 20U);
  ASSERT_TRUE(expected);
  EXPECT_EQ(system_prompt(""), *expected);
}

// CLI-71
TEST(SystemPrompt, TheUsersAdditionComesLastAfterAnEmptyLine) {
  EXPECT_THAT(system_prompt("Speak Latin."), EndsWith("\n\nSpeak Latin."));
}

TEST(ContextText, NamesDateFolderBranchAndPermissions) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "context_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / ".git");
  std::filesystem::create_directories(folder / "src");
  std::ofstream(folder / ".git" / "HEAD") << "ref: refs/heads/topic/a\n";
  const std::string text =
      context_text(gather_context({.workspace = folder / "src"}, FixedClock(), false));
  EXPECT_THAT(text, HasSubstr("Date: 2026-01-02\n"));
  EXPECT_THAT(text, HasSubstr("Git branch: topic/a"));
  EXPECT_THAT(text, HasSubstr("reading only"));
  EXPECT_THAT(text, HasSubstr("Nobody is there"));

  std::filesystem::remove_all(folder / ".git");
  std::ofstream(folder / ".git") << "gitdir: ../elsewhere\n";
  const policy::Rules unsafe{.autonomy = policy::Autonomy::unsafe, .workspace = folder};
  EXPECT_THAT(context_text(gather_context(unsafe, FixedClock(), true)), Not(HasSubstr("refused")));
  // SPC-01: the plan is asked for, and the level at hand is not in force.
  policy::Rules spec = unsafe;
  spec.mode = policy::Mode::spec;
  EXPECT_THAT(context_text(gather_context(spec, FixedClock(), true)),
              AllOf(HasSubstr("reading only"), HasSubstr("ExitSpecMode"), EndsWith("</context>")));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ingot::agent
