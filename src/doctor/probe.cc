#include "doctor/probe.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/nearest.h"
#include "doctor/memory.h"
#include "http/proxy.h"
#include "json/value.h"
#include "ledger/cost.h"
#include "ledger/report.h"
#include "provider/inquiry.h"
#include "provider/provider.h"
#include "wire/transcript.h"

namespace ingot::doctor {
namespace {

using Level = Finding::Level;

constexpr std::int64_t kUsefulWindow = 32000;    // CFG-177: below this an agent forgets its tools
constexpr std::size_t kLongPrefixBytes = 36000;  // about 9000 tokens: above every minimum
constexpr std::size_t kShownIds = 8;
constexpr std::string_view kTool = "report_word";
constexpr std::string_view kToolSchema =
    R"({"type":"object","properties":{"word":{"type":"string","description":"the word"}},)"
    R"("required":["word"]})";

class Probe {
 public:
  Probe(http::Client& client, const Redactor& redactor, const models::Model& model,
        const ProbeOptions& options, const std::stop_token& stop)
      : client_(client),
        redactor_(redactor),
        model_(model),
        options_(options),
        stop_(stop),
        log_(std::string(), redactor),
        provider_(client, system_clock(), redactor, log_) {
    section_.title = model.id + "  (" + model.model + ", " + model.origin + ")";
  }

  Section run() {
    add({.check = "url", .text = "POST " + http::shown_url(model_.url)});
    judge_key();
    if (!ask_for_models()) return std::move(section_);
    const provider::Answer answer = ask_model();
    if (answer.failure) return std::move(section_);
    judge_window();
    if (options_.cache && !stop_.stop_requested()) try_cache();
    tell_cost();
    return std::move(section_);
  }

 private:
  void add(Finding finding) { section_.findings.push_back(std::move(finding)); }

  void judge_key() {
    if (model_.key.empty()) return add({.check = "key", .text = "none is sent"});
    add({.check = "key",
         .text = (model_.key_source.empty() || model_.key_source == "literal"
                      ? "written in the file"
                      : "from " + model_.key_source) +
                 " (" + model_.key.hint() + ")"});
  }

  // False when nothing more can be asked.
  bool ask_for_models() {
    server_ = provider::ask_server(client_, model_, options_.limit, stop_);
    const http::Fetched& list = server_.list;
    if (list.problem) {
      const chat::Failure failure = provider::failure_of_connection(*list.problem, model_);
      add({.level = Level::error,
           .check = "connection",
           .text = redactor_.redact(provider::explain(failure, model_))});
      return false;
    }
    add({.check = "connection",
         .text = "the server answers",
         .duration_ms = list.duration.count()});
    if (server_.offered.empty()) {
      add({.level = Level::note,
           .check = "model list",
           .text = "the server gives none (status " + std::to_string(list.head.status) + ")"});
      return true;
    }
    std::vector<std::string> ids;
    bool listed = false;
    for (const provider::OfferedModel& offered : server_.offered) {
      listed = listed || offered.id == model_.model || offered.id == model_.model + ":latest";
      ids.push_back(offered.id);
    }
    if (listed) {
      add({.check = "model list", .text = "\"" + model_.model + "\" is on the server"});
      return true;
    }
    const std::string close = nearest(model_.model, ids);
    std::string text = "\"" + model_.model + "\" is not among the " + std::to_string(ids.size()) +
                       " models of the server";
    if (ids.size() <= kShownIds) {
      text += ":";
      for (const std::string& id : ids) text += (&id == &ids.front() ? " " : ", ") + id;
    }
    add({.level = Level::warning,
         .check = "model list",
         .text = redactor_.redact(text),
         .remedy =
             (close.empty() ? "correct model" : "did you mean \"" + close + "\"? Correct model") +
             (server_.ollama ? ", or run: ollama pull " + model_.model : "") +
             "; the entry is at " + model_.origin});
    return true;
  }

