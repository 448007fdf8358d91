#include "tools/rewind.h"

#include <gmock/gmock.h>

#include "tools/history_fixture.h"

namespace ingot::tools {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RewindTest : public HistoryTest {
 protected:
  // Over all turns from this one on.
  WayBack way_to(const std::string& turn) const {
    TurnsOfSession since{.folder = kept, .turns = changed_turns(kept)};
    while (!since.turns.empty() && since.turns.front().id != turn) {
      since.turns.erase(since.turns.begin());
    }
    PresentFiles present;
    return way_back({since}, present);
  }
  Rewound rewind_to(const std::string& turn) const { return go_back(kept, way_to(turn)); }
};

// CLI-61: over several turns at once; undo takes that back, and then goes on turn by turn.
TEST_F(RewindTest, PutsBackWhatSeveralTurnsDid) {
  write("a", "one\n");
  fs::permissions(path("a"), fs::perms(0640));
  history.begin_turn("t1");
  create("a", "two\n");
  history.begin_turn("t2");
  create("a", "three\n");
  create("deep/new", "made\n");
  fs::permissions(path("deep/new"), fs::perms(0700));
  history.begin_turn("t3");
  create("a", "four\n");

  const Rewound rewound = rewind_to("t2");
  EXPECT_THAT(rewound.restored, ElementsAre(path("a")));
  EXPECT_THAT(rewound.removed, ElementsAre(path("deep/new")));
  EXPECT_THAT(rewound.left, IsEmpty());
  EXPECT_EQ(content("a"), "two\n");
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms(0640));
  EXPECT_FALSE(fs::exists(path("deep/new")));
  EXPECT_THAT(way_to("t2").files, IsEmpty());

  ASSERT_TRUE(undo(kept));
  EXPECT_EQ(content("a"), "four\n");
  EXPECT_EQ(content("deep/new"), "made\n");
  EXPECT_EQ(fs::status(path("deep/new")).permissions(), fs::perms(0700));
  ASSERT_TRUE(redo(kept));
  EXPECT_EQ(content("a"), "two\n");
  EXPECT_FALSE(fs::exists(path("deep/new")));
  // Further back, over the rewind itself.
  EXPECT_THAT(rewind_to("t1").restored, ElementsAre(path("a")));
  EXPECT_EQ(content("a"), "one\n");
  ASSERT_TRUE(undo(kept));
  ASSERT_TRUE(undo(kept));
  EXPECT_EQ(undo(kept)->turn, "t3");
  EXPECT_EQ(content("a"), "three\n");
}

TEST_F(RewindTest, LeavesWhatSomebodyElseHasChanged) {
  for (const char* name : {"a", "later", "between", "gone"}) write(name, "one\n");
  history.begin_turn("t1");
  for (const char* name : {"a", "later", "between", "gone"}) create(name, "two\n");
  write("between", "mine\n");
  history.begin_turn("t2");
  create("between", "three\n");
  write("later", "mine\n");
  fs::remove(path("gone"));

  const Rewound rewound = rewind_to("t1");
  EXPECT_THAT(rewound.restored, ElementsAre(path("a")));
  ASSERT_THAT(rewound.left, SizeIs(3));
  for (const FileLeft& file : rewound.left) EXPECT_THAT(file.why, HasSubstr("somebody else"));
  EXPECT_EQ(content("later"), "mine\n");
  EXPECT_EQ(content("between"), "three\n");
  EXPECT_FALSE(fs::exists(path("gone")));
}

// CLI-61: 10 MiB a file; and a content that is gone.
TEST_F(RewindTest, NamesWhatWasNotKept) {
  write("large", std::string(kMaxKeptFile + 1, 'x'));
  write("lost", "one\n");
  history.begin_turn("t1");
  create("large", "small\n");
  create("lost", "two\n");
  fs::remove(kept / *changed_turns(kept)[0].files[1].before);
  const Rewound rewound = rewind_to("t1");
  EXPECT_THAT(rewound.restored, IsEmpty());
  ASSERT_THAT(rewound.left, SizeIs(2));
  EXPECT_EQ(rewound.left[0].why, "it was larger than 10 MB");
  EXPECT_EQ(rewound.left[1].why, "its former content is gone");
  EXPECT_EQ(content("large"), "small\n");
}

// CLI-61: 500 MiB a session, counted by what lies there.
TEST_F(RewindTest, NamesWhatExceedsTheSessionsBudget) {
  fs::create_directories(kept);
  std::ofstream(kept / "00").close();
  fs::resize_file(kept / "00", kMaxKeptSession);
  write("a", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  ASSERT_THAT(way_to("t1").left, SizeIs(1));
  EXPECT_THAT(way_to("t1").left[0].why, HasSubstr("500 MB"));
}

// Undone turns are no part of it.
TEST_F(RewindTest, PassesOverWhatIsUndone) {
  write("a", "one\n");
  history.begin_turn("t1");
  create("a", "two\n");
  history.begin_turn("t2");
  create("a", "three\n");
  ASSERT_TRUE(undo(kept));
  EXPECT_THAT(way_to("t2").files, IsEmpty());
  EXPECT_THAT(rewind_to("t1").restored, ElementsAre(path("a")));
  EXPECT_EQ(content("a"), "one\n");
}

// A file that cannot be written is named; the others are put back, and undo still works.
TEST_F(RewindTest, AFileThatRefusesDoesNotHoldTheOthers) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  write("locked/b", "one\n");
  write("a", "one\n");
  history.begin_turn("t1");
  create("locked/b", "two\n");
  create("a", "two\n");
  fs::permissions(path("locked"), fs::perms(0500));
  const Rewound rewound = rewind_to("t1");
  EXPECT_THAT(rewound.restored, ElementsAre(path("a")));
  ASSERT_THAT(rewound.left, SizeIs(1));
  EXPECT_EQ(content("locked/b"), "two\n");
  fs::permissions(path("locked"), fs::perms(0700));
  EXPECT_THAT(rewind_to("t1").restored, ElementsAre(path("locked/b")));
}

}  // namespace
}  // namespace ingot::tools
