#include "wire/error_class.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string>

#include "base/letters.h"

namespace ingot::wire {
namespace {

using chat::Failure;
using Kind = Failure::Kind;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return contains(text, part); });
}

// `first` and, somewhere behind it, `second`.
bool contains_in_order(std::string_view text, std::string_view first, std::string_view second) {
  const std::size_t at = text.find(first);
  return at != std::string_view::npos && text.find(second, at) != std::string_view::npos;
}

bool digit_follows(std::string_view text, std::string_view phrase) {
  const std::size_t at = text.find(phrase);
  return at != std::string_view::npos && at + phrase.size() < text.size() &&
         std::isdigit(static_cast<unsigned char>(text[at + phrase.size()])) != 0;
}

// The number at the beginning of `text`, behind at most two signs or blanks; "200,000" counts.
std::optional<std::int64_t> leading_number(std::string_view text) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  std::size_t at = 0;
  while (at < text.size() && at < 2 && !is_digit(text[at])) ++at;
  std::int64_t number = 0;
  std::size_t digits = 0;
  for (; at < text.size() && digits < 12; ++at) {
    if (is_digit(text[at])) {
      number = number * 10 + (text[at] - '0');
      ++digits;
    } else if (text[at] != ',' || at + 1 >= text.size() || !is_digit(text[at + 1])) {
      break;
    }
  }
  return digits == 0 ? std::nullopt : std::optional(number);
}

// What stands in front of the window's size. "a > b": the prompt and what is allowed.
constexpr std::array<std::string_view, 24> kBeforeWindow = {" > ",
                                                            "maximum context length is",
                                                            "maximum context length of",
                                                            "maximum context length:",
                                                            "maximum prompt length is",
                                                            "maximum model length of",
                                                            "maximum allowed input length of",
                                                            "context length is only",
                                                            "context length of only",
                                                            "context length is",
                                                            "context length of",
                                                            "context length (",
                                                            "n_ctx:",
                                                            "context size (",
                                                            "context size is",
                                                            "context window of",
                                                            "token limit:",
                                                            "tokens allowed (",
                                                            "configured limit of",
                                                            "exceeds the limit of",
                                                            "limit is",
                                                            "max size:",
                                                            "must have less than",
                                                            "too large for model with"};
constexpr std::int64_t kLeastWindow = 256;  // below that it is no window
constexpr std::int64_t kMostWindow = 100'000'000;

// Everything that names the error, in lower case.
std::string all_words(const Failure& failure) {
  return lower(failure.type + " " + failure.code + " " + failure.message + " " + failure.detail);
}

bool is_hard_quota(std::string_view words) {
  return contains_any(words, {"insufficient_quota", "billing", "credit_balance", "credit balance",
                              "spend limit", "insufficient credits", "insufficient balance",
                              "out of credit", "quota exceeded for quota metric",
                              "exceeded your current quota", "insufficient_balance"});
}

bool names_missing_model(std::string_view words) {
  return contains_any(words, {"model_not_found", "model not found", "unknown model",
                              "no such model", "model_not_supported", "model: "}) ||
         contains_in_order(words, "model", "does not exist") ||
         contains_in_order(words, "model", "not found") ||
         contains_in_order(words, "model", "not supported") ||
         contains_in_order(words, "try pulling", "model");
}

void set(Failure& failure, Kind kind, bool retryable) {
  failure.kind = kind;
  failure.retryable = retryable;
}

void classify_bad_request(Failure& failure, std::string_view words) {
  if (says_context_overflow(words)) return set(failure, Kind::context_overflow, false);
  if (contains(words, "tool_use_failed")) return set(failure, Kind::invalid_call, true);
  if (is_hard_quota(words)) return set(failure, Kind::quota, false);
  if (contains(words, "model_not_found") || contains_in_order(words, "model", "does not exist")) {
    return set(failure, Kind::model_not_found, false);
  }
  // Google answers 400 to a wrong key.
  if (contains_any(words, {"api key not valid", "invalid_api_key", "api_key_invalid"})) {
    return set(failure, Kind::authentication, false);
  }
  set(failure, Kind::bad_request, false);
}

}  // namespace

