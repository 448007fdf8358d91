#include "tui/composer.h"

#include <fstream>

#include "tui/picture_store.h"
#include "tui/shell.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

class ComposerTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    composer_.emplace(
        Composer::Setup{.history_file = folder_ / "history.jsonl",
                        .folder = [this] { return folder_; },
                        .redactor = redactor_,
                        .waker = waker_,
                        .commands = {{"model", "[id]", "choose the model"}, {"quit", "", "leave"}},
                        .arguments =
                            [](std::string_view, std::string_view) {
                              return std::vector<Suggestion>{{.insert = "glm-5", .label = "glm-5"}};
                            }});
  }
  void TearDown() override {
    composer_.reset();
    std::filesystem::remove_all(folder_);
  }

  Composer::Handled type(const std::string& text) {
    Composer::Handled last = Composer::Handled::no;
    for (const char c : text) last = press({.text = std::string(1, c)});
    return last;
  }
  Composer::Handled press(const Key& key) { return composer_->handle(key, {}); }
  Composer::Handled press(KeyCode code) { return press(Key{.code = code}); }
  Composer::Handled ctrl(char c) { return press({.ctrl = true, .text = std::string(1, c)}); }
  std::string sent() {
    EXPECT_EQ(press(KeyCode::enter), Composer::Handled::submit);
    return composer_->take().sent();
  }
  std::vector<std::string> rows() {
    std::vector<std::string> all;
    for (const Line& row : composer_->rows(40, {.draft = 5, .menu = 8, .all = 20}, {}).rows)
      all.push_back(row.text());
    return all;
  }

  std::filesystem::path folder_;
  Redactor redactor_;
  os::Waker waker_;
  std::optional<Composer> composer_;
};

// TUI-45
TEST_F(ComposerTest, EnterSendsAndItsVariantsBeginALine) {
  EXPECT_EQ(press(KeyCode::enter), Composer::Handled::yes);  // nothing to send
  type("a");
  press({.code = KeyCode::enter, .shift = true});
  type("b");
  press({.code = KeyCode::enter, .alt = true});
  type("c\\");
  EXPECT_EQ(press(KeyCode::enter), Composer::Handled::yes);
  type("d");
  EXPECT_EQ(sent(), "a\nb\nc\nd");
  EXPECT_TRUE(composer_->draft().empty());
}

// TUI-66
TEST_F(ComposerTest, TabCompletesAndEnterRunsACommand) {
  type("/mo");
  EXPECT_EQ(rows()[1], "› /model [id]  choose the model");
  press(KeyCode::tab);
  EXPECT_EQ(composer_->draft().text, "/model ");
  EXPECT_TRUE(composer_->has_menu());
  EXPECT_EQ(press(KeyCode::enter), Composer::Handled::submit);
  EXPECT_EQ(composer_->take().sent(), "/model glm-5");
  type("/qu");
  EXPECT_EQ(press(KeyCode::enter), Composer::Handled::submit);
  EXPECT_EQ(composer_->take().sent(), "/quit");
  type("/qu");
  press(KeyCode::escape);
  EXPECT_FALSE(composer_->has_menu());
  EXPECT_EQ(composer_->draft().text, "/qu");
}

// TUI-54
TEST_F(ComposerTest, TheSearchFindsTakesAndGoesBack) {
  for (const char* text : {"fix the lexer", "run tests", "fix the parser"}) {
    type(text);
    sent();
  }
  type("unsent");
  ctrl('r');
  type("fix");
  EXPECT_EQ(composer_->draft().text, "fix the parser");
  type(" the l");
  EXPECT_EQ(composer_->draft().text, "fix the lexer");
  press(KeyCode::escape);
  EXPECT_EQ(composer_->draft().text, "unsent");
  ctrl('r');
  type("fix");
  ctrl('r');
  EXPECT_EQ(press(KeyCode::enter), Composer::Handled::yes);
  EXPECT_EQ(composer_->draft().text, "fix the lexer");
  EXPECT_EQ(sent(), "fix the lexer");
}

