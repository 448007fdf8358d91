#include "exec/output.h"

#include <algorithm>
#include <map>

#include "base/clock.h"
#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"

namespace ingot::exec {
namespace {

using End = agent::TurnFinished::End;

std::string seconds(std::chrono::milliseconds duration) {
  const auto tenths = (duration.count() + 50) / 100;
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) +
         " s";
}

// What people should see of a run while it goes on, whatever the format.
void report(const engine::Event& event, Streams& streams) {
  if (const auto* notice = std::get_if<agent::Notice>(&event)) {
    streams.note(notice->text);
  } else if (const auto* started = std::get_if<agent::CompactionStarted>(&event)) {
    streams.note(agent::to_text(*started));
  } else if (const auto* shorter = std::get_if<agent::CompactionFinished>(&event)) {
    streams.note(agent::to_text(*shorter));
  } else if (const auto* switched = std::get_if<agent::ModelSwitched>(&event)) {
    streams.note(switched->reason + "; going on with " + switched->to);
  } else if (const auto* retry = std::get_if<agent::Retrying>(&event)) {
    streams.note(retry->reason + "; " +
                 (retry->wait.count() == 0 ? "repeating the request"
                                           : "trying again in " + seconds(retry->wait)) +
                 " (" + std::to_string(retry->attempt) + ")");
  }
}

class TextOutput final : public Output {
 public:
  explicit TextOutput(Streams& streams) : streams_(streams) {}

  void started(const Start&) override {}
  void event(const engine::Event& event) override { report(event, streams_); }

  // CLI-23: the answer and one newline, or nothing.
  void finished(const Summary& summary) override {
    if (!summary.good()) return streams_.note(summary.finished.error);
    std::string text = summary.finished.text;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    streams_.text(text + "\n");
  }

  void refused(const std::string& reason) override { streams_.note(reason); }

 private:
  Streams& streams_;
};

class JsonOutput final : public Output {
 public:
  explicit JsonOutput(Streams& streams) : streams_(streams) {}

  void started(const Start& start) override { session_id_ = start.session_id; }
  void event(const engine::Event& event) override { report(event, streams_); }

  // CLI-24..27
  void finished(const Summary& summary) override {
    std::string line;
    json::Writer writer(line);
    writer.begin_object()
        .member("type", "result")
        .member("subtype", summary.good() ? "success" : "failure")
        .member("is_error", !summary.good())
        .member("duration_ms", summary.duration_ms)
        .member("num_turns", summary.finished.model_calls)
        .member("result", summary.good() ? summary.finished.text : summary.finished.error)
        .member("session_id", summary.session_id);
    write_usage(writer, summary.usage);
    writer.member("model", summary.model);
    write_details(writer, summary);
    writer.end_object();
    streams_.json_line(line);
  }

  void refused(const std::string& reason) override {
    streams_.note(reason);
    Summary summary;
    summary.session_id = session_id_;
    summary.finished.end = End::internal;
    summary.finished.error = reason;
    summary.finished.stop_reason = chat::StopReason::interrupted;
    finished(summary);
  }

 private:
  Streams& streams_;
  std::string session_id_;
};

class StreamOutput final : public Output {
 public:
  StreamOutput(Streams& streams, const Redactor& redactor, bool partial)
      : streams_(streams), redactor_(redactor), partial_(partial) {}

  void started(const Start& start) override {
    session_id_ = start.session_id;
    std::string line;
    json::Writer writer(line);
    writer.begin_object()
        .member("type", "system")
        .member("subtype", "init")
        .member("cwd", start.cwd)
        .member("session_id", start.session_id)
        .key("tools")
        .begin_array();
    for (const std::string& tool : start.tools) writer.string(tool);
    writer.end_array()
        .member("model", start.model)
        .member("reasoning_effort", start.effort.empty() ? "none" : start.effort)
        .end_object();
    streams_.json_line(line);
  }

  void event(const engine::Event& event) override {
    report(event, streams_);
    std::visit([this](const auto& e) { on(e); }, event);
  }

  // JR-1, JR-2: a completion, or an error and nothing after it.
  void finished(const Summary& summary) override {
    if (!summary.good()) {
      emit("error", [&](json::Writer& writer) {
        writer.member("source", source_of(summary.finished.end))
            .member("message", summary.finished.error);
      });
      return;
    }
    emit("completion", [&](json::Writer& writer) {
      writer.member("finalText", summary.finished.text)
          .member("numTurns", summary.finished.model_calls)
          .member("durationMs", summary.duration_ms);
      write_usage(writer, summary.usage);
      write_details(writer, summary);
    });
  }

  void refused(const std::string& reason) override {
    streams_.note(reason);
    emit("error",
         [&](json::Writer& writer) { writer.member("source", "cli").member("message", reason); });
  }

 private:
  static std::string_view source_of(End end) {
    if (end == End::permission) return "permission";
    if (end == End::provider) return "provider";
    if (end == End::interrupted || end == End::time_limit) return "cli";
    return "agent_loop";
  }

  template <typename Members>
  void emit(std::string_view type, Members members) {
    std::string line;
    json::Writer writer(line);
    writer.begin_object().member("type", type);
    members(writer);
    writer.member("session_id", session_id_)
        .member("timestamp", epoch_ms(system_clock().wall()))
        .end_object();
    streams_.json_line(line);
  }

