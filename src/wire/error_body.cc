#include "wire/error_body.h"

#include <array>
#include <cstdlib>
#include <string>

#include "base/letters.h"
#include "base/utf8.h"
#include "wire/error_class.h"

namespace ingot::wire {
namespace {

using chat::Failure;
using json::Value;

constexpr std::size_t kMaxMessage = 4000;
constexpr std::size_t kMaxFirstLine = 200;

std::string text_of(Value value) {
  if (const auto text = value.string()) return std::string(utf8_prefix(*text, kMaxMessage));
  if (value.is_absent() || value.is_object() || value.is_array()) return {};
  return value.to_json();
}

// FastAPI: a text, or a list of {"loc":["body","x"],"msg":"..."}.
void read_detail(Failure& failure, Value detail) {
  if (detail.is_string()) {
    failure.message = text_of(detail);
    return;
  }
  for (const Value one : detail.elements()) {
    std::string where;
    for (const Value step : one["loc"].elements()) {
      if (step.string() == "body") continue;
      where += (where.empty() ? "" : ".") + text_of(step);
    }
    if (!failure.message.empty()) failure.message += "; ";
    failure.message += (where.empty() ? "" : where + ": ") + text_of(one["msg"]);
    if (failure.param.empty()) failure.param = where;
    if (failure.type.empty()) failure.type = text_of(one["type"]);
  }
  if (detail.is_object()) failure.message = text_of(detail["message"]);
}

std::optional<std::chrono::milliseconds> go_seconds(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double seconds = std::strtod(copy.c_str(), &end);
  if (end == copy.c_str() || std::string_view(end) != "s" || !(seconds >= 0 && seconds < 1e6)) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

// OpenRouter: what the provider behind it said, itself often JSON (PRV-85).
void read_metadata(Failure& failure, Value metadata) {
  if (!metadata.is_object()) return;
  std::string raw = text_of(metadata["raw"]);
  if (metadata["raw"].is_object()) raw = metadata["raw"].to_json();
  if (const auto inner = json::Document::parse(raw); inner && inner->root().is_object()) {
    Failure upstream = failure_from_object(inner->root(), false);
    if (!upstream.message.empty()) raw = upstream.message;
  }
  for (const Value reason : metadata["reasons"].elements()) {
    raw += (raw.empty() ? "" : ", ") + text_of(reason);
  }
  const std::string name = text_of(metadata["provider_name"]);
  if (raw.empty() && name.empty()) return;
  failure.detail = name.empty() ? raw : name + (raw.empty() ? "" : ": " + raw);
}

void read_google_details(Failure& failure, Value details) {
  for (const Value detail : details.elements()) {
    if (const auto delay = detail["retryDelay"].string()) failure.retry_after = go_seconds(*delay);
  }
}

void read_fields(Failure& failure, Value error) {
  failure.message = text_of(error["message"]);
  failure.type = text_of(error["type"]);
  failure.code = text_of(error["code"]);
  failure.param = text_of(error["param"]);
  if (failure.type.empty()) failure.type = text_of(error["status"]);
  failure.failed_generation = text_of(error["failed_generation"]);
  read_metadata(failure, error["metadata"]);
  read_google_details(failure, error["details"]);
}

Failure parsed(Value root) {
  Failure failure;
  if (root.is_array()) root = *root.elements().begin();
  if (root["response"].is_object() && root["error"].is_absent()) root = root["response"];
  const Value error = root["error"];
  if (error.is_object()) {
    read_fields(failure, error);
  } else if (error.is_string()) {
    failure.message = text_of(error);
    failure.code = text_of(root["code"]);
    failure.type = text_of(root["type"]);
  } else if (root["message"].is_string() || root["object"].string() == "error") {
    read_fields(failure, root);
    if (failure.type == "error") failure.type.clear();
  } else if (!root["detail"].is_absent()) {
    read_detail(failure, root["detail"]);
  } else if (root["message"].is_object()) {
    read_fields(failure, root["message"]);
    read_detail(failure, root["message"]["detail"]);
  }
  failure.request_id = text_of(root["request_id"]);
  return failure;
}

std::string_view first_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  return utf8_prefix(text.substr(0, text.find_first_of("\r\n")), kMaxFirstLine);
}

bool is_html(std::string_view content_type, std::string_view body) {
  if (content_type.find("html") != std::string_view::npos) return true;
  std::string start = lower(first_line(body).substr(0, 15));
  return start.starts_with("<!doctype html") || start.starts_with("<html");
}

// The JSON of an error that came as an event stream all the same.
std::string_view event_data(std::string_view body) {
  const std::size_t at = body.find("data:");
  if (at == std::string_view::npos || body.find('{') < at) return body;
  std::string_view data = body.substr(at + 5);
  return data.substr(0, data.find_first_of("\r\n"));
}

}  // namespace

Failure failure_from(int status, std::string_view content_type, std::string_view body,
                     const models::Model& model) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  Failure failure;
  bool says_nothing = false;  // {"error":null} and the like: better no words than these
  if (const auto root = json::Document::parse(event_data(body));
      root && (root->root().is_object() || root->root().is_array())) {
    failure = parsed(root->root());
    says_nothing = root->root()["error"].exists();
  } else if (is_html(content_type, body)) {
    failure.type = "html";
    failure.message = "HTML page, not an API";
  } else {
    failure.message = first_line(body);
  }
  failure.status = status;
  if (failure.message.empty() && failure.type != "html" && !says_nothing) {
    failure.message = first_line(body);
  }
  classify(failure, model.quirks.vendor);
  return failure;
}

Failure failure_from_object(Value object, bool nothing_yet) {
  Failure failure = parsed(object);
  if (failure.message.empty()) failure.message = utf8_prefix(object.to_json(), kMaxFirstLine);
  classify_in_stream(failure, nothing_yet);
  return failure;
}

}  // namespace ingot::wire
