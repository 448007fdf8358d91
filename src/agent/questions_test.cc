#include "agent/questions.h"

#include <chrono>
#include <thread>

namespace ingot::agent {
namespace {

using ::testing::ElementsAre;

const QuestionsAsked kAsked{.call_id = "c1",
                            .questions = {{.text = "Which?", .options = {"a", "b"}}}};

// cli.md AskUser: only the call that asks is answered.
TEST(Questions, AnswersReachTheCallThatAsks) {
  Questions* asking = nullptr;
  const Observer observer = [&](const Event& event) {
    const auto& asked = std::get<QuestionsAsked>(event);
    asking->answer("c0", tools::Answers{{"late"}});
    asking->answer(asked.call_id, tools::Answers{{"b"}});
    asking->answer(asked.call_id, tools::Answers{{"twice"}});
  };
  Questions questions(observer);
  asking = &questions;
  questions.answer("c1", tools::Answers{{"early"}});
  EXPECT_THAT(*questions.ask(kAsked, {}), ElementsAre(ElementsAre("b")));
}

TEST(Questions, CanBeDismissed) {
  Questions* asking = nullptr;
  const Observer observer = [&](const Event&) { asking->answer("c1", std::nullopt); };
  Questions questions(observer);
  asking = &questions;
  EXPECT_FALSE(questions.ask(kAsked, {}));
}

// CLI-78: an interruption ends the wait.
TEST(Questions, AnInterruptionEndsTheWait) {
  std::stop_source stop;
  std::jthread interrupter;
  std::chrono::steady_clock::time_point stopped;
  const Observer observer = [&](const Event&) {
    interrupter = std::jthread([&] {
      stopped = std::chrono::steady_clock::now();
      stop.request_stop();
    });
  };
  Questions questions(observer);
  EXPECT_FALSE(questions.ask(kAsked, stop.get_token()));
  interrupter.join();
  EXPECT_LT(std::chrono::steady_clock::now() - stopped, std::chrono::seconds(2));
}

}  // namespace
}  // namespace ingot::agent
