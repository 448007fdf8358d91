#include "ledger/questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace ingot::ledger {
namespace {

// PRM-07
TEST(Questions, AreCountedByReason) {
  const std::filesystem::path file =
      std::filesystem::path(::testing::TempDir()) / "questions/questions.jsonl";
  std::filesystem::remove(file);
  EXPECT_TRUE(read_questions(file)->empty());
  const auto ask = [&](std::string about, std::string risk, std::string answer) {
    ASSERT_TRUE(add_question(file, {.time = "2026-01-02T03:04:05.678Z",
                                    .session_id = "s",
                                    .about = std::move(about),
                                    .risk = std::move(risk),
                                    .answer = std::move(answer)}));
  };
  ask("command", "high", "allow");
  ask("command", "medium", "allow");
  ask("command", "medium", "deny");
  ask("change", "low", "allow");
  std::ofstream(file, std::ios::app) << "no json\n{}\n";
  ask("protected", "high", "stop");
  const auto questions = read_questions(file);
  ASSERT_TRUE(questions);
  EXPECT_EQ(to_text(counts_of(*questions)),
            "5: commands 3 (medium 2, high 1), changes 1, protected 1 · allowed 3, denied 2");
  EXPECT_EQ(to_text(counts_of({questions->front()})),
            "1: commands 1 (high 1) · allowed 1, denied 0");
}

}  // namespace
}  // namespace ingot::ledger