// TUI-68
TEST_F(ComposerTest, BashModeHasItsOwnHistoryAndLeavesByBackspace) {
  type("!");
  EXPECT_TRUE(composer_->in_shell());
  type("ls");
  EXPECT_EQ(rows()[0], "$ ls");
  EXPECT_EQ(sent(), "ls");
  EXPECT_FALSE(composer_->in_shell());
  type("message");
  sent();
  type("!");
  press(KeyCode::up);
  EXPECT_EQ(composer_->draft().text, "ls");
  ctrl('u');
  press(KeyCode::backspace);
  EXPECT_FALSE(composer_->in_shell());
  press(KeyCode::up);
  EXPECT_EQ(composer_->draft().text, "message");
  composer_->clear();
  type("a!");
  EXPECT_FALSE(composer_->in_shell());
}

// TUI-65: the blank behind a mention makes room for its lines.
TEST_F(ComposerTest, LinesMayFollowAMention) {
  std::ofstream(folder_ / "gamma.py") << "x";
  type("see @gam");
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (rows().size() < 2 || rows()[1] != "› gamma.py") {
    ASSERT_LT(std::chrono::steady_clock::now(), end);
    composer_->refresh();
    std::this_thread::yield();
  }
  press(KeyCode::tab);
  EXPECT_EQ(composer_->draft().text, "see @gamma.py ");
  type("#L1");
  EXPECT_EQ(composer_->draft().text, "see @gamma.py#L1");
}

// TUI-71
TEST_F(ComposerTest, WhatIsPutBackStandsAboveTheDraft) {
  type("draft");
  Draft queued = draft_of("one");
  append(queued, draft_of("two"));
  composer_->put_back(queued);
  EXPECT_EQ(composer_->draft().text, "one\n\ntwo\n\ndraft");
}

// TUI-61
TEST(Pictures, ComeAsPathsAndDataUrls) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "pictures";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string gif("GIF89a\x02\x00\x03\x00\x00\x00\x00;", 14);
  std::ofstream(folder / "a b.gif") << gif;
  const std::string path = (folder / "a b.gif").string();
  std::string url = "file://" + path;
  url.replace(url.find(' '), 1, "%20");
  for (const std::string& text :
       std::vector<std::string>{path, "'" + path + "'", "a\\ b.gif", std::string("\"a b.gif\"\n"),
                                url, std::string("data:image/gif;base64,R0lGODlhAgADAAAAADs=")}) {
    EXPECT_EQ(pasted_picture(text, folder), gif) << text;
  }
  for (const char* text : {"", "a text", "missing.gif", "data:image/gif;base64,eHg="}) {
    EXPECT_FALSE(pasted_picture(text, folder)) << text;
  }
  const auto picture = keep_picture(folder / "kept", gif);
  ASSERT_TRUE(picture);
  EXPECT_EQ(label_of(*picture, 1), "[image #1 2×3]");
  EXPECT_EQ(std::filesystem::status(picture->file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_FALSE(keep_picture(folder / "kept", "text"));
  std::filesystem::remove_all(folder);
}

// TUI-68
TEST(Shell, KeepsTheBeginningAndTheEndOfALongOutput) {
  os::Waker waker;
  Shell shell({}, waker);
  shell.start("seq 1 200000; exit 3", "/");
  std::optional<Shell::Done> done;
  while (!(done = shell.take())) std::this_thread::yield();
  EXPECT_EQ(done->code, 3);
  EXPECT_EQ(done->total, 1288895U);
  EXPECT_LT(done->output.size(), 300000U);
  EXPECT_TRUE(done->output.starts_with("1\n2\n3\n"));
  EXPECT_TRUE(done->output.ends_with("\n199999\n200000\n"));
  EXPECT_NE(done->output.find("bytes left out"), std::string::npos);
}

}  // namespace
}  // namespace ingot::tui
