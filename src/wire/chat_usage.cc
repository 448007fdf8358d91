#include "wire/chat_usage.h"

#include <algorithm>

#include "wire/answer.h"

namespace ingot::wire {
namespace {

using json::Value;

std::int64_t first_count(std::initializer_list<Value> candidates) {
  for (const Value candidate : candidates) {
    const std::int64_t count = count_of(candidate);
    if (count >= 0) return count;
  }
  return -1;
}

void take_output(chat::Usage& usage, Value told, std::int64_t prompt, std::int64_t completion) {
  const std::int64_t total = count_of(told["total_tokens"]);
  const std::int64_t reasoning = first_count(
      {told["completion_tokens_details"]["reasoning_tokens"], told["reasoning_tokens"]});
  if (reasoning >= 0) usage.reasoning = reasoning;
  if (completion < 0) return;
  usage.output = completion;
  if (prompt >= 0 && total > prompt + completion) {
    usage.output = total - prompt;  // thinking counted beside the completion
    if (usage.reasoning < 0) usage.reasoning = total - prompt - completion;
  } else if (reasoning - completion > 4 && reasoning > completion + completion / 4) {
    usage.output = completion + reasoning;
  }
}

}  // namespace

bool take_chat_usage(chat::Usage& usage, Value holder) {
  Value told;
  for (const Value candidate : {(*holder["choices"].elements().begin())["usage"],
                                holder["x_groq"]["usage"], holder["usage"]}) {
    if (candidate.is_object()) told = candidate;
  }
  const Value timings = holder["timings"];
  if (!told.is_object() && !timings.is_object()) return false;
  const Value details = told["prompt_tokens_details"];
  const std::int64_t read =
      first_count({details["cached_tokens"], told["prompt_cache_hit_tokens"], told["cached_tokens"],
                   told["num_cached_tokens"], told["cache_read_input_tokens"]});
  take_count(usage.reused, timings["cache_n"]);
  const std::int64_t written =
      first_count({details["cache_write_tokens"], details["cache_creation_input_tokens"],
                   told["cache_creation_input_tokens"]});
  if (read >= 0) usage.cache_read = read;
  if (written >= 0) usage.cache_write = written;
  const std::int64_t prompt = first_count({told["prompt_tokens"], told["input_tokens"]});
  if (prompt >= 0) {
    usage.input = std::max<std::int64_t>(0, prompt - std::max<std::int64_t>(usage.cache_read, 0) -
                                                std::max<std::int64_t>(usage.cache_write, 0));
  }
  take_output(usage, told, prompt, first_count({told["completion_tokens"], told["output_tokens"]}));
  if (const auto cost = told["cost"].number()) usage.cost_usd = cost;
  if (const auto ticks = told["cost_in_usd_ticks"].number()) usage.cost_usd = *ticks / 1e10;
  return told.is_object();
}

}  // namespace ingot::wire
