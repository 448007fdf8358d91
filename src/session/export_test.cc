#include "session/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/value.h"

namespace ingot::session {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kEvil =
    "<script>alert(1)</script> & \"quoted\" \x1b]0;title\x07 \xE2\x80\xAEright ```` end";

class ExportTest : public ::testing::Test {
 protected:
  ExportTest() {
    fs::remove_all(root_);
    redactor_.add(Secret("canary-key-1234"));
    session_ = *store_.create("/home/me/project", "New session");
  }
  ~ExportTest() override { fs::remove_all(root_); }

  void add(chat::Message message) { ASSERT_TRUE(session_->append(message)); }
  void add_answer(std::vector<chat::ContentBlock> blocks) {
    add({.role = chat::Role::assistant,
         .blocks = std::move(blocks),
         .from = chat::Provenance{.host = "api.example.test", .model = "some-model"}});
  }

  std::string exported_as(ExportFormat format) {
    // A key that became known after the session was written.
    redactor_.add(Secret("late-key-56789"));
    const auto lines = LineIndex::open(session_->folder() / (session_->header().id + ".jsonl"));
    EXPECT_TRUE(lines);
    return exported({.header = session_->header(),
                     .settings = {.model_name = "some-model"},
                     .settings_json = R"({"model":"custom:x","extra":[1]})",
                     .lines = *lines,
                     .time = "2026-01-02T03:04:05.000Z",
                     .version = "1.2"},
                    format, redactor_);
  }

  const fs::path root_ =
      fs::temp_directory_path() / ("ingot-export-test-" + std::to_string(::getpid()));
  Redactor redactor_;
  Store store_{root_, system_clock(), redactor_};
  std::unique_ptr<Session> session_;
};

// CLI-63
TEST_F(ExportTest, HtmlHoldsForeignTextAndObeysNoneOfIt) {
  add(chat::user_message(std::string(kEvil)));
  add_answer({chat::Thinking{.text = "</pre><img src=x onerror=alert(1)>"},
              chat::Text{.text = "an answer"},
              chat::ToolCall{.id = "c", .name = "<b>Read", .input_json = R"({"a":"</details>"})"}});
  add({.role = chat::Role::tool,
       .blocks = {
           chat::ToolResult{.call_id = "c",
                            .blocks = {chat::Text{.text = "<svg onload=alert(1)>"},
                                       chat::Image{.media_type = "image/png", .data = "bytes"},
                                       chat::Image{.media_type = "image/svg+xml", .data = "<svg>"}},
                            .is_error = true}}});
  const std::string html = exported_as(ExportFormat::html);
  EXPECT_THAT(html, AllOf(HasSubstr("default-src 'none'"), HasSubstr("&lt;script&gt;alert(1)"),
                          HasSubstr("&amp; &quot;quoted&quot; ␛]0;title␇ ⟨U+202E⟩right"),
                          HasSubstr("some-model at api.example.test"), HasSubstr("an answer"),
                          HasSubstr("src=\"data:image/png;base64,Ynl0ZXM=\""),
                          HasSubstr("[image, image/svg+xml]"), HasSubstr("result, an error")));
  for (const char* forbidden : {"<script", "<svg", "<b>", "onerror=alert(1)>", "http://",
                                "https://", "\x1b", "\x07", "\xE2\x80\xAE"}) {
    EXPECT_THAT(html, Not(HasSubstr(forbidden)));
  }
  // Every tag that is opened is ours.
  const auto count = [&](std::string_view tag) {
    std::size_t found = 0;
    for (std::size_t at = html.find(tag); at != std::string::npos; at = html.find(tag, at + 1)) {
      ++found;
    }
    return found;
  };
  EXPECT_EQ(count("<details"), count("</details>"));
  EXPECT_EQ(count("<pre"), count("</pre>"));
  EXPECT_EQ(count("<img"), 1U);
}

TEST_F(ExportTest, MarkdownFencesCannotBeEndedFromInside) {
  add(chat::user_message("the question"));
  add_answer({chat::ToolCall{.id = "c", .name = "Execute", .input_json = R"({"command":"x"})"}});
  add({.role = chat::Role::tool,
       .blocks = {
           chat::ToolResult{.call_id = "c", .blocks = {chat::Text{.text = std::string(kEvil)}}}}});
  add_answer({chat::Text{.text = "# An answer"}});
  add(chat::user_message("another question"));
  const std::string text = exported_as(ExportFormat::markdown);
  EXPECT_THAT(text, HasSubstr("# the question\n\n- session: " + session_->header().id +
                              "\n- folder: /home/me/project\n- model: some-model\n"));
  EXPECT_THAT(text, HasSubstr("**Execute**\n\n```json\n{\"command\":\"x\"}\n```\n"));
  EXPECT_THAT(text, HasSubstr("\n`````\n<script>"));
  EXPECT_THAT(text, AllOf(HasSubstr("```` end\n`````\n"), Not(HasSubstr("\x1b"))));
  // One answer with its call, its result and its words; then the next question.
  std::vector<std::string> heads;
  for (std::size_t at = text.find("\n## "); at != std::string::npos;
       at = text.find("\n## ", at + 1)) {
    heads.push_back(text.substr(at + 4, text.find(' ', at + 4) - at - 4));
  }
  EXPECT_THAT(heads, ::testing::ElementsAre("You", "Answer", "You"));
}

TEST_F(ExportTest, JsonHoldsEachLineAsItIs) {
  chat::Message user = chat::user_message("a question");
  user.blocks.emplace_back(chat::Image{.media_type = "image/png", .data = "bytes"});
  add(std::move(user));
  add_answer({chat::Unknown{.type = "server_tool_use", .json = R"({"type":"server_tool_use"})"}});
  const std::string text = exported_as(ExportFormat::json);
  const auto document = json::Document::parse(text);
  ASSERT_TRUE(document);
  const json::Value root = document->root();
  EXPECT_EQ(root["format"].string(), "ingot session");
  EXPECT_EQ(root["version"].integer(), 1);
  EXPECT_EQ(root["id"].string(), session_->header().id);
  EXPECT_EQ(root["settings"].to_json(), R"({"model":"custom:x","extra":[1]})");
  EXPECT_EQ(root["messages"].size(), 2U);
  EXPECT_TRUE(text.ends_with("}\n"));
}

// CLI-31: also keys that were not known when the session was written.
TEST_F(ExportTest, NoFormatHoldsAKey) {
  add(chat::user_message("canary-key-1234 and late-key-56789"));
  add_answer(
      {chat::Thinking{.text = "late-key-56789"},
       chat::ToolCall{.id = "c", .name = "Read", .input_json = R"({"a":"late-key-56789"})"}});
  for (const auto format : {ExportFormat::markdown, ExportFormat::html, ExportFormat::json}) {
    const std::string text = exported_as(format);
    EXPECT_THAT(text, AllOf(HasSubstr("[redacted]"), Not(HasSubstr("canary-key-1234")),
                            Not(HasSubstr("late-key-56789"))));
  }
}

TEST_F(ExportTest, NamesOfFormats) {
  EXPECT_EQ(export_format_from("html"), ExportFormat::html);
  EXPECT_EQ(export_format_from("pdf"), std::nullopt);
  EXPECT_EQ(ending_of(ExportFormat::markdown), "md");
}

}  // namespace
}  // namespace ingot::session
