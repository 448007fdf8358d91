#include "tools/file_history.h"

#include <gmock/gmock.h>

#include "tools/history_fixture.h"

namespace ingot::tools {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using FileHistoryTest = HistoryTest;

// CLI-61, cli.md 11: turn by turn back, and forward again.
TEST_F(FileHistoryTest, GoesBackAndForthTurnByTurn) {
  write("a", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  create("deep/new", "made\n");
  create("a", "three\n");
  history.begin_turn("t2");
  create("a", "four\n");

  EXPECT_THAT(undo(kept)->restored, ElementsAre(path("a")));
  EXPECT_EQ(content("a"), "three\n");
  const auto first = undo(kept);
  ASSERT_TRUE(first) << to_text(first.error());
  EXPECT_EQ(first->turn, "t1");
  EXPECT_THAT(first->restored, ElementsAre(path("a")));
  EXPECT_THAT(first->removed, ElementsAre(path("deep/new")));
  EXPECT_EQ(content("a"), "one\n");
  EXPECT_FALSE(fs::exists(path("deep/new")));
  EXPECT_EQ(undo(kept).error().kind, Error::Kind::not_found);

  EXPECT_EQ(redo(kept)->turn, "t1");
  EXPECT_EQ(content("a"), "three\n");
  EXPECT_EQ(content("deep/new"), "made\n");
  EXPECT_EQ(redo(kept)->turn, "t2");
  EXPECT_EQ(content("a"), "four\n");
  EXPECT_EQ(redo(kept).error().kind, Error::Kind::not_found);
}

TEST_F(FileHistoryTest, WhatWasChangedSinceStopsItBeforeAnythingIsTouched) {
  write("a", "one\n");
  write("b", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  create("b", "two\n");
  write("b", "mine\n");
  const auto undone = undo(kept);
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().kind, Error::Kind::busy);
  EXPECT_THAT(undone.error().what, HasSubstr(path("b").string()));
  EXPECT_THAT(undone.error().what, ::testing::Not(HasSubstr(path("a").string())));
  EXPECT_EQ(content("a"), "two\n");
  EXPECT_EQ(content("b"), "mine\n");
  // One that is gone counts as changed; one that is as it was before, as undone.
  fs::remove(path("b"));
  EXPECT_FALSE(undo(kept));
  write("b", "one\n");
  EXPECT_THAT(undo(kept)->restored, ElementsAre(path("a")));
  // The same on the way forward.
  write("a", "mine\n");
  EXPECT_FALSE(redo(kept));
  EXPECT_EQ(content("a"), "mine\n");
}

// What came after an undone turn is the present; the undone one stays behind.
TEST_F(FileHistoryTest, ANewChangeEndsWhatCanBeRedone) {
  write("a", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  ASSERT_TRUE(undo(kept));
  history.begin_turn("t2");
  create("a", "three\n");
  EXPECT_EQ(redo(kept).error().kind, Error::Kind::not_found);
  EXPECT_EQ(undo(kept)->turn, "t2");
  EXPECT_EQ(content("a"), "one\n");
  EXPECT_EQ(undo(kept).error().kind, Error::Kind::not_found);
  EXPECT_EQ(redo(kept)->turn, "t1");
}

TEST_F(FileHistoryTest, KeepsModesAndBytesAsTheyAre) {
  const std::string bytes("\xFF\x00\r\n", 4);
  write("a", bytes);
  fs::permissions(path("a"), fs::perms(0640));
  history.begin_turn("t1");
  create("a", "two\n");
  create("script", "#!/bin/sh\n");
  fs::permissions(path("script"), fs::perms(0700));
  ASSERT_TRUE(undo(kept));
  EXPECT_EQ(content("a"), bytes);
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms(0640));
  ASSERT_TRUE(redo(kept));
  EXPECT_EQ(fs::status(path("script")).permissions(), fs::perms(0700));
  // Contents of the user's files are nobody else's business.
  EXPECT_EQ(fs::status(kept).permissions(), fs::perms(0700));
  for (const auto& entry : fs::directory_iterator(kept)) {
    EXPECT_EQ(entry.status().permissions(), fs::perms(0600)) << entry.path();
  }
}

// CLI-61: reported with the reason, and the rest is undone.
TEST_F(FileHistoryTest, ALargeFileIsNamedAndLeft) {
  write("large", std::string(kMaxKeptFile + 1, 'x'));
  write("a", "one\n");
  history.begin_turn("t1");
  create("large", "small now\n");
  create("a", "two\n");
  const auto undone = undo(kept);
  ASSERT_TRUE(undone);
  EXPECT_THAT(undone->restored, ElementsAre(path("a")));
  ASSERT_THAT(undone->left, ::testing::SizeIs(1));
  EXPECT_EQ(undone->left[0].path, path("large"));
  EXPECT_EQ(undone->left[0].lost, "it was larger than 10 MB");
  EXPECT_EQ(content("large"), "small now\n");
}

TEST_F(FileHistoryTest, ABrokenJournalGivesWhatCanBeRead) {
  write("a", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  const fs::path journal = kept / "journal";
  for (const char* line : {"no json", R"({"turn":"t9","path":"relative","after":"00"})", "[]",
                           R"({"undone":"nobody"})", R"({"turn":"t1","path":"/x)"}) {
    std::ofstream(journal, std::ios::app) << line << "\n";
  }
  EXPECT_THAT(undo(kept)->restored, ElementsAre(path("a")));
  EXPECT_EQ(kept_content(kept, "../../etc/passwd").error().kind, Error::Kind::not_found);
}

// Another session that goes on from this one knows nothing of what came after its beginning.
TEST_F(FileHistoryTest, EndsWhereItIsTold) {
  write("a", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  EXPECT_THAT(changed_turns(kept, "2000-01-01T00:00:00.000Z"), IsEmpty());
  EXPECT_EQ(undo(kept, "2000-01-01T00:00:00.000Z").error().kind, Error::Kind::not_found);
  EXPECT_TRUE(undo(kept, "9999-01-01T00:00:00.000Z"));
}

TEST_F(FileHistoryTest, WithoutTheFormerContentNothingIsTouched) {
  write("a", "one\n");
  write("b", "another one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  create("b", "two\n");
  fs::remove(kept / *changed_turns(kept)[0].files[1].before);
  EXPECT_FALSE(undo(kept));
  EXPECT_EQ(content("a"), "two\n");
  EXPECT_EQ(content("b"), "two\n");
}

// A change that the disk refuses half-way takes the others back.
TEST_F(FileHistoryTest, AllOrNothing) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  write("a", "one\n");
  write("locked/b", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  create("locked/b", "two\n");
  create("locked/new", "x\n");
  fs::permissions(path("locked"), fs::perms(0500));
  EXPECT_FALSE(undo(kept));
  EXPECT_EQ(content("a"), "two\n");
  EXPECT_EQ(content("locked/b"), "two\n");
  fs::permissions(path("locked"), fs::perms(0700));
  EXPECT_TRUE(undo(kept));
}

}  // namespace
}  // namespace ingot::tools
