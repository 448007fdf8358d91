#include "session/blocks.h"

#include <random>

#include "os/file.h"
#include "session/session.h"
#include "session/test_places.h"

namespace ingot::session {
namespace {

using chat::Message;
using testing::HasSubstr;
using testing::Not;

const Redactor kNoSecrets;
constexpr std::string_view kTime = "2026-01-02T03:04:05.678Z";

std::string line_of(const Message& message, const Redactor& redactor = kNoSecrets) {
  return to_line(message, {.parent = "p", .timestamp = kTime}, redactor);
}

Result<Line> read(std::string_view line) {
  const auto document = json::Document::parse(line);
  if (!document) return document.error();
  return from_line(line, document->root());
}

Message there_and_back(const Message& message) {
  const auto line = read(line_of(message));
  if (!line) return {.id = "error: " + line.error().what};
  return line->message;
}

Message message_of(chat::ContentBlock block) {
  Message message{.id = "m", .role = chat::Role::assistant};
  message.blocks.push_back(std::move(block));
  return message;
}

// Messages of every kind, out of a seed.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Message message() {
    Message message{.id = text()};
    switch (below(3)) {
      case 0:
        message.blocks = some([&]() -> chat::ContentBlock {
          if (below(2) == 0) return image();
          return plain_text();
        });
        break;
      case 1:
        message.role = chat::Role::tool;
        message.blocks = some([&]() -> chat::ContentBlock { return result(); });
        break;
      default:
        message.role = chat::Role::assistant;
        message.blocks = some([&] { return answer_block(); });
        if (below(4) != 0) {
          message.from = chat::Provenance{text(), text(), text(), text(), text()};
        }
        message.stop_reason = static_cast<chat::StopReason>(below(7));
        message.refusal = text();
    }
    return message;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  std::string pick(std::initializer_list<const char*> list) {
    return list.begin()[below(list.size())];
  }

  std::string text() {
    std::string made;
    for (std::size_t n = below(4); n > 0; --n) {
      made += pick({"a", " ", "\n", "\r\n", "\"", "\\", "/", "\t", "\x01", "\xC3\xA9",
                    "\xE2\x80\xA8", "\xF0\x9F\x8E\x89", "{\"a\":1}", "</x>", "\xEF\xBF\xBD", "0"});
    }
    return made;
  }

  std::string json() {
    return pick({"{}", "{ }", R"({"a":1})", R"({"a": 1.0})", R"({"a":1e400})", R"({"a":1,"a":2})",
                 R"({"a":"\u00e9\/"})", "{\"a\":\n[1, 2]}", "[1]", "\"x\"", "1", "", "{\"a\":",
                 "null", R"({"a":12345678901234567890123})", R"({"nested":{"b":[{}]}})"});
  }

  chat::Text plain_text() { return {.text = text(), .synthetic = below(2) == 0, .phase = text()}; }
  chat::Image image() {
    std::string bytes;
    for (std::size_t n = below(5); n > 0; --n) bytes += static_cast<char>(below(256));
    return {.media_type = "image/png", .data = bytes};
  }
  chat::ToolResult result() {
    chat::ToolResult made{.call_id = text(), .is_error = below(2) == 0};
    for (std::size_t n = below(3); n > 0; --n) {
      if (below(2) == 0) {
        made.blocks.emplace_back(image());
      } else {
        made.blocks.emplace_back(plain_text());
      }
    }
    return made;
  }
  chat::ContentBlock answer_block() {
    switch (below(4)) {
      case 0:
        return chat::Thinking{
            .text = text(),
            .format = pick({"signature", "redacted", "item", "reasoning_content", "parts", ""}),
            .opaque = below(2) == 0 ? text() : json()};
      case 1:
        return chat::ToolCall{text(), text(), json(), text(), below(2) == 0 ? "" : json()};
      case 2:
        return chat::Unknown{.type = text(), .json = json()};
      default:
        return plain_text();
    }
  }

  template <typename Make>
  std::vector<chat::ContentBlock> some(Make make) {
    std::vector<chat::ContentBlock> blocks;
    for (std::size_t n = 1 + below(4); n > 0; --n) blocks.push_back(make());
    return blocks;
  }

  std::mt19937 random_;
};

// A resumed session must give the same request bytes, so nothing may be lost or changed.
TEST(Blocks, EveryMessageComesBackAsItWas) {
  for (unsigned seed = 0; seed < 5000; ++seed) {
    const Message message = Generator(seed).message();
    ASSERT_EQ(there_and_back(message), message) << "seed " << seed << ": " << line_of(message);
  }
}

TEST(Blocks, EveryMessageIsOneLine) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    EXPECT_THAT(line_of(Generator(seed).message()), Not(HasSubstr("\n")));
  }
}

TEST(Blocks, InvalidUtf8DoesNotBreakTheLine) {
  const Message message = message_of(chat::Text{.text = "a\xFFz"});
  EXPECT_EQ(there_and_back(message), message_of(chat::Text{.text = "a\xEF\xBF\xBDz"}));
  EXPECT_EQ(there_and_back(message_of(chat::ToolCall{"c", "Read", "{\"a\":\"\xFF\"}"})),
            message_of(chat::ToolCall{"c", "Read", "{\"a\":\"\xEF\xBF\xBD\"}"}));
}

