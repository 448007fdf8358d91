#include "exec/output.h"

#include <unistd.h>

#include "json/value.h"

namespace ingot::exec {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using End = agent::TurnFinished::End;

// What a format writes on standard output and standard error.
class Captured {
 public:
  explicit Captured(Format format, bool partial = false) {
    EXPECT_EQ(::pipe(out_), 0);
    EXPECT_EQ(::pipe(err_), 0);
    redactor_.add(Secret("sk-canary-0123456789"));
    streams_.emplace(out_[1], err_[1], redactor_);
    output = make_output(format, partial, *streams_, redactor_);
  }
  ~Captured() {
    for (const int fd : {out_[0], err_[0]}) ::close(fd);
  }

  std::string out() { return drain(out_); }
  std::string err() { return drain(err_); }
  // The lines of standard output without their timestamps.
  std::vector<std::string> lines() {
    std::vector<std::string> lines;
    std::istringstream text(out());
    for (std::string line; std::getline(text, line);) {
      EXPECT_TRUE(json::Document::parse(line)) << line;
      const std::size_t at = line.find(",\"timestamp\":");
      lines.push_back(at == std::string::npos ? line : line.substr(0, at) + "}");
    }
    return lines;
  }

  std::unique_ptr<Output> output;

 private:
  static std::string drain(int (&ends)[2]) {
    ::close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(n));
    }
    return text;
  }

  int out_[2], err_[2];
  Redactor redactor_;
  std::optional<Streams> streams_;
};

Summary good_summary() {
  Summary summary;
  summary.session_id = "s1";
  summary.model = "custom:X-0";
  summary.duration_ms = 5657;
  agent::UsageBooked booked;
  booked.record.usage = {.input = 10, .output = 5, .cache_read = 100};
  booked.record.cost_usd = 0.25;
  summary.take(booked);
  booked.record.usage = {
      .input = 1, .output = 2, .cache_read = 3, .cache_write = 4, .reasoning = 1};
  summary.take(booked);
  agent::ToolFinished tool;
  tool.is_command = true;
  tool.changes = {{.path = "a.txt", .kind = tools::FileChange::Kind::created, .added = 3}};
  summary.take(tool);
  tool.changes = {
      {.path = "a.txt", .kind = tools::FileChange::Kind::modified, .added = 1, .removed = 2}};
  summary.take(tool);
  agent::TurnFinished finished;
  finished.text = "All done.\n";
  finished.model_calls = 2;
  summary.take(finished);
  return summary;
}

Summary failed_summary() {
  Summary summary = good_summary();
  summary.finished.end = End::permission;
  summary.finished.error =
      "Exec ended early: insufficient permission to proceed. Re-run with --auto high.";
  return summary;
}

// CLI-24, CLI-26, CLI-27
TEST(JsonOutput, IsOneObjectOnOneLine) {
  Captured run(Format::json);
  run.output->finished(good_summary());
  EXPECT_EQ(
      run.out(),
      R"({"type":"result","subtype":"success","is_error":false,"duration_ms":5657,"num_turns":2,)"
      R"("result":"All done.\n","session_id":"s1","usage":{"input_tokens":11,"output_tokens":7,)"
      R"("thinking_tokens":1,"cache_read_input_tokens":103,"cache_creation_input_tokens":4},)"
      R"("model":"custom:X-0","cost_usd":0.5,"stop_reason":"end_turn","files_changed":[{"path":"a.txt",)"
      R"("kind":"created","added":4,"removed":2}],"commands_run":2,"denied":[]})"
      "\n");
}

