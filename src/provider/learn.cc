#include "provider/learn.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/letters.h"
#include "models/effort.h"
#include "models/endpoint.h"
#include "provider/provider.h"
#include "wire/error_class.h"

namespace ingot::provider {
namespace {

// Top-level fields that ingot adds on its own and that a request makes sense without.
constexpr std::array kOptionalFields = {"stream_options",
                                        "reasoning_effort",
                                        "parallel_tool_calls",
                                        "prompt_cache_key",
                                        "store",
                                        "include",
                                        "reasoning_format",
                                        "thinking",
                                        "output_config",
                                        "reasoning",
                                        "usage",
                                        "tool_stream",
                                        "service_tier"};

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whether `word` stands in `text` by itself and not as a part of a longer name.
bool names(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_char(text[at - 1])) &&
        (end == text.size() || !is_word_char(text[end]))) {
      return true;
    }
  }
  return false;
}

bool says_unsupported(std::string_view text) {
  for (const std::string_view phrase :
       {"unsupported", "not supported", "unknown", "unrecognized", "unrecognised", "unexpected",
        "not permitted", "not allowed", "extra inputs", "extra fields", "invalid parameter",
        "does not support", "no such", "not a valid", "is not available", "forbidden",
        "must be verified"}) {
    if (text.find(phrase) != std::string_view::npos) return true;
  }
  return false;
}

bool holds_field(std::string_view body, std::string_view field) {
  return body.find("\"" + std::string(field) + "\":") != std::string_view::npos;
}

// The maximum that a message such as "max_tokens: 99999 > 8192, which is the maximum allowed" or
// "must be less than or equal to 8192" names: its smallest number below what was asked for.
std::optional<std::int64_t> named_maximum(std::string_view text, std::int64_t asked) {
  const bool about_a_limit = text.find("maximum") != std::string_view::npos ||
                             text.find("less than") != std::string_view::npos ||
                             text.find("at most") != std::string_view::npos ||
                             text.find("exceed") != std::string_view::npos ||
                             text.find("<=") != std::string_view::npos;
  if (!about_a_limit) return std::nullopt;
  std::optional<std::int64_t> best;
  for (std::size_t at = 0; at < text.size();) {
    if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) {
      ++at;
      continue;
    }
    std::string digits;
    while (at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) != 0 ||
                                (text[at] == ',' && at + 1 < text.size() &&
                                 std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0))) {
      if (text[at] != ',') digits += text[at];
      ++at;
    }
    if (digits.size() > 9) continue;
    const std::int64_t number = std::strtoll(digits.c_str(), nullptr, 10);
    if (number >= 256 && number < asked && (!best || number > *best)) best = number;
  }
  return best;
}

bool was_dropped(const wire::Learnt& learnt, std::string_view field) {
  return std::find(learnt.dropped.begin(), learnt.dropped.end(), field) != learnt.dropped.end();
}

// The level to ask for instead, when the text refuses the one that was sent and lists others:
// "does not support effort level 'xhigh'. Supported levels: high, low, max, medium." (PRV-33).
std::string taken_effort(const std::string& text, const models::Model& model,
                         const wire::Learnt& learnt) {
  const std::string& asked = learnt.effort.empty() ? model.effort : learnt.effort;
  if (asked.empty() || text.find("effort") == std::string::npos) return {};
  const std::size_t list = text.find("supported ", text.find(asked));
  const std::size_t from = text.find_first_of(':', list == std::string::npos ? 0 : list);
  if (list == std::string::npos || from == std::string::npos) return {};
  std::vector<std::string> levels;
  for (const char* level : {"none", "minimal", "low", "medium", "high", "xhigh", "max"}) {
    if (names(std::string_view(text).substr(from), level)) levels.emplace_back(level);
  }
  if (levels.empty() || std::find(levels.begin(), levels.end(), asked) != levels.end()) return {};
  return models::nearest_effort(levels, asked);
}