  provider::Answer send(const std::string& prompt, bool with_tool) {
    wire::Prologue prologue{.system = "You test whether a model server works. Be brief."};
    if (with_tool) {
      prologue.tools.push_back({.name = std::string(kTool),
                                .description = "Reports a word.",
                                .input_schema = std::string(kToolSchema)});
    }
    wire::Transcript transcript(model_, prologue);
    transcript.append(chat::user_message(prompt));
    wire::RequestOptions options;
    options.session_key = session_key_;
    options.learnt = learnt_;
    provider::Callbacks callbacks;
    callbacks.on_notice = [this](const std::string& text) {
      add({.level = Level::warning,
           .check = "parameters",
           .text = redactor_.redact(text),
           .remedy = "ingot drops it by itself in every session; nothing needs to be done"});
    };
    // A probe wants to know how things are now, not in a minute.
    provider::Answer answer =
        provider_.send(transcript, options, callbacks, stop_, {.max_retries = 0});
    learnt_ = options.learnt;
    if (const auto cost = ledger::cost_of(answer.usage, model_.price, model_.protocol)) {
      cost_usd_ += *cost;
    } else {
      cost_known_ = false;
    }
    tokens_ += std::max<std::int64_t>(answer.usage.input, 0) +
               std::max<std::int64_t>(answer.usage.output, 0) +
               std::max<std::int64_t>(answer.usage.cache_read, 0) +
               std::max<std::int64_t>(answer.usage.cache_write, 0);
    return answer;
  }

  provider::Answer ask_model() {
    provider::Answer answer = send(
        "Call the tool report_word with the word \"ingot\". Do nothing else and write no text.",
        true);
    if (answer.failure) {
      add({.level = Level::error,
           .check = "request",
           .text = redactor_.redact(provider::explain(*answer.failure, model_))});
      return answer;
    }
    add({.check = "request",
         .text =
             "answered; first event after " + std::to_string(answer.first_event.count()) + " ms",
         .duration_ms = answer.duration.count()});
    judge_stream(answer);
    judge_call(answer.message);
    judge_reasoning(answer);
    judge_usage(answer.usage);
    if (const auto& from = answer.message.from;
        from && !from->model_reported.empty() && from->model_reported != model_.model) {
      add({.level = Level::note,
           .check = "model",
           .text = "the server calls it \"" + redactor_.redact(from->model_reported) + "\""});
    }
    return answer;
  }

  void judge_stream(const provider::Answer& answer) {
    if (answer.streamed) {
      add({.check = "streaming", .text = "the answer came as events"});
      return;
    }
    add({.level = Level::note,
         .check = "streaming",
         .text = "the server sent its answer in one piece; text will not appear as it is written"});
  }

  void judge_call(const chat::Message& message) {
    const auto calls = chat::tool_calls(message);
    if (calls.empty()) {
      const std::string text = chat::visible_text(message);
      const bool in_text = text.find(kTool) != std::string::npos;
      std::string remedy = "choose a model that calls tools";
      if (model_.is_local) {
        remedy =
            "start the server with its tool parser (llama.cpp: --jinja; vLLM: "
            "--enable-auto-tool-choice --tool-call-parser ...; Ollama: a model whose page says "
            "\"tools\")";
      }
      return add({.level = Level::error,
                  .check = "tool calls",
                  .text = in_text
                              ? "the model wrote its call into the text: the server has no tool "
                                "parser for it"
                              : "the model did not call the tool it was asked to call",
                  .remedy = remedy});
    }
    const auto arguments = json::Document::parse(calls.front()->input_json);
    const bool right = calls.front()->name == kTool && arguments &&
                       arguments->root()["word"].string_or("") == "ingot";
    if (right) return add({.check = "tool calls", .text = "one call with the right arguments"});
    add({.level = Level::warning,
         .check = "tool calls",
         .text = "the call came with other arguments: " +
                 redactor_.redact(calls.front()->name + " " + calls.front()->input_json)});
  }

  void judge_reasoning(const provider::Answer& answer) {
    const bool thought = answer.usage.reasoning > 0 ||
                         std::any_of(answer.message.blocks.begin(), answer.message.blocks.end(),
                                     [](const auto& block) {
                                       return std::holds_alternative<chat::Thinking>(block);
                                     });
    std::string effort = model_.effort.empty() ? "none is asked for" : "effort " + model_.effort;
    add({.check = "reasoning",
         .text = effort + (thought ? "; the model reasoned" : "; no reasoning came back")});
  }

  void judge_usage(const chat::Usage& usage) {
    if (usage.input < 0 && usage.output < 0) {
      return add({.level = Level::warning,
                  .check = "usage",
                  .text = "the server tells no token counts; costs will be estimates"});
    }
    add({.check = "usage",
         .text = std::to_string(std::max<std::int64_t>(usage.input, 0)) + " tokens in, " +
                 std::to_string(std::max<std::int64_t>(usage.output, 0)) + " out" +
                 (usage.estimated ? " (estimated)" : "")});
    const bool cache = usage.cache_read >= 0 || usage.cache_write >= 0;
    add({.level = cache ? Level::ok : Level::note,
         .check = "cache fields",
         .text = cache ? "the server tells what came from its cache"
                       : "the server tells nothing about a cache; hit rates will be unknown"});
  }

