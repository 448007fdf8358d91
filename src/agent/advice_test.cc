#include "agent/advice.h"

#include "agent/parallel_call.h"
#include "json/value.h"

namespace ingot::agent {
namespace {

using ::testing::HasSubstr;

models::Model local() {
  models::Model model;
  model.id = "custom:m-0";
  model.display_name = "M";
  model.is_local = true;
  return model;
}

// PRV-104
TEST(TruncationHint, SeesPromptsThatWereCut) {
  const chat::Usage cut{.input = 4096 - 200, .output = 200};
  EXPECT_THAT(truncation_hint(cut, 80000, chat::StopReason::end_turn, local()),
              HasSubstr("OLLAMA_CONTEXT_LENGTH"));
  EXPECT_THAT(truncation_hint(cut, 12000, chat::StopReason::max_tokens, local()),
              HasSubstr("3896"));
  const chat::Usage whole{.input = 5000, .output = 200};
  EXPECT_EQ(truncation_hint(whole, 20000, chat::StopReason::end_turn, local()), "");
  models::Model hosted = local();
  hosted.is_local = false;
  EXPECT_EQ(truncation_hint(cut, 80000, chat::StopReason::end_turn, hosted), "");
  const chat::Usage read{.input = 10, .output = 1, .cache_read = 19000};
  EXPECT_EQ(truncation_hint(read, 80000, chat::StopReason::end_turn, local()), "");
}

// PRV-79
TEST(ToolParserHint, SeesCallsInTheText) {
  chat::Message message;
  message.role = chat::Role::assistant;
  message.blocks.emplace_back(chat::Text{.text = "<tool_call>\n{\"name\":\"Read\"}"});
  EXPECT_THAT(tool_parser_hint(message, local()), HasSubstr("--jinja"));
  message.blocks.emplace_back(chat::ToolCall{.id = "a", .name = "Read", .input_json = "{}"});
  EXPECT_EQ(tool_parser_hint(message, local()), "");
  EXPECT_EQ(tool_parser_hint(chat::user_message("tools"), local()), "");
}

// PRV-95, PRV-96
TEST(OpaqueParts, AreTakenOutWhenAServerRefusesThem) {
  chat::Failure failure{.kind = chat::Failure::Kind::bad_request, .status = 400};
  failure.message = "messages.1.content.0: Invalid `signature` in `thinking` block";
  EXPECT_TRUE(refuses_opaque_parts(failure));
  failure.message = "Corrupted thought signature.";
  EXPECT_TRUE(refuses_opaque_parts(failure));
  failure.message = "thinking.budget_tokens: Input should be greater than 1024";
  EXPECT_FALSE(refuses_opaque_parts(failure));
  chat::Message message;
  message.blocks.emplace_back(chat::Thinking{.text = "t", .format = "signature", .opaque = "s"});
  message.blocks.emplace_back(
      chat::ToolCall{.id = "a", .name = "f", .input_json = "{}", .extra = R"({"google":{}})"});
  remove_opaque_parts(message);
  ASSERT_EQ(message.blocks.size(), 1U);
  EXPECT_EQ(std::get<chat::ToolCall>(message.blocks[0]).extra, "");
}

// PRV-56
TEST(Expansion, TurnsAWrapperIntoItsCallsAndTheirResultsIntoOne) {
  const chat::ToolCall plain{.id = "p", .name = "LS", .input_json = "{}"};
  const chat::ToolCall wrapper{
      .id = "w",
      .name = "multi_tool_use.parallel",
      .input_json =
          R"({"tool_uses":[{"recipient_name":"functions.Read","parameters":{"file_path":"a"}},)"
          R"({"recipient_name":"Grep","parameters":{}}]})"};
  Expansion expansion({&wrapper, &plain}, {});
  ASSERT_EQ(expansion.calls().size(), 3U);
  EXPECT_EQ(expansion.calls()[0]->name, "Read");
  EXPECT_EQ(expansion.calls()[0]->input_json, R"({"file_path":"a"})");
  EXPECT_EQ(expansion.calls()[1]->name, "Grep");
  const auto result = [](std::string id, std::string text) {
    chat::ToolResult made{.call_id = std::move(id)};
    made.blocks.emplace_back(chat::Text{.text = std::move(text)});
    return made;
  };
  EXPECT_FALSE(expansion.finish(1, result("w#1", "second")));
  const auto other = expansion.finish(2, result("p", "listed"));
  ASSERT_TRUE(other);
  EXPECT_EQ(other->index, 1U);
  const auto whole = expansion.finish(0, result("w#0", "first"));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->index, 0U);
  EXPECT_EQ(whole->result.call_id, "w");
  EXPECT_EQ(chat::text_of(whole->result), R"(["first","second"])");
}

TEST(Expansion, LeavesWhatItCannotReadAsItIs) {
  const chat::ToolCall broken{.id = "w", .name = "parallel", .input_json = R"({"tool_uses":7})"};
  Expansion expansion({&broken}, {});
  ASSERT_EQ(expansion.calls().size(), 1U);
  EXPECT_EQ(expansion.calls()[0], &broken);
}

}  // namespace
}  // namespace ingot::agent
