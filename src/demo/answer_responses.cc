// Answers in the shape of the OpenAI Responses API.

#include "demo/answer.h"
#include "json/writer.h"

namespace ingot::demo {
namespace {

using json::Writer;

const char* status_of(const Answer& answer) {
  return answer.stop == ScriptedTurn::Stop::length ? "incomplete" : "completed";
}

std::string reasoning_item(const Answer& answer, bool done) {
  std::string text;
  Writer writer(text);
  writer.begin_object().member("id", answer.part_id("rs_", 0)).member("type", "reasoning");
  if (answer.encrypted_reasoning) writer.member("encrypted_content", seal(answer.reasoning));
  writer.key("summary").begin_array();
  if (done) {
    writer.begin_object().member("type", "summary_text").member("text", answer.reasoning);
    writer.end_object();
  }
  writer.end_array().end_object();
  return text;
}

std::string text_part(const Answer& answer, bool done) {
  std::string text;
  Writer writer(text);
  writer.begin_object();
  if (answer.stop == ScriptedTurn::Stop::refusal) {
    writer.member("type", "refusal").member("refusal", done ? answer.text : std::string());
  } else {
    writer.member("type", "output_text").key("annotations").begin_array().end_array();
    writer.key("logprobs").begin_array().end_array();
    writer.member("text", done ? answer.text : std::string());
  }
  writer.end_object();
  return text;
}

std::string message_item(const Answer& answer, bool done) {
  std::string text;
  Writer writer(text);
  writer.begin_object().member("id", answer.part_id("msg_", 0)).member("type", "message");
  writer.member("status", done ? status_of(answer) : "in_progress");
  writer.key("content").begin_array();
  if (done) writer.raw(text_part(answer, true));
  writer.end_array().member("role", "assistant").end_object();
  return text;
}

std::string call_item(const Answer& answer, std::size_t index, bool done) {
  std::string text;
  Writer writer(text);
  writer.begin_object().member("id", answer.part_id("fc_", index)).member("type", "function_call");
  writer.member("status", done ? "completed" : "in_progress");
  writer.member("arguments", done ? answer.calls[index].input_json : std::string());
  writer.member("call_id", answer.part_id("call_", index));
  writer.member("name", answer.calls[index].name).end_object();
  return text;
}

enum class Phase { begun, done };

std::string response(const Answer& answer, Phase phase) {
  const bool done = phase == Phase::done;
  std::string text;
  Writer writer(text);
  writer.begin_object().member("id", "resp_" + answer.id).member("object", "response");
  writer.member("created_at", answer.created);
  writer.member("status", done ? status_of(answer) : "in_progress");
  writer.key("error").null().key("incomplete_details");
  if (done && answer.stop == ScriptedTurn::Stop::length) {
    writer.begin_object().member("reason", "max_output_tokens").end_object();
  } else {
    writer.null();
  }
  writer.member("model", answer.model).key("output").begin_array();
  if (done && !answer.reasoning.empty()) writer.raw(reasoning_item(answer, true));
  if (done && !answer.text.empty()) writer.raw(message_item(answer, true));
  for (std::size_t i = 0; done && i < answer.calls.size(); ++i) {
    writer.raw(call_item(answer, i, true));
  }
  writer.end_array().member("parallel_tool_calls", true).member("store", false).key("usage");
  if (done) {
    const Usage& usage = answer.usage;
    writer.begin_object().member("input_tokens", usage.prompt());
    writer.key("input_tokens_details").begin_object();
    writer.member("cached_tokens", usage.cache_read).end_object();
    writer.member("output_tokens", usage.output).key("output_tokens_details").begin_object();
    writer.member("reasoning_tokens", usage.reasoning).end_object();
    writer.member("total_tokens", usage.prompt() + usage.output).end_object();
  } else {
    writer.null();
  }
  writer.end_object();
  return text;
}

// The events of one stream, numbered as they come.
class Events {
 public:
  // `members` are written after type and sequence_number.
  template <typename Members>
  void add(std::string_view type, bool paced, Members members) {
    std::string data;
    Writer writer(data);
    writer.begin_object().member("type", type).member("sequence_number", number_++);
    members(writer);
    writer.end_object();
    pieces_.push_back({"event: " + std::string(type) + "\ndata: " + data + "\n\n", paced});
  }
  void add_response(std::string_view type, const std::string& body) {
    add(type, false, [&](Writer& writer) { writer.raw_member("response", body); });
  }
  void add_item(std::string_view type, std::size_t index, const std::string& item) {
    add(type, false,
        [&](Writer& writer) { writer.member("output_index", index).raw_member("item", item); });
  }
  std::vector<Piece> take() { return std::move(pieces_); }