TEST(Blocks, ArgumentsNestedDeeperThanAReaderFollowsDoNotMakeTheLineUnreadable) {
  std::string deep = "{\"a\":" + std::string(1020, '[') + std::string(1020, ']') + "}";
  const Message message = message_of(chat::ToolCall{"c", "Read", deep});
  EXPECT_EQ(there_and_back(message), message);
}

// Invariant 3. The secret also looks like a number, a key and part of the arguments.
TEST(Blocks, SecretsAreCutOutOfStringsAndLeaveTheLineReadable) {
  Redactor redactor;
  for (const char* secret : {"12345678", "tool_use", "sk-\"quoted\"-key"})
    redactor.add(Secret(secret));
  Message message{.id = "m", .role = chat::Role::assistant};
  message.blocks = {
      chat::Text{.text = "say 12345678"},
      chat::Thinking{.text = "12345678", .format = "item", .opaque = "{\"x\":12345678}"},
      chat::ToolCall{"c", "Run", "{\"n\":12345678}", "12345678", ""},
      chat::ToolCall{"d", "Run", R"({"n":"sk-\"quoted\"-key"})", "", ""}};
  const std::string line = line_of(message, redactor);
  EXPECT_THAT(line, Not(HasSubstr("12345678")));
  EXPECT_THAT(line, Not(HasSubstr("quoted")));
  const auto back = read(line);
  ASSERT_TRUE(back);
  Message expected = message;
  expected.blocks = {
      chat::Text{.text = "say [redacted]"},
      chat::Thinking{.text = "[redacted]", .format = "item", .opaque = "{\"x\":[redacted]}"},
      chat::ToolCall{"c", "Run", "{\"n\":[redacted]}", "[redacted]", ""},
      chat::ToolCall{"d", "Run", R"({"n":"[redacted]"})", "", ""}};
  EXPECT_EQ(back->message, expected);
}

// What other tools write: strings for content, camel case, blocks and keys nobody here knows.
TEST(Blocks, ReadsTheLinesOfOtherPrograms) {
  const auto plain =
      read(R"({"type":"message","id":"1","message":{"role":"user","content":"hi"}})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(chat::visible_text(plain->message), "hi");
  const auto mixed = read(
      R"({"type":"message","id":"2","extra":{"a":[1]},"message":{"role":"assistant","content":[)"
      R"({"type":"novelty","x":1},{"type":"text","text":"a","citations":null},)"
      R"({"type":"tool_use","id":"t","name":"Read","input":{"file_path": "/x"}}]}})");
  ASSERT_TRUE(mixed);
  Message expected{.id = "2", .role = chat::Role::assistant};
  expected.blocks = {chat::Text{.text = "a"},
                     chat::ToolCall{"t", "Read", R"({"file_path": "/x"})", "", ""}};
  EXPECT_EQ(mixed->message, expected);
  const auto result = read(R"({"type":"message","id":"3","message":{"role":"user","content":[)"
                           R"({"type":"tool_result","tool_use_id":"t","content":"done"}]}})");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->message.role, chat::Role::tool);
}

TEST(Blocks, WhatIsNoMessageIsAnError) {
  for (const char* line : {"1", "{}", R"({"message":{}})", R"({"message":{"role":"system"}})",
                           R"({"message":{"role":"user","content":[{"type":"novelty"}]}})"}) {
    EXPECT_FALSE(read(line)) << line;
  }
}

// The bytes of the format (docs/formats/session.md). INGOT_UPDATE_GOLDEN=1 rewrites them.
TEST(Blocks, TheFormatOfALineDoesNotDrift) {
  Message user{.id = "00000000-0000-4000-8000-000000000001"};
  user.blocks = {chat::Text{.text = "context", .synthetic = true},
                 chat::Text{.text = "look at this"},
                 chat::Image{.media_type = "image/png", .data = "PNG"}};
  Message answer{.id = "00000000-0000-4000-8000-000000000002", .role = chat::Role::assistant};
  answer.blocks = {
      chat::Thinking{.text = "hm", .format = "signature", .opaque = "c2ln"},
      chat::Thinking{.format = "redacted", .opaque = "ZGF0YQ=="},
      chat::Thinking{.text = "so", .format = "item", .opaque = R"({"type":"reasoning"})"},
      chat::Text{.text = "I will read it.", .phase = "commentary"},
      chat::ToolCall{"call_1", "Read", R"({"file_path":"a.txt"})", "", ""},
      chat::ToolCall{"call_2", "Read", "{\"file_path\": \"b", "the arguments are cut off", ""},
      chat::Unknown{.type = "web_search_call", .json = R"({"type":"web_search_call"})"}};
  answer.from = chat::Provenance{"openai", "api.example.com", "m-1", "resp_1", "m-1-2026"};
  answer.stop_reason = chat::StopReason::tool_use;
  Message results{.id = "00000000-0000-4000-8000-000000000003", .role = chat::Role::tool};
  results.blocks = {chat::ToolResult{.call_id = "call_1", .blocks = {chat::Text{.text = "A"}}},
                    chat::error_result("call_2", "Error: the arguments are cut off")};
  std::string lines;
  for (const Message* message : {&user, &answer, &results}) lines += line_of(*message) + "\n";
  const std::string path = INGOT_ROOM_DIR "/testdata/lines.golden";
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  if (std::getenv("INGOT_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(os::write_atomic(path, lines));
  }
  EXPECT_EQ(os::read_file(path, 1 << 20).value_or(""), lines);
}

}  // namespace
}  // namespace ingot::session
