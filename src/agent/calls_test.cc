#include "agent/calls.h"

#include <latch>
#include <mutex>

namespace ingot::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A tool that says what it did and runs what the test wants.
class FakeTool final : public tools::Tool {
 public:
  FakeTool(std::string_view name, tools::Category category,
           std::function<tools::ToolOutput(json::Value, const tools::ToolContext&)> body)
      : spec_{.name = name,
              .description = "test",
              .input_schema = "{}",
              .category = category,
              .read_only = category == tools::Category::read},
        body_(std::move(body)) {}

  const tools::ToolSpec& spec() const override { return spec_; }
  Result<tools::Effects> effects(json::Value input, const tools::ToolContext&) const override {
    if (input["path"].is_absent()) {
      return Error{.kind = Error::Kind::invalid_argument, .what = "path is missing"};
    }
    tools::Effects effects;
    const std::filesystem::path path(std::string(input["path"].string_or("")));
    (spec_.read_only ? effects.reads : effects.writes).push_back(path);
    effects.detail = std::string(spec_.name) + " " + path.string();
    return effects;
  }
  tools::ToolOutput run(json::Value input, const tools::ToolContext& context) const override {
    return body_(input, context);
  }

 private:
  tools::ToolSpec spec_;
  std::function<tools::ToolOutput(json::Value, const tools::ToolContext&)> body_;
};

tools::ToolOutput output(std::string text) {
  tools::ToolOutput out;
  out.blocks.emplace_back(chat::Text{.text = std::move(text)});
  return out;
}

tools::ToolOutput echo(json::Value input, const tools::ToolContext&) {
  return output(std::string(input["path"].string_or("")));
}

class Calls : public ::testing::Test {
 protected:
  Calls() {
    rules_.workspace = "/no/such/workspace";
    rules_.autonomy = policy::Autonomy::low;
    rules_.read_commands_run = true;
  }

  void add(std::string id, std::string name, std::string input, std::string invalid = {}) {
    calls_.push_back({.id = std::move(id),
                      .name = std::move(name),
                      .input_json = std::move(input),
                      .invalid = std::move(invalid)});
  }

  CallsOutcome run(bool stop_on_denied = true) {
    std::vector<const chat::ToolCall*> calls;
    for (const chat::ToolCall& call : calls_) calls.push_back(&call);
    tools::ToolContext context;
    context.stop = stop_.get_token();
    return run_calls(
        calls, {.tools = tools_, .rules = rules_, .stop_on_denied = stop_on_denied}, context, "m1",
        [this](Event event) {
          const std::lock_guard lock(mutex_);
          events_.push_back(std::move(event));
        },
        [this](FinishedCall finished) {
          order_.push_back(finished.call->id);
          results_[finished.call->id] = chat::text_of(finished.result);
        });
  }

  policy::Rules rules_;
  FakeTool reader_{"Read", tools::Category::read, echo};
  FakeTool writer_{"Edit", tools::Category::edit, echo};
  std::vector<const tools::Tool*> tools_{&reader_, &writer_};
  std::vector<chat::ToolCall> calls_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::vector<Event> events_;  // guarded by mutex_
  std::vector<std::string> order_;
  std::map<std::string, std::string> results_;
};

// CLI-78: each of eight reads waits for the other seven, so they must run at the same time.
TEST_F(Calls, ReadOnlyCallsRunSideBySide) {
  std::latch together(kMaxParallel);
  FakeTool meeting("Read", tools::Category::read, [&](json::Value, const tools::ToolContext&) {
    together.arrive_and_wait();
    return output("met");
  });
  tools_ = {&meeting};
  for (std::size_t i = 0; i < kMaxParallel; ++i)
    add("c" + std::to_string(i), "Read", R"({"path":"/a"})");
  EXPECT_FALSE(run().interrupted);
  EXPECT_EQ(results_.size(), kMaxParallel);
}

// CLI-78
TEST_F(Calls, WritingCallsRunInTheOrderGiven) {
  add("1", "Edit", R"({"path":"/no/such/workspace/a"})");
  add("2", "Edit", R"({"path":"/no/such/workspace/a"})");
  add("3", "Read", R"({"path":"/b"})");
  add("4", "Edit", R"({"path":"/no/such/workspace/c"})");
  run();
  EXPECT_THAT(order_, ElementsAre("1", "2", "3", "4"));
}

// CLI-37, AUT-06
TEST_F(Calls, OneRefusedCallKeepsAllFromRunning) {
  add("1", "Edit", R"({"path":"/no/such/workspace/a"})");
  add("2", "Edit", R"({"path":"/outside"})");
  const CallsOutcome outcome = run();
  EXPECT_TRUE(outcome.denied);
  EXPECT_EQ(outcome.first_denied.detail, "Edit /outside");
  EXPECT_THAT(results_["1"], HasSubstr("not run"));
  EXPECT_THAT(results_["2"], StartsWith("Permission denied: Edit"));
}

// CLI-38
TEST_F(Calls, WithContinueOnlyTheRefusedCallIsLeftOut) {
  rules_.autonomy = policy::Autonomy::off;
  add("1", "Edit", R"({"path":"/no/such/workspace/a"})");
  add("2", "Read", R"({"path":"/b"})");
  EXPECT_FALSE(run(false).denied);
  EXPECT_THAT(results_["1"],
              HasSubstr(R"(Permission denied: Edit needs autonomy "low"; this run has "off")"));
  EXPECT_EQ(results_["2"], "/b");
}

// PRV-101
TEST_F(Calls, UnusableCallsGetAnErrorThatSaysWhy) {
  add("1", "Reed", R"({"path":"/a"})");
  add("2", "Read", R"({"path":)", "not valid JSON at byte 8");
  add("3", "Read", "{}");
  add("4", "Read", "[]");
  run();
  EXPECT_EQ(results_["1"], "Error: there is no tool \"Reed\"; the tools are: Read, Edit");
  EXPECT_THAT(results_["2"], HasSubstr("not valid JSON at byte 8"));
  EXPECT_THAT(results_["2"], HasSubstr(R"({"path":)"));
  EXPECT_EQ(results_["3"], "Error: path is missing");
  EXPECT_THAT(results_["4"], HasSubstr("not a JSON object"));
}

// cli.md AskUser: a model that asks where nobody is hears what to do instead.
TEST_F(Calls, AskingNobodyIsAnsweredWithWhatToDo) {
  add("1", "AskUser", R"({"questions":[]})");
  run();
  EXPECT_THAT(results_["1"], StartsWith("Error: AskUser cannot be used in this run"));
  EXPECT_THAT(results_["1"], HasSubstr("state in your answer which assumption you made"));
}

TEST_F(Calls, AnInterruptionLeavesNoCallWithoutResult) {
  FakeTool stopper("Edit", tools::Category::edit, [&](json::Value, const tools::ToolContext&) {
    stop_.request_stop();
    return output("done");
  });
  tools_ = {&reader_, &stopper};
  for (const char* id : {"1", "2", "3"}) add(id, "Edit", R"({"path":"/no/such/workspace/a"})");
  EXPECT_TRUE(run().interrupted);
  EXPECT_EQ(results_["1"], "done");
  EXPECT_EQ(results_["2"], "Error: not run: interrupted by the user");
  EXPECT_EQ(results_["3"], "Error: not run: interrupted by the user");
}

}  // namespace
}  // namespace ingot::agent
