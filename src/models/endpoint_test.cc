#include "models/endpoint.h"

#include <gtest/gtest.h>

namespace ingot::models {
namespace {

struct Row {
  Protocol protocol;
  std::string base_url, url, note;  // note: a part of it; empty: none
};

// CFG-47 to CFG-50, CFG-58
TEST(Endpoint, IsMadeFromWhatPeopleHave) {
  constexpr Protocol kMessages = Protocol::anthropic;
  constexpr Protocol kResponses = Protocol::responses;
  constexpr Protocol kChat = Protocol::completions;
  const std::string gemini = "https://generativelanguage.googleapis.com";
  const std::vector<Row> table = {
      {kChat, " http://h/v1 ", "http://h/v1/chat/completions", ""},
      {kChat, "http://h/v1///", "http://h/v1/chat/completions", ""},
      {kChat, "http://h/v1/?api-version=2", "http://h/v1/chat/completions?api-version=2", ""},
      {kChat, "http://h", "http://h/chat/completions", ""},
      {kResponses, "http://h/api/", "http://h/api/responses", ""},
      {kMessages, "http://h", "http://h/v1/messages", ""},
      {kMessages, "http://h/v1/", "http://h/v1/messages", ""},
      {kMessages, "http://h/anthropic", "http://h/anthropic/v1/messages", ""},
      {kChat, "http://h/v1/chat/completions", "http://h/v1/chat/completions", "used as it is"},
      {kResponses, "http://h/v1/responses/", "http://h/v1/responses", "used as it is"},
      {kMessages, "http://h/v1/messages?beta=1", "http://h/v1/messages?beta=1", "used as it is"},
      {kMessages, "http://h/v1/chat/completions", "http://h/v1/chat/completions",
       "one of provider \"generic-chat-completion-api\""},
      {kChat, "http://h/v1/responses", "http://h/v1/responses", "one of provider \"openai\""},
      {kChat, gemini, gemini + "/v1beta/openai/chat/completions", "/v1beta/openai is used"},
      {kChat, gemini + "/v1beta/", gemini + "/v1beta/openai/chat/completions",
       "/v1beta/openai is used"},
      {kChat, gemini + "/v1", gemini + "/v1/openai/chat/completions", "/v1/openai is used"},
      {kChat, gemini + "/v1beta/openai/", gemini + "/v1beta/openai/chat/completions", ""},
      {kChat, gemini + "/of/ones/own", gemini + "/of/ones/own/chat/completions", ""},
      {kMessages, gemini, gemini + "/v1/messages", ""}};
  for (const Row& row : table) {
    const Endpoint endpoint = endpoint_for(row.protocol, row.base_url);
    EXPECT_EQ(endpoint.url, row.url) << row.base_url;
    EXPECT_EQ(endpoint.note.empty(), row.note.empty()) << endpoint.note;
    EXPECT_NE(endpoint.note.find(row.note), std::string::npos) << endpoint.note;
  }
}

}  // namespace
}  // namespace ingot::models
