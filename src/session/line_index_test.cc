#include "session/line_index.h"

#include <fstream>

namespace ingot::session {
namespace {

class LineIndexTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(::testing::TempDir()) /
            ("line-index-" + std::to_string(::getpid()) + ".jsonl");
    std::ofstream(path_) << R"({"type":"session_start","id":"x"})"
                         << "\n";
  }
  void TearDown() override { std::filesystem::remove(path_); }

  void append(const std::string& bytes) { std::ofstream(path_, std::ios::app) << bytes; }
  static std::string line(int number) {
    return R"({"type":"message","id":"m)" + std::to_string(number) +
           R"(","timestamp":"2026-01-02T03:04:05.000Z","message":{"role":"user","content":)"
           R"([{"type":"text","text":"words )" +
           std::to_string(number) + "\"}]}}\n";
  }
  std::filesystem::path path_;
};

// TUI-118: one message at a time, and what is appended meanwhile.
TEST_F(LineIndexTest, ReadsSingleMessagesOfAFileThatGrows) {
  for (int i = 0; i < 5000; ++i) append(line(i));
  auto index = LineIndex::open(path_);
  ASSERT_TRUE(index);
  ASSERT_EQ(index->size(), 5001U);
  EXPECT_EQ(chat::visible_text(index->read(4321).message), "words 4320");
  EXPECT_EQ(index->read(1).timestamp, "2026-01-02T03:04:05.000Z");
  EXPECT_TRUE(index->read(0).message.blocks.empty());
  EXPECT_TRUE(index->read(99999).message.blocks.empty());
  append(line(5000) + "{\"type\":\"mess");
  ASSERT_TRUE(index->refresh());
  ASSERT_EQ(index->size(), 5002U);
  EXPECT_EQ(chat::visible_text(index->read(5001).message), "words 5000");
}

TEST_F(LineIndexTest, FollowsAFileThatWasReplaced) {
  append(line(1));
  auto index = LineIndex::open(path_);
  ASSERT_TRUE(index);
  const std::string other = path_.string() + ".new";
  std::ofstream(other) << R"({"type":"session_start","id":"x","title":"longer"})"
                       << "\n"
                       << line(1) << line(2);
  std::filesystem::rename(other, path_);
  ASSERT_TRUE(index->refresh());
  ASSERT_EQ(index->size(), 3U);
  EXPECT_EQ(chat::visible_text(index->read(2).message), "words 2");
}

TEST_F(LineIndexTest, AMissingFileIsAnError) {
  const auto index = LineIndex::open(path_.string() + ".not");
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().kind, Error::Kind::not_found);
}

}  // namespace
}  // namespace ingot::session
