#include "tui/transcript.h"

#include "tui/past.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) text += line.text() + "\n";
  return text;
}

// A transcript whose clock is told by the test.
struct Told {
  Transcript transcript;
  Transcript::Clock::time_point now{seconds(1000)};
  std::string committed;

  explicit Told(TranscriptOptions options = {}) : transcript(options) {
    transcript.set_columns(80);
  }
  void take(engine::Event event, milliseconds later = milliseconds(0)) {
    now += later;
    committed += text_of(transcript.take(event, now));
  }
  std::string live(std::size_t most = 20) { return text_of(transcript.live(most, now)); }

  void call(const std::string& name, const std::string& detail, const std::string& input = "{}") {
    take(agent::ToolStarted{.call_id = name + detail,
                            .name = name,
                            .input_json = input,
                            .detail = name + " " + detail});
  }
  void result(const std::string& name, const std::string& detail, const std::string& text,
              milliseconds later = milliseconds(0), bool is_error = false) {
    chat::ToolResult result{.call_id = name + detail, .is_error = is_error};
    result.blocks.emplace_back(chat::Text{.text = text});
    take(agent::ToolFinished{.name = name, .result = result}, later);
  }
};

std::string numbered(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

// TUI-90, TUI-95: marks, one blank line between blocks, reads in a row in one line.
TEST(Transcript, FoldsWhatOnlyLooks) {
  Told told;
  told.take(agent::TurnStarted{.text = "why?"});
  told.call("Read", "a.cc");
  told.result("Read", "a.cc", numbered(120));
  told.take(agent::TextDelta{.text = "One.\n\n"});
  told.call("Read", "b.cc");
  told.call("Grep", "x in src");
  told.result("Read", "b.cc", "1\n");
  told.result("Grep", "x in src", "src/x.cc:1\n");
  told.take(agent::TextDelta{.text = "Two.\n\n"});
  EXPECT_EQ(told.committed,
            "› why?\n\n• Read a.cc (120 lines)\n\nOne.\n\n• Read 1 file, searched 1 pattern\n\n"
            "Two.\n");
}

// TUI-95: command, exit status, time; long output by both ends; "compact" leaves it out.
TEST(Transcript, CommandsShowStatusTimeAndBothEnds) {
  for (const bool with_output : {true, false}) {
    Told told({.with_output = with_output});
    told.take(agent::TurnStarted{.text = "go"});
    told.committed.clear();
    told.call("Execute", "make test");
    told.result("Execute", "make test", numbered(40) + "\n[Process exited with code 0]",
                milliseconds(6100));
    EXPECT_EQ(told.committed, with_output
                                  ? "\n• Execute make test  exit 0 · 6.1 s\nline 1\nline 2\n"
                                    "… 35 more lines, ctrl+o\nline 38\nline 39\nline 40\n"
                                  : "\n• Execute make test  exit 0 · 6.1 s\n");
  }
  Told told;
  told.call("Execute", "false");
  told.result("Execute", "false", "Command failed (exit code: 1)\nno\n[Process exited with code 1]",
              milliseconds(0), true);
  EXPECT_EQ(told.committed, "✗ Execute false  exit 1\nno\n");
}

// TUI-95: while it runs, its time and the last three lines.
TEST(Transcript, ARunningCommandShowsWhatItPrintedLast) {
  Told told;
  told.take(agent::TurnStarted{.text = "go"});
  told.call("Execute", "./fuzz");
  told.take(agent::ToolProgress{.call_id = "Execute./fuzz", .text = numbered(5)}, seconds(12));
  const std::string live = told.live();
  EXPECT_NE(live.find("running ./fuzz · 12 s · esc to interrupt\n  line 3\n  line 4\n  line 5\n"),
            std::string::npos)
      << live;
}

// TUI-96: the model's mistake in one line, its JSON nowhere.
TEST(Transcript, ArgumentsThatWereNoUseTakeOneLine) {
  Told told;
  told.call("Edit", "", R"({"file_path": 3})");
  told.result("Edit", "",
              "Error: `file_path` must be text; example: {\"file_path\":\"/a\"}\nThe input was: "
              "{\"file_path\": 3}",
              milliseconds(0), true);
  EXPECT_EQ(told.committed, "✗ Edit  `file_path` must be text\n");
}

// TUI-97: numbers and signs in front, the text as it is; a new file as code.
TEST(Transcript, ChangesShowWhatChanged) {
  Told told;
  told.call("Edit", "a.cc", R"({"file_path":"/p/a.cc","old_str":"  b","new_str":"  c"})");
  told.result(
      "Edit", "a.cc",
      "Edited a.cc: 1 replacement\n--- a.cc\n+++ a.cc\n@@ -9,3 +9,4 @@\n a\n-  b\n+  c\n+  d\n e");
  told.call("Create", "b.py", R"({"file_path":"/p/b.py","content":"x = 1\ny = 2\n"})");
  told.result("Create", "b.py", "Created b.py");
  EXPECT_EQ(told.committed,
            "• Edit a.cc (+2 -1)\n 9   a\n10 -   b\n10 +   c\n11 +   d\n12   e\n\n"
            "• Create b.py (+2 -0)\nx = 1\ny = 2\n");
}

// TUI-97: more than 40 changed rows are folded.
TEST(Transcript, LongChangesAreFolded) {
  Told told;
  std::string content;
  for (int i = 0; i < 100; ++i) content += "x\\n";
  told.call("Create", "b.py", R"({"file_path":"/p/b.py","content":")" + content + "\"}");
  told.result("Create", "b.py", "Created b.py");
  EXPECT_NE(told.committed.find("\nx\n… 60 more lines, /diff\n"), std::string::npos);
  EXPECT_EQ(std::count(told.committed.begin(), told.committed.end(), '\n'), 42);
}