  void on(const agent::TurnStarted& turn) { emit_user_message(turn.message_id, turn.text); }
  void on(const agent::MessageDelivered& message) {
    emit_user_message(message.message_id, message.text);
  }
  void emit_user_message(const std::string& id, const std::string& text) {
    emit("message", [&](json::Writer& writer) {
      writer.member("role", "user").member("id", id).member("text", text);
    });
  }

  void on(const agent::MessageFinished& finished) {
    flush_deltas(finished.message.id);
    for (const chat::ContentBlock& block : finished.message.blocks) {
      if (const auto* thought = std::get_if<chat::Thinking>(&block)) {
        if (thought->text.empty()) continue;
        emit("reasoning", [&](json::Writer& writer) {
          writer.member("id", finished.message.id).member("text", thought->text);
        });
      } else if (const auto* text = std::get_if<chat::Text>(&block)) {
        if (text->text.empty()) continue;
        emit("message", [&](json::Writer& writer) {
          writer.member("role", "assistant")
              .member("id", finished.message.id)
              .member("text", text->text);
        });
      }
    }
  }

  void on(const agent::ToolStarted& call) {
    emit("tool_call", [&](json::Writer& writer) {
      writer.member("id", call.call_id)
          .member("messageId", call.message_id)
          .member("toolId", call.name)
          .member("toolName", call.name)
          .key("parameters");
      const auto parsed = json::Document::parse(call.input_json.empty() ? "{}" : call.input_json);
      if (parsed && parsed->root().is_object()) {
        writer.raw(json::minified(call.input_json.empty() ? "{}" : call.input_json));
      } else {
        writer.begin_object().end_object();
      }
    });
  }

  void on(const agent::ToolFinished& call) {
    emit("tool_result", [&](json::Writer& writer) {
      writer.member("id", call.result.call_id)
          .member("messageId", call.message_id)
          .member("toolId", call.name)
          .member("toolName", call.name)
          .member("isError", call.result.is_error)
          .member("value", chat::text_of(call.result));
    });
    for (const tools::FileChange& change : call.changes) {
      emit("file_change", [&](json::Writer& writer) {
        writer.member("path", change.path.string())
            .member("added", change.added)
            .member("removed", change.removed);
      });
    }
  }

  void on(const agent::PermissionAsked&) {}  // there is nobody to ask
  void on(const agent::QuestionsAsked&) {}
  void on(const agent::PlanProposed&) {}
  void on(const agent::PlanApproved&) {}

  void on(const agent::CallDenied& call) {
    emit("permission_denied", [&](json::Writer& writer) {
      writer.member("toolName", call.name).member("detail", call.detail).member("why", call.why);
      if (call.required) writer.member("required", policy::to_string(*call.required));
    });
  }

  void on(const agent::Retrying& retry) {
    emit("retry", [&](json::Writer& writer) {
      writer.member("attempt", retry.attempt)
          .member("waitMs", retry.wait.count())
          .member("reason", retry.reason);
    });
  }

  void on(const agent::ModelSwitched& switched) {
    emit("model_switched", [&](json::Writer& writer) {
      writer.member("from", switched.from)
          .member("to", switched.to)
          .member("reason", switched.reason);
    });
  }

  void on(const agent::CompactionFinished& shorter) {
    if (!shorter.error.empty()) return;
    emit("compaction", [&](json::Writer& writer) {
      writer.member("cause", agent::to_string(shorter.cause))
          .member("removedCount", shorter.removed)
          .member("tokensBefore", shorter.tokens_before)
          .member("tokensAfter", shorter.tokens_after);
    });
  }

  void on(const agent::TextDelta& delta) { partial("message_delta", delta.message_id, delta.text); }
  void on(const agent::ThinkingDelta& delta) {
    partial("reasoning_delta", delta.message_id, delta.text);
  }
  void on(const agent::AnswerDiscarded&) { deltas_.clear(); }
  void on(const agent::ToolProgress&) {}
  void on(const agent::UsageBooked&) {}
  void on(const agent::BudgetReached&) {}  // there is nobody to ask
  void on(const agent::BudgetAnswered&) {}
  void on(const agent::Notice&) {}
  void on(const agent::CompactionStarted&) {}
  void on(const agent::CompactionProgress&) {}
  void on(const agent::TurnFinished&) {}

  void partial(std::string_view type, const std::string& id, const std::string& text) {
    if (!partial_) return;
    const auto stream = deltas_.try_emplace(std::string(type), redactor_).first;
    emit_delta(type, id, stream->second.feed(text));
  }

  void flush_deltas(const std::string& id) {
    for (auto& [type, stream] : deltas_) emit_delta(type, id, stream.finish());
    deltas_.clear();
  }

  void emit_delta(std::string_view type, const std::string& id, const std::string& text) {
    if (text.empty()) return;
    emit(type, [&](json::Writer& writer) { writer.member("id", id).member("text", text); });
  }

  Streams& streams_;
  const Redactor& redactor_;
  bool partial_;
  std::string session_id_;
  // A key cut over two deltas is still found; by event type.
  std::map<std::string, StreamRedactor, std::less<>> deltas_;
};

}  // namespace

std::unique_ptr<Output> make_output(Format format, bool partial_messages, Streams& streams,
                                    const Redactor& redactor) {
  switch (format) {
    case Format::text:
      return std::make_unique<TextOutput>(streams);
    case Format::json:
      return std::make_unique<JsonOutput>(streams);
    case Format::stream_json:
      return std::make_unique<StreamOutput>(streams, redactor, partial_messages);
  }
  return nullptr;
}

}  // namespace ingot::exec
