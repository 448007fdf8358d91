#include "provider/learn.h"

#include "models/endpoint.h"

namespace ingot::provider {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

models::Model model(std::string_view provider, const std::string& base) {
  models::Model made;
  made.protocol = *models::protocol_from(provider);
  made.base_url = base;
  const auto endpoint = models::endpoint_for(made.protocol, base);
  made.url = endpoint.url;
  made.host = endpoint.host;
  made.quirks = models::quirks_for(provider, endpoint.host, "m");
  made.max_output_tokens = 64000;
  made.origin = "settings.json:3:5";
  made.base_url_origin = "settings.json:4:20";
  return made;
}

chat::Failure refused(std::string message, std::string param = {}) {
  return {.kind = chat::Failure::Kind::bad_request,
          .status = 400,
          .param = std::move(param),
          .message = std::move(message)};
}

constexpr std::string_view kChat = "generic-chat-completion-api";

// PRV-71, CFG-61
TEST(Learn, AnUnknownParameterIsLeftOutOnce) {
  wire::Learnt learnt;
  const auto it = model(kChat, "https://h.test/v1");
  const std::string body = R"({"stream_options":{"include_usage":true}})";
  const auto failure = refused("Unrecognized request argument supplied: stream_options");
  EXPECT_NE(learn_from(failure, it, body, learnt), "");
  EXPECT_THAT(learnt.dropped, Contains("stream_options"));
  EXPECT_EQ(learn_from(failure, it, body, learnt), "");
  wire::Learnt other;
  EXPECT_EQ(learn_from(refused("Unknown parameter: 'temperature'"), it, body, other), "")
      << "what ingot did not add it does not take away";
}

// PRV-67, CFG-41
TEST(Learn, TheNameAndTheMaximumOfTheOutputLimit) {
  wire::Learnt learnt;
  const auto it = model(kChat, "https://h.test/v1");
  EXPECT_NE(learn_from(refused("Unsupported parameter: 'max_tokens' is not supported with this "
                               "model. Use 'max_completion_tokens' instead.",
                               "max_tokens"),
                       it, R"({"max_tokens":64000})", learnt),
            "");
  EXPECT_EQ(learnt.max_tokens_field, "max_completion_tokens");
  EXPECT_THAT(learn_from(refused("max_tokens: 64000 > 8192, which is the maximum allowed"), it,
                         R"({"max_completion_tokens":64000})", learnt),
              HasSubstr("8192"));
  EXPECT_EQ(learnt.max_output_tokens, 8192);
}

// PRV-33
TEST(Learn, AnEffortThatIsTaken) {
  wire::Learnt learnt;
  auto it = model("anthropic", "https://api.anthropic.com");
  it.effort = "xhigh";
  EXPECT_NE(learn_from(refused("This model does not support effort level 'xhigh'. Supported "
                               "levels: high, low, max, medium."),
                       it, R"({"output_config":{"effort":"xhigh"}})", learnt),
            "");
  EXPECT_EQ(learnt.effort, "high");
  wire::Learnt openai;
  auto gpt = model("openai", "https://api.openai.com/v1");
  gpt.effort = "minimal";
  EXPECT_NE(learn_from(refused("Unsupported value: 'minimal' is not supported with the 'gpt-5.1' "
                               "model. Supported values are: 'none', 'low', 'medium', and 'high'. "
                               "(reasoning effort)",
                               "reasoning.effort"),
                       gpt, R"({"reasoning":{"effort":"minimal"}})", openai),
            "");
  EXPECT_EQ(openai.effort, "low");
}

// CFG-132
TEST(Learn, MarksThatAreRefusedAreSwitchedOff) {
  wire::Learnt learnt;
  const auto it = model("anthropic", "https://proxy.test");
  EXPECT_NE(learn_from(refused("system.0.cache_control: Extra inputs are not permitted"), it,
                       R"({"system":[{"cache_control":{"type":"ephemeral"}}]})", learnt),
            "");
  EXPECT_THAT(learnt.dropped, Contains("cache_control"));
}

// CFG-51
TEST(Learn, AMissingVersionInTheBaseUrlIsTriedOnce) {
  wire::Learnt learnt;
  chat::Failure missing{.kind = chat::Failure::Kind::wrong_endpoint, .status = 404};
  EXPECT_THAT(learn_from(missing, model(kChat, "http://localhost:11434"), "{}", learnt),
              HasSubstr("settings.json:4:20"));
  EXPECT_EQ(learnt.url, "http://localhost:11434/v1/chat/completions");
  EXPECT_EQ(learn_from(missing, model(kChat, "http://localhost:11434"), "{}", learnt), "");
  wire::Learnt other;
  EXPECT_EQ(learn_from(missing, model(kChat, "https://h.test/api"), "{}", other), "");
  EXPECT_EQ(learn_from(missing, model("anthropic", "https://h.test"), "{}", other), "");
}

}  // namespace
}  // namespace ingot::provider