// TUI-98
TEST(Transcript, ThinkingIsOneLine) {
  Told told;
  told.take(agent::TurnStarted{.text = "go"});
  told.committed.clear();
  told.take(agent::ThinkingDelta{.text = std::string(4000, 'x') + "\nmore"});
  told.now += seconds(12);
  EXPECT_NE(told.live().find("✻ thinking 12 s\n"), std::string::npos);
  told.take(agent::TextDelta{.text = "Done.\n\n"});
  EXPECT_EQ(told.committed, "\n✻ thought for 12.0 s · ~1k tokens\n\nDone.\n");

  Told shown({.show_thinking = true});
  shown.take(agent::ThinkingDelta{.text = "first\nsec"});
  EXPECT_EQ(shown.committed, "first\n");
  shown.take(agent::ThinkingDelta{.text = "ond"});
  shown.take(agent::MessageFinished{}, seconds(2));
  EXPECT_EQ(shown.committed, "first\nsecond\n✻ thought for 2.0 s · ~3 tokens\n");
}

// TUI-99: once per cause, with a counter.
TEST(Transcript, ACauseIsToldOnce) {
  Told told;
  told.take(agent::TurnStarted{.text = "go"});
  told.committed.clear();
  for (int i = 1; i <= 3; ++i) {
    told.take(
        agent::Retrying{.attempt = i,
                        .status = 429,
                        .wait = seconds(4),
                        .reason = "too many requests (host) [request " + std::to_string(i) + "]"});
  }
  EXPECT_EQ(told.committed, "");
  EXPECT_NE(told.live().find("! too many requests (host) [request 3] (×3)\n"), std::string::npos);
  EXPECT_NE(told.live().find("retrying in 4 s (429)"), std::string::npos);
  told.take(agent::TextDelta{.text = "Fine.\n\n"}, seconds(5));
  EXPECT_EQ(told.committed, "\n! too many requests (host) [request 3] (×3)\n\nFine.\n");

  Told failed;
  failed.take(agent::TurnStarted{.text = "go"});
  failed.take(agent::Retrying{.attempt = 1, .reason = "no route"});
  failed.take(agent::TurnFinished{.end = agent::TurnFinished::End::provider,
                                  .error = "no route\ncheck the network"},
              milliseconds(1500));
  EXPECT_EQ(failed.committed, "› go\n\n✗ no route (×2)\ncheck the network\n\n1.5 s\n");
}