// CLI-25
TEST(JsonOutput, AFailureIsAnObjectToo) {
  Captured run(Format::json);
  run.output->finished(failed_summary());
  const std::string line = run.out();
  EXPECT_THAT(line, HasSubstr(R"("subtype":"failure","is_error":true)"));
  EXPECT_THAT(line,
              HasSubstr(R"("result":"Exec ended early: insufficient permission to proceed.)"));
}

// CLI-23
TEST(TextOutput, IsTheAnswerAndOneNewlineOrNothing) {
  Captured good(Format::text);
  good.output->finished(good_summary());
  EXPECT_EQ(good.out(), "All done.\n");
  Captured failed(Format::text);
  failed.output->finished(failed_summary());
  EXPECT_EQ(failed.out(), "");
  EXPECT_THAT(failed.err(), HasSubstr("insufficient permission"));
}

// Invariants 3 and 4
TEST(TextOutput, NeitherKeysNorEscapeSequencesComeThrough) {
  Captured run(Format::text);
  Summary summary = good_summary();
  summary.finished.text =
      "key sk-canary-0123456789 \x1b[31mred\x1b[0m \xC2\x9B"
      "31m";
  run.output->finished(summary);
  const std::string text = run.out();
  EXPECT_THAT(text, HasSubstr("key [redacted]"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos);
}

// JR-1, CLI-28
TEST(StreamOutput, TellsATurnLineByLine) {
  Captured run(Format::stream_json);
  run.output->started({.cwd = "/w",
                       .session_id = "s1",
                       .model = "custom:X-0",
                       .effort = "low",
                       .tools = {"Read", "LS"}});
  run.output->event(agent::TurnStarted{.message_id = "u1", .text = "Hi"});
  chat::Message message;
  message.id = "a1";
  message.role = chat::Role::assistant;
  message.blocks = {chat::Thinking{.text = "hm"}, chat::Text{.text = "Looking."},
                    chat::ToolCall{.id = "c1", .name = "Read", .input_json = "{ \"p\": 1 }"}};
  run.output->event(agent::MessageFinished{message});
  run.output->event(agent::ToolStarted{
      .message_id = "a1", .call_id = "c1", .name = "Read", .input_json = "{ \"p\": 1 }"});
  agent::ToolFinished tool{.message_id = "t1", .name = "Read"};
  tool.result.call_id = "c1";
  tool.result.blocks.emplace_back(chat::Text{.text = "\xC2\x9B"
                                                     "12"});
  run.output->event(tool);
  run.output->finished(good_summary());
  const std::vector<std::string> lines = run.lines();
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_THAT(
      std::vector<std::string>(lines.begin(), lines.end() - 1),
      ElementsAre(
          R"({"type":"system","subtype":"init","cwd":"/w","session_id":"s1","tools":["Read","LS"],"model":"custom:X-0","reasoning_effort":"low"})",
          R"({"type":"message","role":"user","id":"u1","text":"Hi","session_id":"s1"})",
          R"({"type":"reasoning","id":"a1","text":"hm","session_id":"s1"})",
          R"({"type":"message","role":"assistant","id":"a1","text":"Looking.","session_id":"s1"})",
          R"({"type":"tool_call","id":"c1","messageId":"a1","toolId":"Read","toolName":"Read","parameters":{"p":1},"session_id":"s1"})",
          R"({"type":"tool_result","id":"c1","messageId":"t1","toolId":"Read","toolName":"Read","isError":false,"value":"\u009b12","session_id":"s1"})"));
  EXPECT_THAT(
      lines.back(),
      HasSubstr(
          R"("type":"completion","finalText":"All done.\n","numTurns":2,"durationMs":5657,"usage":{)"));
}

// JR-1: an error is the last line, and no completion follows.
TEST(StreamOutput, AFailedTurnEndsInAnError) {
  Captured run(Format::stream_json);
  run.output->finished(failed_summary());
  const std::vector<std::string> lines = run.lines();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0],
              HasSubstr(R"({"type":"error","source":"permission","message":"Exec ended early)"));
}

// CLI-31: a key cut over two deltas is still found.
TEST(StreamOutput, DeltasAreGivenOnRequestAndRedacted) {
  Captured run(Format::stream_json, true);
  for (const char* piece : {"my key is sk-can", "ary-01234", "56789 ok"}) {
    run.output->event(agent::TextDelta{.message_id = "a1", .text = piece});
  }
  chat::Message message;
  message.id = "a1";
  run.output->event(agent::MessageFinished{message});
  EXPECT_THAT(
      run.lines(),
      ElementsAre(R"({"type":"message_delta","id":"a1","text":"my key is ","session_id":""})",
                  R"({"type":"message_delta","id":"a1","text":"[redacted] ok","session_id":""})"));
}

// cli.md 3
TEST(ExitStatus, FollowsTheTable) {
  Summary summary = good_summary();
  EXPECT_EQ(exit_status(summary, true, 0), 0);
  EXPECT_EQ(exit_status(summary, false, 2), 130);
  EXPECT_EQ(exit_status(summary, false, 15), 143);
  const auto detailed = [&](End end) {
    summary.finished.end = end;
    EXPECT_EQ(exit_status(summary, false, 0), 1);
    return exit_status(summary, true, 0);
  };
  EXPECT_EQ(detailed(End::permission), 3);
  EXPECT_EQ(detailed(End::turn_limit), 5);
  EXPECT_EQ(detailed(End::cost_limit), 5);
  EXPECT_EQ(detailed(End::time_limit), 124);
  summary.finished.failure = chat::Failure{.kind = chat::Failure::Kind::authentication};
  EXPECT_EQ(detailed(End::provider), 6);
  summary.finished.failure->kind = chat::Failure::Kind::network;
  EXPECT_EQ(detailed(End::provider), 7);
}

}  // namespace
}  // namespace ingot::exec