bool says_context_overflow(std::string_view message) {
  const std::string text = lower(message);
  if (contains(text, "token limit reached") ||
      (contains(text, "rate limit") && contains(text, "tokens per minute"))) {
    return false;
  }
  return contains_any(text, {"prompt is too long",
                             "input is too long",
                             "exceeds the context window",
                             "exceed the context window",
                             "context_length_exceeded",
                             "context length exceeded",
                             "context-length-exceeded",
                             "maximum context length",
                             "maximum prompt length is",
                             "reduce the length of the messages",
                             "exceeds the available context size",
                             "exceed_context_size_error",
                             "greater than the context length",
                             "context window exceeds limit",
                             "exceeded model token limit",
                             "too large for model with",
                             "token limit exceeded",
                             "request_too_large",
                             "model_context_window_exceeded",
                             "exceed context limit",
                             "contextwindowexceeded",
                             "context overflow",
                             "context the overflows",
                             "context length is only",
                             "longer than the maximum model length",
                             "longer than the model's context length",
                             "exceeds the context length",
                             "exceeded max context length",
                             "exceeds max length",
                             "exceeds maximum input length",
                             "maximum allowed input length",
                             "range of input length should be",
                             "request body too large for",
                             "tokens_limit_reached",
                             "configured context size is",
                             "input tokens exceed the configured limit",
                             "`max_new_tokens` must be <="}) ||
         contains_in_order(text, "input token count", "exceeds") ||
         contains_in_order(text, "too many tokens", "cannot exceed") ||
         contains_in_order(text, "`inputs` must have less than", "tokens") ||
         digit_follows(text, "exceeds the limit of ");
}

std::optional<std::int64_t> window_named_in(std::string_view message) {
  const std::string text = lower(message);
  for (const std::string_view phrase : kBeforeWindow) {
    for (std::size_t at = text.find(phrase); at != std::string::npos;
         at = text.find(phrase, at + phrase.size())) {
      const auto number = leading_number(std::string_view(text).substr(at + phrase.size()));
      if (number && *number >= kLeastWindow && *number <= kMostWindow) return number;
    }
  }
  return std::nullopt;
}

void classify(Failure& failure, std::string_view vendor) {
  const std::string words = all_words(failure);
  switch (const int status = failure.status) {
    case 400:
      if (vendor == "cerebras" && failure.message.empty()) {
        return set(failure, Kind::context_overflow, false);
      }
      return classify_bad_request(failure, words);
    case 422:
      return classify_bad_request(failure, words);
    case 401:
      return set(failure, Kind::authentication, false);
    case 402:
      return set(failure, Kind::quota, false);
    case 403:
      return set(failure, is_hard_quota(words) ? Kind::quota : Kind::permission, false);
    case 404:
      if (names_missing_model(words)) return set(failure, Kind::model_not_found, false);
      return set(failure, Kind::wrong_endpoint, false);
    case 405:
    case 415:
    case 501:
      return set(failure, Kind::wrong_endpoint, false);
    case 408:
    case 425:
      return set(failure, Kind::timeout, true);
    case 409:
    case 424:
    case 498:
    case 499:
      return set(failure, Kind::overloaded, true);
    case 413:
      // Whatever counts here, tokens or bytes: a shorter conversation is the way out.
      return set(failure, Kind::context_overflow, false);
    case 429:
      if (is_hard_quota(words)) return set(failure, Kind::quota, false);
      return set(failure, Kind::rate_limit, true);
    default:
      if (status >= 500) {
        // Ollama's 500 for a prompt it has cut (PRV-104).
        if (contains(words, "no user query found") || says_context_overflow(words)) {
          return set(failure, Kind::context_overflow, false);
        }
        return set(failure, Kind::overloaded, true);
      }
      if (status >= 400) return classify_bad_request(failure, words);
      if (failure.type == "html") return set(failure, Kind::wrong_endpoint, false);
      classify_in_stream(failure, false);
  }
}

void classify_in_stream(Failure& failure, bool nothing_yet) {
  const std::string words = all_words(failure);
  const std::string names = lower(failure.type + " " + failure.code);
  const int number = std::atoi(failure.code.c_str());
  if (contains(names, "tool_use_failed")) return set(failure, Kind::invalid_call, true);
  if (says_context_overflow(words)) return set(failure, Kind::context_overflow, false);
  if (is_hard_quota(words) || number == 402) return set(failure, Kind::quota, false);
  if (contains_any(names, {"authentication_error", "invalid_api_key"}) || number == 401) {
    return set(failure, Kind::authentication, false);
  }
  if (contains(names, "permission") || number == 403) return set(failure, Kind::permission, false);
  if (contains(names, "not_found") || number == 404) {
    return set(failure, Kind::model_not_found, false);
  }
  if (contains(names, "rate_limit") || number == 429) return set(failure, Kind::rate_limit, true);
  if (contains(names, "timeout") || number == 408) return set(failure, Kind::timeout, true);
  if (contains_any(names, {"overloaded", "api_error", "server_error", "unavailable"}) ||
      number >= 500) {
    return set(failure, Kind::overloaded, true);
  }
  if (contains_any(names, {"invalid_request", "invalid_argument", "billing"}) || number == 400) {
    return set(failure, Kind::bad_request, false);
  }
  set(failure, Kind::protocol, nothing_yet);
}

}  // namespace ingot::wire
