#include "provider/learn.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>

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

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

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

}  // namespace

std::string learn_from(const chat::Failure& failure, const models::Model& model,
                       std::string_view body, wire::Learnt& learnt) {
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
    if (std::find(learnt.dropped.begin(), learnt.dropped.end(), field) != learnt.dropped.end())
      continue;
    learnt.dropped.emplace_back(field);
    return "the server does not take " + std::string(field) + "; leaving it out";
  }
  return {};
}

}  // namespace ingot::provider
