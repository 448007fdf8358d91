// When a window has come to rest (TUI-17).
#include "tui/size_watch.h"

#include <gtest/gtest.h>

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using Step = SizeWatch::Step;

class SizeWatchTest : public testing::Test {
 protected:
  Step at(int ms, bool answers = true) { return watch_.step(time(ms), answers); }
  static SizeWatch::Time time(int ms) { return SizeWatch::Time() + milliseconds(1000 + ms); }
  void notice(int ms) { watch_.notice(time(ms)); }
  void answer(std::string_view text) { watch_.take(text, kKernel); }

  static constexpr term::Size kKernel{.columns = 60, .rows = 30};
  SizeWatch watch_;
};

TEST_F(SizeWatchTest, IsTakenAfterQuietWhereNobodyAnswers) {
  EXPECT_FALSE(watch_.wait(time(0)));
  notice(0);
  EXPECT_EQ(watch_.wait(time(10)), milliseconds(20));
  EXPECT_EQ(at(29, false), Step::none);
  EXPECT_EQ(at(30, false), Step::take);
  EXPECT_FALSE(watch_.is_open());
  EXPECT_EQ(at(40, false), Step::none);
}

TEST_F(SizeWatchTest, IsTakenAfterAHundredMillisecondsOfMovement) {
  for (int ms = 0; ms < 100; ms += 20) {
    notice(ms);
    EXPECT_EQ(at(ms + 19, false), Step::none);
  }
  EXPECT_EQ(at(100, false), Step::take);
}

TEST_F(SizeWatchTest, IsTakenWhenTheTerminalHasTheSameSize) {
  notice(0);
  EXPECT_EQ(at(30), Step::ask);
  EXPECT_TRUE(watch_.owes_answer());
  EXPECT_EQ(at(31), Step::none);
  answer("[8;30;60t");
  EXPECT_FALSE(watch_.owes_answer());
  EXPECT_EQ(watch_.wait(time(31)), milliseconds(0));
  EXPECT_EQ(at(31), Step::take);
}

TEST_F(SizeWatchTest, WaitsForTheNextNoticeWhileTheTerminalHasAnotherSize) {
  notice(0);
  EXPECT_EQ(at(30), Step::ask);
  answer("[8;30;61t");
  EXPECT_EQ(at(200), Step::none);
  notice(250);
  EXPECT_EQ(at(279), Step::none);
  EXPECT_EQ(at(280), Step::ask);
  answer("[8;30;60t");
  EXPECT_EQ(at(280), Step::take);
}

TEST_F(SizeWatchTest, GivesUpOnATerminalThatNeverAgrees) {
  notice(0);
  EXPECT_EQ(at(30), Step::ask);
  answer("[8;1;1t");
  EXPECT_EQ(at(429), Step::none);
  EXPECT_EQ(at(430), Step::take);
  notice(500);
  EXPECT_EQ(at(530), Step::take);
}

TEST_F(SizeWatchTest, AsksASilentTerminalOnce) {
  notice(0);
  EXPECT_EQ(at(30), Step::ask);
  EXPECT_EQ(at(129), Step::none);
  EXPECT_EQ(at(130), Step::take);
  EXPECT_FALSE(watch_.owes_answer());
  answer("[8;30;60t");  // too late to count
  notice(500);
  EXPECT_EQ(at(530), Step::take);
}

TEST_F(SizeWatchTest, AnAnswerFromBeforeTheLastNoticeDoesNotEndTheQuiet) {
  notice(0);
  EXPECT_EQ(at(30), Step::ask);
  notice(40);
  answer("[8;30;60t");
  EXPECT_EQ(at(50), Step::none);
}

}  // namespace
}  // namespace ingot::tui
