#include "tui/session_pages.h"

#include <unistd.h>

#include <fstream>

#include "tui/copied_text.h"

namespace ingot::tui {
namespace {

class SessionPagesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(::testing::TempDir()) /
            ("session-pages-" + std::to_string(::getpid()) + ".jsonl");
    std::ofstream file(path_);
    file << R"({"type":"session_start","id":"x"})"
         << "\n";
    add(file, "user", R"({"type":"text","text":"fix it"})");
    add(file, "assistant",
        R"({"type":"thinking","thinking":"deep","signature":""},)"
        R"({"type":"tool_use","id":"a","name":"Edit","input":{"file_path":"p/a.txt","old_str":"two","new_str":"2"}},)"
        R"({"type":"tool_use","id":"b","name":"Edit","input":{"file_path":3}},)"
        R"({"type":"tool_use","id":"c","name":"Execute","input":{"command":"make"}})");
    add(file, "user",
        R"({"type":"tool_result","tool_use_id":"a","content":"Edited a.txt\n@@ -7,1 +7,1 @@\n-two\n+2"})");
    add(file, "user", R"({"type":"tool_result","tool_use_id":"b","is_error":true,"content":"no"})");
    add(file, "user", R"({"type":"tool_result","tool_use_id":"c","content":"built"})");
    add(file, "assistant", R"({"type":"text","text":"Done.\n\n```sh\nmake\n```\n\n```\nls\n```"})");
  }
  void TearDown() override { std::filesystem::remove(path_); }

  static void add(std::ofstream& file, const std::string& role, const std::string& blocks) {
    file
        << R"({"type":"message","id":"m","timestamp":"2026-01-02T03:04:05.000Z","message":{"role":")"
        << role << R"(","content":[)" << blocks << "]}}\n";
  }
  engine::SessionLog log() const { return *engine::SessionLog::open(path_); }
  std::string all(SessionPages::Show show) const {
    SessionPages pages(log(), {}, show);
    std::string text;
    for (std::size_t i = 0; i < pages.count(); ++i) {
      for (const Line& line : pages.page(i, 80)) text += line.text() + "\n";
    }
    return text;
  }

  std::filesystem::path path_;
};

// TUI-118: complete input and output, thinking; results say whose they are.
TEST_F(SessionPagesTest, ShowEverything) {
  const std::string text = all(SessionPages::Show::everything);
  for (const char* part :
       {"› fix it\n", "✻ thinking\ndeep\n", "• Edit p/a.txt\n7 - two\n7 + 2\n", "file_path: 3\n",
        "command: make\n", "• result of Execute\nbuilt\n", "✗ result of Edit\nno\n", "Done.\n"}) {
    EXPECT_THAT(text, ::testing::HasSubstr(part));
  }
}

TEST_F(SessionPagesTest, ShowOnlyWhatWasChanged) {
  EXPECT_EQ(all(SessionPages::Show::changes), "• Edit p/a.txt\n7 - two\n7 + 2\n\n");
}

// TUI-117
TEST_F(SessionPagesTest, AnyPartCanBeCopied) {
  const auto copied = [this](std::string_view what) {
    const auto text = copied_text(log(), what);
    return text ? *text : "error: " + text.error().what;
  };
  EXPECT_EQ(copied("code"), "ls\n");
  EXPECT_EQ(copied("code 1"), "make\n");
  EXPECT_EQ(copied("code 3"), "error: there is no block 3");
  EXPECT_THAT(copied(""), ::testing::StartsWith("Done."));
  EXPECT_EQ(copied("1"), copied("last"));
  EXPECT_THAT(copied("2"), ::testing::StartsWith("error: "));
  EXPECT_EQ(copied("diff"), "--- a/p/a.txt\n+++ b/p/a.txt\n@@ -7,1 +7,1 @@\n-two\n+2\n");
  EXPECT_THAT(copied("all"), ::testing::StartsWith("> fix it\n\n`Edit p/a.txt`\n\n"));
  EXPECT_EQ(copied("all"), copied("turn"));
  EXPECT_THAT(copied("nonsense"), ::testing::HasSubstr("does not know"));
}

}  // namespace
}  // namespace ingot::tui
