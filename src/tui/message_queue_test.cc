#include "tui/message_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::tui {
namespace {

using ::testing::ElementsAre;

MessageQueue::Entry entry(const std::string& text) {
  return {.draft = draft_of(text), .message = chat::user_message(text)};
}

class MessageQueueTest : public ::testing::Test {
 protected:
  MessageQueueTest() {
    for (const char* text : {"one", "two", "three"}) queue_.push(entry(text));
  }
  std::uint64_t number_of(const std::string& text) const {
    for (const auto& one : queue_.waiting()) {
      if (one.text == text) return one.number;
    }
    return 0;
  }

  MessageQueue queue_;
};

// TUI-116
TEST_F(MessageQueueTest, MovesAMessageAndNoFurtherThanTheEnds) {
  queue_.move(number_of("one"), 1);
  EXPECT_THAT(queue_.shown(), ElementsAre("two", "one", "three"));
  queue_.move(number_of("one"), 7);
  EXPECT_THAT(queue_.shown(), ElementsAre("two", "three", "one"));
  queue_.move(number_of("three"), -7);
  EXPECT_THAT(queue_.shown(), ElementsAre("three", "two", "one"));
}

TEST_F(MessageQueueTest, TakesAndReplacesTheOneThatWasMeant) {
  const std::uint64_t two = number_of("two");
  queue_.take_first();  // delivered meanwhile: places have changed, numbers have not
  queue_.replace(two, entry("two and a half"));
  EXPECT_THAT(queue_.shown(), ElementsAre("two and a half", "three"));
  EXPECT_EQ(queue_.take(two)->sent(), "two and a half");
  EXPECT_THAT(queue_.shown(), ElementsAre("three"));
}

TEST_F(MessageQueueTest, WhatWasDeliveredMeanwhileIsLeftAlone) {
  const std::uint64_t one = number_of("one");
  queue_.take_all_messages();
  queue_.push(entry("four"));
  EXPECT_EQ(queue_.take(one), std::nullopt);
  queue_.replace(one, entry("five"));
  queue_.move(one, 1);
  EXPECT_THAT(queue_.shown(), ElementsAre("four"));
}

}  // namespace
}  // namespace ingot::tui
