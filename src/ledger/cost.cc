#include "ledger/cost.h"

#include <algorithm>

namespace ingot::ledger {
namespace {

using chat::told;

constexpr double kPerMillion = 1e-6;

// The prices of one request: those of the tier its whole prompt falls into (PRV-123).
struct Rates {
  std::optional<double> input, output, cache_read, cache_write;
};

Rates rates_for(const chat::Usage& usage, const models::Price& price) {
  Rates rates{.input = price.input,
              .output = price.output,
              .cache_read = price.cache_read,
              .cache_write = price.cache_write};
  const std::int64_t prompt = chat::prompt_tokens(usage);
  std::int64_t reached = -1;
  for (const models::Price::Tier& tier : price.tiers) {
    if (prompt <= tier.above || tier.above <= reached) continue;
    reached = tier.above;
    rates = {.input = tier.input,
             .output = tier.output,
             .cache_read = tier.cache_read,
             .cache_write = tier.cache_write};
  }
  return rates;
}

}  // namespace

std::optional<double> cost_of(const chat::Usage& usage, const models::Price& price,
                              models::Protocol protocol) {
  if (price.source == "local") return 0.0;
  if (usage.input < 0 && usage.output < 0) return std::nullopt;
  const Rates rates = rates_for(usage, price);
  if (!rates.input || !rates.output) return std::nullopt;
  const double in = *rates.input;
  // PRV-122: a missing cache price is the input price; Anthropic's are fixed multiples (CFG-138).
  const bool anthropic = protocol == models::Protocol::anthropic;
  const double read = rates.cache_read.value_or(anthropic ? in * 0.1 : in);
  const double write = rates.cache_write.value_or(anthropic ? in * 1.25 : in);
  const std::int64_t hour = told(usage.cache_write_1h);
  const std::int64_t short_write = told(usage.cache_write) - hour;
  return kPerMillion *
         (static_cast<double>(told(usage.input)) * in +
          static_cast<double>(told(usage.cache_read)) * read +
          static_cast<double>(short_write) * write + static_cast<double>(hour) * in * 2 +
          static_cast<double>(told(usage.output)) * *rates.output);
}

std::optional<double> saved_by_cache(const chat::Usage& usage, const models::Price& price) {
  if (usage.cache_read < 0 && usage.cache_write < 0) return std::nullopt;
  const Rates rates = rates_for(usage, price);
  if (!rates.input || (told(usage.cache_read) > 0 && !rates.cache_read)) return std::nullopt;
  const double in = *rates.input;
  const double read = rates.cache_read.value_or(in);
  const double write = rates.cache_write.value_or(in);
  const std::int64_t hour = told(usage.cache_write_1h);
  return kPerMillion * (static_cast<double>(told(usage.cache_read)) * (in - read) -
                        static_cast<double>(told(usage.cache_write) - hour) * (write - in) -
                        static_cast<double>(hour) * in);
}

}  // namespace ingot::ledger