// TUI-73, 74
TEST(Transcript, TheWorkingLineSaysWhatHappens) {
  Told told;
  told.take(agent::TurnStarted{.text = "go"});
  told.now += seconds(18);
  EXPECT_NE(told.live().find("no data for 18 s · 18 s"), std::string::npos) << told.live();
  for (const char* file : {"a", "b", "c"}) told.call("Read", file);
  EXPECT_NE(told.live().find(" reading 3 files · "), std::string::npos);
  for (const char* file : {"a", "b", "c"}) told.result("Read", file, "x");
  told.take(agent::PermissionAsked{.name = "Execute"});
  EXPECT_NE(told.live().find(" waiting for you · "), std::string::npos);
  told.call("Execute", "npm test");
  EXPECT_NE(told.live().find(" running npm test · "), std::string::npos);
}

// TUI-75: exact, and what nobody told is absent.
TEST(Transcript, TheEndOfATurnHasItsNumbers) {
  Told told;
  told.take(agent::TurnStarted{.text = "go"});
  told.committed.clear();
  told.take(agent::TurnFinished{}, milliseconds(900));
  EXPECT_EQ(told.committed, "\n0.9 s\n");
  told.take(agent::TurnStarted{.text = "go"});
  for (int i = 0; i < 2; ++i) {
    ledger::Record record;
    record.usage = {.input = 930, .output = 600, .cache_read = 14570};
    record.cost_usd = 0.0105;
    told.take(agent::UsageBooked{record});
  }
  told.call("Execute", "x");
  told.result("Execute", "x", "");
  told.committed.clear();
  told.take(agent::TurnFinished{}, milliseconds(12400));
  EXPECT_EQ(told.committed, "\n12.4 s · 1 tool · 31k in (94 % cached) · 1.2k out · $0.0210\n");
}

constexpr const char* kTodos =
    R"({"todos":"1. [completed] find\n2. [in_progress] fuzz\n3. [pending] test"})";

// TUI-76
TEST(Transcript, TheTodoListIsPinnedOrToldByDifference) {
  Told pinned;
  pinned.take(agent::TurnStarted{.text = "go"});
  pinned.call("TodoWrite", "3 items", kTodos);
  pinned.result("TodoWrite", "3 items", "ok");
  EXPECT_NE(pinned.live().find("  ✓ find  ● fuzz  ○ test\n"), std::string::npos) << pinned.live();
  EXPECT_EQ(pinned.committed, "› go\n");

  Told told({.inline_todos = true});
  told.call("TodoWrite", "3 items", kTodos);
  told.result("TodoWrite", "3 items", "ok");
  told.call("TodoWrite", "2 items", R"({"todos":"1. [completed] find\n2. [completed] fuzz"})");
  told.result("TodoWrite", "2 items", "ok");
  EXPECT_EQ(told.committed, "✓ find\n● fuzz\n○ test\n\n✓ fuzz\n- test\n");
  EXPECT_EQ(told.live(), "");
}

TEST(TodoPanel, ShowsFiveRowsAroundTheOneInProgress) {
  TodoPanel panel;
  std::vector<engine::Todo> todos(12);
  for (std::size_t i = 0; i < todos.size(); ++i) {
    todos[i].content = "a step with a longer name, number " + std::to_string(i + 1);
    todos[i].status = i < 6   ? engine::Todo::Status::completed
                      : i > 6 ? engine::Todo::Status::pending
                              : engine::Todo::Status::in_progress;
  }
  panel.replace(todos);
  const std::vector<Line> rows = panel.rows(80, 20);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_NE(rows[1].text().find("● a step with a longer name, number 7"), std::string::npos);
  EXPECT_NE(rows[4].text().find("6-10 of 12, ctrl+t: all"), std::string::npos);
  panel.show_all(true);
  EXPECT_EQ(panel.rows(80, 20).size(), 12U);
}