  void judge_window() {
    if (server_.ollama && model_.is_local) {
      if (auto memory = judge_memory(model_.model, memory_of_this_machine())) {
        add(*std::move(memory));
      }
    }
    const std::string known = std::to_string(model_.context_tokens) + " tokens";
    if (server_.window == 0) {
      return add({.level = model_.context_is_known ? Level::ok : Level::note,
                  .check = "context window",
                  .text = known + (model_.context_is_known ? "" : ", assumed"),
                  .remedy = model_.context_is_known
                                ? ""
                                : "set maxContextLimit in the entry at " + model_.origin});
    }
    const std::string told =
        std::to_string(server_.window) + " tokens (" + server_.window_source + ")";
    if (model_.is_local && server_.window < kUsefulWindow) {
      return add(
          {.level = Level::error,
           .check = "context window",
           .text = "the server uses a window of " + told +
                   " and cuts longer prompts; an agent needs at least 32000",
           .remedy = server_.ollama
                         ? "OLLAMA_CONTEXT_LENGTH=32000 ollama serve, or PARAMETER num_ctx "
                           "32000 in a Modelfile"
                         : "raise it where the server is started (llama.cpp: -c 32000; vLLM: "
                           "--max-model-len 32000; LM Studio: the slider of the model)"});
    }
    if (server_.window < model_.context_tokens) {
      return add({.level = Level::warning,
                  .check = "context window",
                  .text = "the server has " + told + ", ingot counts on " + known,
                  .remedy = "set \"maxContextLimit\": " + std::to_string(server_.window) +
                            " in the entry at " + model_.origin});
    }
    add({.check = "context window", .text = told});
    if (server_.ollama && server_.ollama->tells_abilities && !server_.ollama->calls_tools) {
      add({.level = Level::warning,
           .check = "tools",
           .text = "Ollama says that this model calls no tools",
           .remedy = "choose a model whose page on ollama.com says \"tools\""});
    }
  }

  // The same long beginning twice, a few seconds apart.
  void try_cache() {
    std::string prefix = "Remember this list for later. It belongs to test " + new_uuid() + ".\n";
    for (int line = 0; prefix.size() < kLongPrefixBytes; ++line) {
      prefix +=
          "item " + std::to_string(line) + " is " + std::to_string(line * 7919 % 10007) + "\n";
    }
    prefix += "\nAnswer with the one word: ready";
    const provider::Answer first = send(prefix, false);
    if (first.failure || !system_clock().sleep(std::chrono::seconds(2), stop_)) return;
    const provider::Answer second = send(prefix, false);
    if (second.failure) return;
    if (second.usage.cache_read < 0) {
      return add({.level = Level::note,
                  .check = "cache",
                  .text = "the server tells nothing about a cache"});
    }
    const std::int64_t read = second.usage.cache_read;
    if (read > 0) {
      return add({.check = "cache",
                  .text = std::to_string(read) + " tokens of the second request came from it",
                  .duration_ms = second.duration.count()});
    }
    add({.level = Level::warning,
         .check = "cache",
         .text = "the same beginning twice, and nothing came from the cache",
         .remedy =
             model_.quirks.cache_marks || model_.protocol == models::Protocol::anthropic
                 ? "a proxy on the way may drop the marks; ask whoever runs it"
                 : "if this is a Claude model behind a proxy, set \"ingot\": {\"promptCache\": "
                   "\"anthropic\"} in the entry at " +
                       model_.origin});
  }

  void tell_cost() {
    std::string text = std::to_string(tokens_) + " tokens, ";
    if (model_.is_local) {
      text += "local";
    } else if (!cost_known_) {
      text += "price unknown";
    } else {
      text += ledger::money(cost_usd_);
    }
    add({.check = "spent", .text = text});
    if (!model_.is_local && !model_.price.input) {
      add({.level = Level::note,
           .check = "price",
           .text = "unknown; costs will be shown as unknown",
           .remedy = "set ingot.pricing in the entry at " + model_.origin});
    }
  }

  http::Client& client_;
  const Redactor& redactor_;
  const models::Model& model_;
  const ProbeOptions& options_;
  const std::stop_token& stop_;
  Log log_;
  provider::Provider provider_;
  Section section_;
  provider::ServerAnswer server_;
  wire::Learnt learnt_;
  std::string session_key_ = new_uuid();
  double cost_usd_ = 0;
  bool cost_known_ = true;
  std::int64_t tokens_ = 0;
};

}  // namespace

Section probe(const Redactor& redactor, const models::Model& model, const ProbeOptions& options,
              const std::stop_token& stop) {
  http::Client client(provider::kUserAgent);
  return Probe(client, redactor, model, options, stop).run();
}

}  // namespace ingot::doctor