 private:
  std::vector<Piece> pieces_;
  std::size_t number_ = 0;
};

void stream_reasoning(Events& events, const Answer& answer, std::size_t index) {
  const std::string id = answer.part_id("rs_", 0);
  const auto place = [&](Writer& writer) {
    writer.member("item_id", id).member("output_index", index).member("summary_index", 0);
  };
  const auto part = [&](std::string_view type, std::string_view text) {
    events.add(type, false, [&](Writer& writer) {
      place(writer);
      writer.key("part").begin_object().member("type", "summary_text").member("text", text);
      writer.end_object();
    });
  };
  events.add_item("response.output_item.added", index, reasoning_item(answer, false));
  part("response.reasoning_summary_part.added", "");
  for (const std::string_view text : chunks_of(answer.reasoning, answer.chunk)) {
    events.add("response.reasoning_summary_text.delta", true, [&](Writer& writer) {
      place(writer);
      writer.member("delta", text);
    });
  }
  events.add("response.reasoning_summary_text.done", false, [&](Writer& writer) {
    place(writer);
    writer.member("text", answer.reasoning);
  });
  part("response.reasoning_summary_part.done", answer.reasoning);
  events.add_item("response.output_item.done", index, reasoning_item(answer, true));
}

void stream_message(Events& events, const Answer& answer, std::size_t index) {
  const std::string id = answer.part_id("msg_", 0);
  const bool refusal = answer.stop == ScriptedTurn::Stop::refusal;
  const std::string base = refusal ? "response.refusal." : "response.output_text.";
  const auto place = [&](Writer& writer) {
    writer.member("item_id", id).member("output_index", index).member("content_index", 0);
  };
  events.add_item("response.output_item.added", index, message_item(answer, false));
  events.add("response.content_part.added", false, [&](Writer& writer) {
    place(writer);
    writer.raw_member("part", text_part(answer, false));
  });
  for (const std::string_view text : chunks_of(answer.text, answer.chunk)) {
    events.add(base + "delta", true, [&](Writer& writer) {
      place(writer);
      writer.member("delta", text);
      if (!refusal) writer.key("logprobs").begin_array().end_array();
    });
  }
  events.add(base + "done", false, [&](Writer& writer) {
    place(writer);
    writer.member(refusal ? "refusal" : "text", answer.text);
  });
  events.add("response.content_part.done", false, [&](Writer& writer) {
    place(writer);
    writer.raw_member("part", text_part(answer, true));
  });
  events.add_item("response.output_item.done", index, message_item(answer, true));
}

void stream_call(Events& events, const Answer& answer, std::size_t call, std::size_t index) {
  const std::string id = answer.part_id("fc_", call);
  const std::string& input = answer.calls[call].input_json;
  events.add_item("response.output_item.added", index, call_item(answer, call, false));
  for (const std::string_view text : chunks_of(input, answer.chunk)) {
    events.add("response.function_call_arguments.delta", true, [&](Writer& writer) {
      writer.member("item_id", id).member("output_index", index).member("delta", text);
    });
  }
  events.add("response.function_call_arguments.done", false, [&](Writer& writer) {
    writer.member("item_id", id).member("output_index", index).member("arguments", input);
  });
  events.add_item("response.output_item.done", index, call_item(answer, call, true));
}

std::string whole(const Answer& answer) { return response(answer, Phase::done); }

std::vector<Piece> stream(const Answer& answer) {
  Events events;
  events.add_response("response.created", response(answer, Phase::begun));
  events.add_response("response.in_progress", response(answer, Phase::begun));
  std::size_t index = 0;
  if (!answer.reasoning.empty()) stream_reasoning(events, answer, index++);
  if (!answer.text.empty()) stream_message(events, answer, index++);
  for (std::size_t i = 0; i < answer.calls.size(); ++i) stream_call(events, answer, i, index++);
  events.add_response(
      answer.stop == ScriptedTurn::Stop::length ? "response.incomplete" : "response.completed",
      response(answer, Phase::done));
  return events.take();
}

std::string stream_error(const Refusal& refusal) {
  std::string data;
  Writer writer(data);
  writer.begin_object().member("type", "response.failed").member("sequence_number", 1'000'000);
  writer.key("response").begin_object().member("object", "response").member("status", "failed");
  writer.key("error").begin_object();
  writer.member("code", !refusal.code.empty()   ? refusal.code
                        : refusal.status == 429 ? "rate_limit_exceeded"
                                                : "server_error");
  writer.member("message", refusal.message).end_object();
  writer.key("output").begin_array().end_array().end_object().end_object();
  return "event: response.failed\ndata: " + data + "\n\n";
}

Refusal too_long(std::size_t /*tokens*/, std::size_t /*window*/) {
  return {.message =
              "Your input exceeds the context window of this model. Please adjust your input "
              "and try again.",
          .param = "input",
          .code = "context_length_exceeded"};
}

}  // namespace

const Protocol kResponses = {"/v1/responses", read_responses, whole,    stream,
                             openai_refusal,  stream_error,   too_long, /*marked*/ false};

}  // namespace ingot::demo