// TUI-10: a command is one line however long it is; prose breaks at blanks or not at all.
TEST(Transcript, WhatIsCopiedHasNoForeignBreaks) {
  const std::string command(150, 'x');
  const std::string prose = "word " + std::string(60, 'a') + " " + std::string(60, 'b');
  for (const bool wrap : {true, false}) {
    Told told({.wrap_words = wrap});
    told.transcript.set_columns(60);
    told.call("Execute", command);
    told.result("Execute", command, "[Process exited with code 0]");
    told.take(agent::TextDelta{.text = prose + "\n\n"});
    EXPECT_EQ(std::count(told.committed.begin(), told.committed.end(), '\n'), wrap ? 5 : 3);
    EXPECT_NE(told.committed.find("• Execute " + command + "  exit 0\n"), std::string::npos);
  }
}

// TUI-113: a session that is gone on with shows its last turns as they were committed.
TEST(Past, ShowsTheLastTurns) {
  std::vector<chat::Message> messages;
  for (int turn = 1; turn <= 3; ++turn) {
    messages.push_back(chat::user_message("question " + std::to_string(turn)));
    chat::Message call{.role = chat::Role::assistant};
    call.blocks.emplace_back(
        chat::ToolCall{.id = "c", .name = "Execute", .input_json = R"({"command":"ls"})"});
    messages.push_back(call);
    chat::Message result{.role = chat::Role::tool};
    chat::ToolResult given{.call_id = "c"};
    given.blocks.emplace_back(chat::Text{.text = "a\n\n[Process exited with code 0]"});
    result.blocks.emplace_back(given);
    messages.push_back(result);
    chat::Message answer{.role = chat::Role::assistant};
    answer.blocks.emplace_back(chat::Text{.text = "answer " + std::to_string(turn)});
    messages.push_back(answer);
  }
  Transcript transcript({});
  EXPECT_EQ(begin_of_turns(messages, 2), 4U);
  EXPECT_EQ(text_of(past_lines(messages, 8, transcript)),
            "› question 3\n\n• Execute ls  exit 0\na\n\nanswer 3\n");
  EXPECT_EQ(transcript.last_answer(), "answer 3");
}

// TUI-83, TUI-86: what was answered is committed, a line for each question, the call itself is not.
TEST(Transcript, CommitsAnswers) {
  Told told;
  told.take(agent::TurnStarted{.text = "go"});
  told.call("AskUser", "2 questions");
  told.take(agent::QuestionsAsked{.call_id = "AskUser2 questions", .questions = {{.text = "Q?"}}});
  EXPECT_THAT(told.live(), HasSubstr("waiting for you"));
  told.committed.clear();
  told.result("AskUser", "2 questions",
              "1. Which database? → SQLite\n2. Which? → a, b\n[Unknown parameter `x` ignored]");
  EXPECT_EQ(told.committed, "\n✓ Which database? → SQLite\n✓ Which? → a, b\n");
  EXPECT_THAT(told.live(), Not(HasSubstr("waiting for you")));
  told.call("AskUser", "Long?");
  told.committed.clear();
  told.result("AskUser", "Long?",
              "1. Which of the many that there are, when all is said, should it "
              "be? → the first one");
  EXPECT_EQ(told.committed,
            "\n✓ Which of the many that there are, when all is said, should it be? → the first\n"
            "one\n");
  told.call("AskUser", "Which?");
  told.committed.clear();
  told.result("AskUser", "Which?", "The user dismissed the questions.");
  EXPECT_EQ(told.committed, "\nthe questions were dismissed\n");
}

}  // namespace
}  // namespace ingot::tui
