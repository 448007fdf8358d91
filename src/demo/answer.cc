#include "demo/answer.h"

#include <algorithm>

#include "base/ids.h"
#include "base/utf8.h"
#include "json/writer.h"

namespace ingot::demo {

std::string Answer::part_id(std::string_view kind, std::size_t index) const {
  return std::string(kind) + (reasoning.empty() ? "N" : "R") +
         stable_base62(id + std::string(kind) + std::to_string(index), 22);
}

std::vector<std::string_view> chunks_of(std::string_view text, std::size_t bytes) {
  std::vector<std::string_view> chunks;
  while (!text.empty()) {
    std::string_view chunk = utf8_prefix(text, bytes);
    if (chunk.empty()) chunk = text.substr(0, decode_utf8(text).length);
    chunks.push_back(chunk);
    text.remove_prefix(chunk.size());
  }
  return chunks;
}

std::string openai_refusal(const Refusal& refusal) {
  std::string type = refusal.type;
  if (type.empty()) {
    type = refusal.status == 429   ? "rate_limit_error"
           : refusal.status >= 500 ? "server_error"
                                   : "invalid_request_error";
  }
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("error").begin_object();
  writer.member("message", refusal.message).member("type", type);
  if (refusal.param.empty()) {
    writer.key("param").null();
  } else {
    writer.member("param", refusal.param);
  }
  if (refusal.code.empty()) {
    writer.key("code").null();
  } else {
    writer.member("code", refusal.code);
  }
  writer.end_object().end_object();
  return text;
}

}  // namespace ingot::demo