// CFG-51: a base URL without any path, for an API that most servers have under /v1.
std::string with_version(const chat::Failure& failure, const models::Model& model) {
  if (failure.status != 404 && failure.status != 405) return {};
  if (failure.kind != chat::Failure::Kind::wrong_endpoint) return {};
  if (model.protocol == models::Protocol::anthropic) return {};
  const std::size_t host = model.base_url.find("://");
  if (host == std::string::npos) return {};
  std::string base = model.base_url;
  while (base.ends_with('/')) base.pop_back();
  if (base.find_first_of("/?", host + 3) != std::string::npos) return {};
  return models::endpoint_for(model.protocol, base + "/v1").url;
}

}  // namespace

std::string learn_from(const chat::Failure& failure, const models::Model& model,
                       std::string_view body, wire::Learnt& learnt) {
  if (const std::string url = with_version(failure, model); !url.empty() && learnt.url.empty()) {
    learnt.url = url;
    return "nothing answers at " + model.url + "; trying " + url +
           ": if that works, put /v1 at the end of baseUrl at " + model.base_url_origin;
  }
  if (failure.status != 400 && failure.status != 422) return {};
  const std::string text = lower(failure.message);
  const std::string param = lower(failure.param);
  const bool unsupported = says_unsupported(text) || failure.code == "unsupported_parameter" ||
                           failure.code == "unknown_parameter" || failure.type == "extra_forbidden";

  const auto about = [&](std::string_view field) { return param == field || names(text, field); };
  if (about("max_tokens") || about("max_completion_tokens") || about("max_output_tokens")) {
    const std::int64_t asked =
        learnt.max_output_tokens.value_or(model.max_output_tokens.value_or(0));
    if (const auto maximum = named_maximum(text, asked)) {
      learnt.max_output_tokens = *maximum;
      return "the server takes at most " + std::to_string(*maximum) +
             " output tokens; set maxOutputTokens in " + model.origin;
    }
    if (unsupported && model.protocol == models::Protocol::completions) {
      const std::string sent =
          learnt.max_tokens_field.empty() ? model.quirks.max_tokens_field : learnt.max_tokens_field;
      if (holds_field(body, sent) && about(sent)) {
        learnt.max_tokens_field = sent == "max_tokens" ? "max_completion_tokens" : "max_tokens";
        return "the server does not take " + sent + "; sending " + learnt.max_tokens_field +
               " instead";
      }
    }
  }
  if (const std::string level = taken_effort(text, model, learnt); !level.empty()) {
    const std::string asked = learnt.effort.empty() ? model.effort : learnt.effort;
    learnt.effort = level;
    return "the server does not take effort " + asked + "; asking for " + level;
  }
  // Whatever is wrong with the marks, the request makes sense without them (CFG-132).
  if (names(text, "cache_control") && holds_field(body, "cache_control") &&
      !was_dropped(learnt, "cache_control")) {
    learnt.dropped.emplace_back("cache_control");
    return "the server does not take cache_control; prompt caching is off for this session";
  }
  if (!unsupported) return {};
  if ((param == "reasoning.summary" || text.find("reasoning.summary") != std::string::npos ||
       text.find("reasoning summar") != std::string::npos) &&
      holds_field(body, "summary")) {
    learnt.dropped.emplace_back("reasoning.summary");
    return "the server does not give reasoning summaries; not asking for them";
  }
  if (names(text, "developer") && body.find("\"role\":\"developer\"") != std::string_view::npos) {
    learnt.system_role_only = true;
    return "the server does not know the role developer; sending system instead";
  }
  for (const std::string_view field : kOptionalFields) {
    const bool named =
        param == field || param.rfind(std::string(field) + ".", 0) == 0 || names(text, field);
    if (!named || !holds_field(body, field)) continue;
    if (was_dropped(learnt, field)) continue;
    learnt.dropped.emplace_back(field);
    return "the server does not take " + std::string(field) + "; leaving it out";
  }
  return {};
}

std::optional<std::int64_t> window_named_in(const chat::Failure& failure) {
  if (failure.kind != chat::Failure::Kind::context_overflow) return std::nullopt;
  return wire::window_named_in(failure.message + " " + failure.detail);
}

}  // namespace ingot::provider
