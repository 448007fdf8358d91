// The prefix is stable by construction: for any conversation, each request begins with the one
// before (invariant 1; PRV-6, PRV-112, PRV-121).
#include "wire/transcript.h"

#include <random>

#include "json/value.h"
#include "models/quirks.h"

namespace ingot::wire {
namespace {

using models::Protocol;

std::string without_marks(std::string text) {
  for (std::size_t at = 0; (at = text.find(R"(,"cache_control":{)", at)) != std::string::npos;) {
    text.erase(at, text.find('}', at) + 1 - at);
  }
  return text;
}

models::Model model_for(Protocol protocol, const std::string& host, const std::string& name) {
  models::Model model;
  model.protocol = protocol;
  model.host = host;
  model.model = name;
  model.max_output_tokens = 1000;
  model.quirks = models::quirks_for(models::to_string(protocol), host, name);
  return model;
}

class Talk {
 public:
  Talk(unsigned seed, models::Model model) : random_(seed), model_(std::move(model)) {}

  chat::Message user() {
    chat::Message message = chat::user_message("question " + std::to_string(random_() % 100));
    if (random_() % 4 == 0) {
      message.blocks.emplace_back(chat::Image{.media_type = "image/png", .data = "png"});
    }
    return message;
  }

  chat::Message assistant() {
    chat::Message message;
    message.role = chat::Role::assistant;
    message.from = chat::Provenance{.protocol = std::string(models::to_string(model_.protocol)),
                                    .host = model_.host,
                                    .model = model_.model,
                                    .response_id = "r" + std::to_string(random_())};
    if (random_() % 2 == 0) {
      message.blocks.emplace_back(
          chat::Thinking{.text = "hm", .format = "signature", .opaque = "sig"});
    }
    if (random_() % 2 == 0) message.blocks.emplace_back(chat::Text{.text = "answer ü \"q\""});
    calls_.clear();
    for (std::size_t n = random_() % 4; n > 0; --n) {
      calls_.push_back("call_" + std::to_string(random_() % 20));  // ids may come again
      message.blocks.emplace_back(
          chat::ToolCall{.id = calls_.back(), .name = "Read", .input_json = R"({"a": 1})"});
    }
    return message;
  }

  chat::Message results() {
    chat::Message message;
    message.role = chat::Role::tool;
    for (const std::string& id : calls_) {
      chat::ToolResult result{.call_id = id, .is_error = random_() % 5 == 0};
      result.blocks.emplace_back(chat::Text{.text = "output " + std::to_string(random_())});
      if (random_() % 5 == 0) {
        result.blocks.emplace_back(chat::Image{.media_type = "image/png", .data = "x"});
      }
      message.blocks.emplace_back(std::move(result));
    }
    return message;
  }

  bool has_calls() const { return !calls_.empty(); }

 private:
  std::mt19937 random_;
  models::Model model_;
  std::vector<std::string> calls_;
};

struct Kind {
  Protocol protocol;
  std::string host, model;
};

class Prefix : public ::testing::TestWithParam<Kind> {};

TEST_P(Prefix, EachRequestBeginsWithTheOneBefore) {
  const Kind& kind = GetParam();
  const models::Model model = model_for(kind.protocol, kind.host, kind.model);
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const Prologue prologue{
        .system = "system",
        .tools = {
            {.name = "Read", .description = "reads", .input_schema = R"({"type":"object"})"}}};
    Transcript transcript(model, prologue);
    Transcript again(model, prologue);
    Talk talk(seed, model);
    std::string before;
    std::vector<chat::Message> all;
    for (int turn = 0; turn < 12; ++turn) {
      all.push_back(talk.has_calls() ? talk.results() : talk.user());
      transcript.append(all.back());
      RequestOptions options;
      options.session_key = "key";
      options.learnt.effort = turn % 2 == 0 ? "low" : "high";  // the epilogue may change
      const std::string body = transcript.body(options);
      ASSERT_TRUE(json::Document::parse(body)) << body;
      const std::string bare = without_marks(body);
      if (!before.empty()) {
        ASSERT_EQ(bare.substr(0, before.size()), before);
      }
      // A message that roles force to grow may be continued: its closing brackets are left out.
      const std::string epilogue = codec_for(kind.protocol).encode_epilogue(model, options, true);
      ASSERT_TRUE(bare.ends_with(epilogue));
      before = bare.substr(0, bare.size() - epilogue.size());
      while (!before.empty() && (before.back() == '}' || before.back() == ']')) before.pop_back();
      all.push_back(talk.assistant());
      transcript.append(all.back());
    }
    // Another process that reads the same conversation sends the same bytes.
    for (const chat::Message& message : all) again.append(message);
    EXPECT_EQ(again.body({}), transcript.body({}));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Prefix,
    ::testing::Values(Kind{Protocol::anthropic, "api.anthropic.com", "claude-sonnet-4-5"},
                      Kind{Protocol::anthropic, "other.test", "m"},
                      Kind{Protocol::responses, "api.openai.com", "gpt-5"},
                      Kind{Protocol::responses, "api.deepseek.com", "m"},
                      Kind{Protocol::completions, "api.openai.com", "gpt-5"},
                      Kind{Protocol::completions, "openrouter.ai", "anthropic/claude-sonnet-4.5"},
                      Kind{Protocol::completions, "api.mistral.ai", "mistral-large"},
                      Kind{Protocol::completions, "api.deepseek.com", "deepseek-chat"},
                      Kind{Protocol::completions, "generativelanguage.googleapis.com", "gemini-3"},
                      Kind{Protocol::completions, "localhost:8080", "m"}));

// CFG-132: marks that a server refuses stand nowhere any more.
TEST(Transcript, SendsNoMarkOnceTheyAreRefused) {
  const models::Model model =
      model_for(Protocol::anthropic, "api.anthropic.com", "claude-sonnet-4-5");
  Transcript transcript(model, {.system = "s", .tools = {{.name = "a", .input_schema = "{}"}}});
  transcript.append(chat::user_message("q"));
  RequestOptions options;
  EXPECT_NE(transcript.body(options).find("cache_control"), std::string::npos);
  options.learnt.dropped.emplace_back("cache_control");
  const std::string body = transcript.body(options);
  EXPECT_EQ(body.find("cache_control"), std::string::npos);
  EXPECT_TRUE(json::Document::parse(body));
}

}  // namespace
}  // namespace ingot::wire
