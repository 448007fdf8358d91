// What goes back to a provider, held against what its own conversations sent back. Skipped where
// the recordings are not at hand.
#include <set>

#include "engine/capture.h"
#include "engine/test_places.h"
#include "json/raw.h"
#include "json/value.h"
#include "wire/transcript.h"

namespace ingot::engine {
namespace {

namespace fs = std::filesystem;
using json::Value;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The hosts whose rules the recordings follow.
std::string base_of(std::string_view vendor) {
  static const std::map<std::string, std::string, std::less<>> kBases = {
      {"anthropic", "https://api.anthropic.com"},
      {"openai", "https://api.openai.com/v1"},
      {"openrouter", "https://openrouter.ai/api/v1"},
      {"vercel-gateway", "https://ai-gateway.vercel.sh/v1"},
      {"groq", "https://api.groq.com/openai/v1"},
      {"deepseek", "https://api.deepseek.com"},
      {"moonshotai", "https://api.moonshot.ai/v1"},
      {"zai", "https://api.z.ai/api/paas/v4"},
      {"mistral", "https://api.mistral.ai/v1"},
      {"xai", "https://api.x.ai/v1"},
      {"gemini", "https://generativelanguage.googleapis.com/v1beta/openai"},
      {"cerebras", "https://api.cerebras.ai/v1"},
      {"huggingface", "https://router.huggingface.co/v1"},
      {"azure", "https://x.openai.azure.com/openai/v1"},
      {"llamacpp", "http://localhost:8080/v1"},
      {"lmstudio", "http://localhost:1234/v1"},
      {"ollama", "http://localhost:11434/v1"}};
  const auto at = kBases.find(vendor);
  return at == kBases.end() ? "https://server.test/v1" : at->second;
}

models::Model model_of(Value meta) {
  const std::string_view protocol = *meta["protocol"].string();
  const std::string_view provider = protocol == "anthropic" ? "anthropic"
                                    : protocol == "openai-responses"
                                        ? "openai"
                                        : "generic-chat-completion-api";
  return *captured_model(provider, base_of(meta["vendor"].string_or("")),
                         meta["model"].string_or("m"));
}

std::vector<fs::path> folders_with(std::string_view file) {
  std::vector<fs::path> folders;
  const fs::path root = fs::path(INGOT_SHARED_DIR) / "fixtures/providers";
  if (!fs::exists(root)) return folders;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().filename() == file) folders.push_back(entry.path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

// What a transcript means, whatever the spelling: roles with texts, calls, results and opaque
// strings, in order.
std::vector<std::string> meaning(const wire::Codec::Request& request) {
  std::vector<std::string> out;
  std::string who;
  const auto add = [&](std::string_view kind, const std::string& text) {
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return;
    out.push_back(who + " " + std::string(kind) + " " + text);
  };
  for (const chat::Message& message : request.messages) {
    who = message.role == chat::Role::assistant ? "assistant" : "user";
    for (const chat::ContentBlock& block : message.blocks) {
      if (const auto* text = std::get_if<chat::Text>(&block)) add("text", text->text);
      if (const auto* call = std::get_if<chat::ToolCall>(&block)) {
        const auto arguments = json::Document::parse(call->input_json);
        add("call", call->id + " " + call->name + " " +
                        (arguments ? arguments->root().to_json() : call->input_json) + call->extra);
      }
      if (const auto* image = std::get_if<chat::Image>(&block)) add("image", image->data);
      if (const auto* unknown = std::get_if<chat::Unknown>(&block)) add("unknown", unknown->json);
      if (const auto* thinking = std::get_if<chat::Thinking>(&block)) {
        add("thinking",
            thinking->format == "item" ? thinking->text : thinking->text + thinking->opaque);
      }
      if (const auto* result = std::get_if<chat::ToolResult>(&block)) {
        add("result", result->call_id + " " + chat::text_of(*result));
      }
    }
  }
  // One message may hold what another protocol writes as several texts.
  return out;
}

std::string rewritten(const models::Model& model, const wire::Codec::Request& request) {
  wire::Transcript transcript(model, request.prologue);
  for (const chat::Message& message : request.messages) transcript.append(message);
  return transcript.body({});
}

// PRV-131
TEST(Replay, ARequestReadAndWrittenAgainKeepsItsMeaning) {
  const std::vector<fs::path> folders = folders_with("request.json");
  if (folders.empty()) GTEST_SKIP() << "no recordings beside the repository";
  for (const fs::path& folder : folders) {
    const std::string meta_text = read(folder / "meta.json");
    const auto meta = json::Document::parse(meta_text);
    models::Model model = model_of(meta->root());
    model.takes_images = true;
    model.quirks.replay_field = "same";
    model.quirks.keep_unsigned_thinking = true;
    model.quirks.call_id_max = 0;
    model.quirks.calls_last = false;  // it changes the order on purpose
    model.prompt_cache = "off";
    if (model.model == "o1-mini") continue;  // its system text becomes a user message
    const wire::Codec& codec = wire::codec_for(model.protocol);
    const std::string body = read(folder / "request.json");
    const auto before = codec.decode_request(model, body);
    ASSERT_TRUE(before) << folder.filename() << ": " << to_text(before.error());
    const std::string written = rewritten(model, *before);
    const auto after = codec.decode_request(model, written);
    ASSERT_TRUE(after) << folder.filename() << ": " << written;
    EXPECT_EQ(meaning(*before), meaning(*after)) << folder.filename();
    EXPECT_EQ(before->prologue.system, after->prologue.system) << folder.filename();
    EXPECT_EQ(before->prologue.tools.size(), after->prologue.tools.size()) << folder.filename();
  }
}

void collect(Value value, std::string_view key, std::vector<std::string>& out) {
  for (const auto& [name, member] : value.members()) {
    static const std::set<std::string_view> kReplayed = {"signature",
                                                         "encrypted_content",
                                                         "thought_signature",
                                                         "reasoning_content",
                                                         "reasoning",
                                                         "reasoning_text",
                                                         "data"};
    if (kReplayed.count(name) > 0 && member.is_string() && !member.string()->empty()) {
      out.push_back(std::string(name) + "=" + std::string(*member.string()));
    }
    collect(member, name, out);
  }
  for (const Value element : value.elements()) collect(element, key, out);
}

// Every opaque string and reasoning field of the assistant messages of a request.
std::vector<std::string> replayed_in(std::string_view body) {
  std::vector<std::string> out;
  const auto document = json::Document::parse(body);
  for (const std::string_view list : {"messages", "input"}) {
    for (const Value message : document->root()[list].elements()) {
      if (message["role"].string() == "user" || message["role"].string() == "tool") continue;
      collect(message, "", out);
    }
  }
  return out;
}

// Whether `value` came with `answer`: later messages hold what later answers brought.
bool holds(const chat::Message& answer, std::string_view value) {
  for (const chat::ContentBlock& block : answer.blocks) {
    if (const auto* call = std::get_if<chat::ToolCall>(&block)) {
      if (call->extra.find(value) != std::string::npos) return true;
    }
    const auto* thinking = std::get_if<chat::Thinking>(&block);
    if (thinking == nullptr) continue;
    if (thinking->text == value || thinking->opaque.find(value) != std::string::npos) return true;
  }
  return false;
}

// PRV-132, PRV-94..97
TEST(Replay, WhatAnAnswerGaveToKeepGoesBackInItsPlace) {
  int pairs = 0;
  for (const fs::path& folder : folders_with("request.json")) {
    const std::string name = folder.filename().string();
    const std::size_t at = name.rfind("-t");
    if (at == std::string::npos || name.substr(at) == "-t1") continue;
    const fs::path first = folder.parent_path() / (name.substr(0, at) + "-t1");
    if (!fs::exists(first / "request.json")) continue;
    const std::string meta_text = read(first / "meta.json");
    const auto meta = json::Document::parse(meta_text);
    const models::Model model = model_of(meta->root());
    const wire::Codec& codec = wire::codec_for(model.protocol);
    const std::string later = read(folder / "request.json");
    const auto conversation = codec.decode_request(model, later);
    const auto start = codec.decode_request(model, read(first / "request.json"));
    ASSERT_TRUE(conversation && start);

    const chat::Message answer = decode_message(
        {.model = model,
         .status = static_cast<int>(meta->root()["status"].integer().value_or(200)),
         .content_type = std::string(meta->root()["headers"]["content-type"].string_or("")),
         .body = {read(first / std::string(*meta->root()["body_file"].string()))}});
    wire::Transcript transcript(model, start->prologue);
    for (const chat::Message& message : start->messages) transcript.append(message);
    transcript.append(answer);
    const std::string body = transcript.body({});

    // Only what the first answer brought can be in it.
    const std::vector<std::string> had = replayed_in(body);
    ++pairs;
    std::vector<std::string> missing;
    for (const std::string& wanted : replayed_in(later)) {
      const std::string value = wanted.substr(wanted.find('=') + 1);
      const bool found = std::any_of(had.begin(), had.end(),
                                     [&](const std::string& one) { return one == wanted; });
      if (!found && holds(answer, value)) missing.push_back(wanted.substr(0, 120));
    }
    EXPECT_THAT(missing, testing::IsEmpty()) << name << "\n" << body.substr(0, 3000);
  }
  if (pairs == 0) GTEST_SKIP() << "no recordings beside the repository";
}

}  // namespace
}  // namespace ingot::engine
