#include "agent/compaction.h"

#include "agent/work_records.h"

namespace ingot::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

chat::Message said(std::string text) { return chat::user_message(std::move(text)); }

chat::Message called(const std::string& id, const std::string& name, std::string input) {
  chat::Message message;
  message.role = chat::Role::assistant;
  message.blocks.emplace_back(
      chat::ToolCall{.id = id, .name = name, .input_json = std::move(input)});
  return message;
}

chat::Message gave(const std::string& id, std::string text, bool is_error = false) {
  chat::Message message;
  message.role = chat::Role::tool;
  message.blocks.emplace_back(chat::ToolResult{
      .call_id = id, .blocks = {chat::Text{.text = std::move(text)}}, .is_error = is_error});
  return message;
}

std::string words(std::size_t tokens) { return std::string(tokens * 4, 'x'); }

// CLI-96
TEST(TokensOf, AreFourBytesEachAndMoreForAPicture) {
  EXPECT_EQ(tokens_of(said("12345")), 2);
  chat::Message message = said("1234");
  message.blocks.emplace_back(chat::Image{.media_type = "image/png", .data = "x"});
  EXPECT_EQ(tokens_of(message), 1 + kImageTokens);
}

// CLI-99
TEST(FirstKept, IsAMessageOfTheUserWhereThatFits) {
  const std::vector<chat::Message> messages = {said(words(50)),           called("1", "Read", "{}"),
                                               gave("1", words(50)),      said(words(10)),
                                               called("2", "Read", "{}"), gave("2", words(10))};
  EXPECT_EQ(first_kept(messages, {.budget = 40, .most = 1000}), 3U);
  // One turn alone is longer: no call is parted from its result.
  EXPECT_EQ(first_kept(messages, {.budget = 15, .most = 1000}), 4U);
  EXPECT_EQ(first_kept(messages, {.budget = 5, .most = 1000}), 4U);
  EXPECT_EQ(first_kept(messages, {.budget = 5, .most = 8}), messages.size());
}

// CLI-99
TEST(FirstKept, IsNeverAResultAndNeverTheBeginning) {
  EXPECT_EQ(first_kept({said(words(50))}, {.budget = 5, .most = 5}), 0U);
  EXPECT_EQ(first_kept({said("a"), said(words(50))}, {.budget = 5, .most = 5}), 1U);
  for (std::int64_t budget = 0; budget < 60; ++budget) {
    const std::vector<chat::Message> messages = {said(words(9)),      called("1", "Read", "{}"),
                                                 gave("1", words(9)), called("2", "Read", "{}"),
                                                 gave("2", words(9)), said(words(9))};
    const std::size_t kept = first_kept(messages, {.budget = budget, .most = budget});
    ASSERT_GT(kept, 0U);
    ASSERT_LT(kept, messages.size());
    EXPECT_NE(messages[kept].role, chat::Role::tool) << budget;
  }
}

// CLI-102
TEST(WrittenOut, ShortensLongResultsFirstAndStaysBelowItsLimit) {
  const std::vector<chat::Message> messages = {said("do this"), called("1", "Read", R"({"a":1})"),
                                               gave("1", "begin " + words(5000) + " end"),
                                               said("and that")};
  const std::string text = written_out(messages, 0, 4, 10'000);
  EXPECT_THAT(text, HasSubstr("[developer] do this\n[call] Read {\"a\":1}\n[result] begin xx"));
  EXPECT_THAT(text, HasSubstr("bytes left out ...]"));
  EXPECT_THAT(text, HasSubstr(" end\n[developer] and that\n"));
  for (const std::size_t most : {4000U, 1000U, 300U, 100U}) {
    EXPECT_LE(written_out(messages, 0, 4, most).size(), most + 40) << most;
  }
  EXPECT_THAT(written_out(messages, 0, 4, 300), HasSubstr("[developer] do this"));
  EXPECT_EQ(written_out(messages, 3, 4, 300), "[developer] and that\n");
}

// SEC-14: what ingot attached and what tools gave is told apart from the developer's words.
TEST(WrittenOut, SaysWhoseWordsTheyAre) {
  chat::Message message = said("mine");
  message.blocks.emplace_back(chat::Text{.text = "a file", .synthetic = true});
  EXPECT_EQ(written_out({message, gave("1", "bad", true)}, 0, 2, 1000),
            "[developer] mine\n[attached] a file\n[error] bad\n");
}

// CLI-100: by the records of the calls, whatever a model would say of them.
TEST(WorkRecords, ListFilesAndCommandsWithTheirOutcome) {
  const std::string records = work_records(
      {said("go"), called("1", "Read", R"({"file_path":"/p/a.cc"})"), gave("1", "1\tx"),
       called("2", "Edit", R"({"file_path":"/p/a.cc"})"), gave("2", "done"),
       called("3", "Edit", R"({"file_path":"/p/a.cc"})"), gave("3", "done"),
       called("4", "Edit", R"({"file_path":"/p/b.cc"})"), gave("4", "no match", true),
       called("5", "Create", R"({"file_path":"/p/new.cc"})"), gave("5", "done"),
       called("6", "Read", R"({"file_path":"/p/c.h"})"), gave("6", "1\ty"),
       called("7", "Execute", R"({"command":"make test\necho"})"),
       gave("7", "boom\n[Process exited with code 2]", true),
       called("8", "Execute", R"({"command":"sleep 99"})"),
       gave("8", "Error: timed out after 5 s", true)});
  EXPECT_EQ(records,
            "Files that were written:\n- /p/a.cc: changed, 2 edits\n- /p/new.cc: created\n"
            "Files that were only read:\n- /p/c.h\n"
            "Commands, oldest first:\n- make test ... -> exit 2\n"
            "- sleep 99 -> Error: timed out after 5 s");
  EXPECT_EQ(work_records({said("go")}), "");
}

TEST(WorkRecords, KeepTheNewestOfMany) {
  std::vector<chat::Message> messages;
  for (int i = 0; i < 100; ++i) {
    const std::string id = std::to_string(i);
    messages.push_back(called(id, "Execute", R"({"command":"run )" + id + "\"}"));
    messages.push_back(gave(id, "[Process exited with code 0]"));
  }
  const std::string records = work_records(messages);
  EXPECT_THAT(records, HasSubstr("(70 older ones left out)\n- run 70 -> exit 0"));
  EXPECT_THAT(records, HasSubstr("- run 99 -> exit 0"));
  EXPECT_THAT(records, Not(HasSubstr("- run 69 ")));
}

// CLI-99, CLI-100
TEST(ReplacementText, LeavesOutWhatThereIsNot) {
  EXPECT_THAT(replacement_text({.summary = "S", .records = {}, .todos = {}, .request = {}}),
              Not(HasSubstr("# ")));
  const std::string text =
      replacement_text({.summary = "S", .records = "R", .todos = "T", .request = "do it"});
  EXPECT_THAT(text,
              HasSubstr("\n\nS\n\n# Files and commands, from the record of calls\nR\n\n# Todo "
                        "list\nT\n"));
  EXPECT_THAT(text, HasSubstr("word for word\ndo it\n</summary>"));
}

}  // namespace
}  // namespace ingot::agent
