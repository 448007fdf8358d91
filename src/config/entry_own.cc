#include "config/entry_own.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "config/values.h"

namespace ingot::config {
namespace {

using json::Located;

ModelEntry::Pricing read_pricing(EntryFields& fields, const Located& pricing) {
  ModelEntry::Pricing prices;
  const auto price = [&](std::string_view name, std::optional<double>& into) {
    const Located* value = pricing.find(name);
    if (value == nullptr || value->is(Located::Type::null)) return;
    const double number = std::strtod(value->text.c_str(), nullptr);
    if (!value->is(Located::Type::number) || number < 0 || !std::isfinite(number)) {
      return fields.error("E06", *value, "ingot.pricing",
                          "pricing." + std::string(name) +
                              " must be a number of US dollars per million tokens, " +
                              found(*value));
    }
    into = number;
  };
  price("input", prices.input);
  price("output", prices.output);
  price("cacheRead", prices.cache_read);
  price("cacheWrite", prices.cache_write);
  return prices;
}

}  // namespace

void read_own_options(EntryFields& fields, ModelEntry& entry) {
  const Located* own = fields.object("ingot");
  if (own == nullptr) return;
  if (const Located* pricing = own->find("pricing")) {
    if (pricing->is(Located::Type::object)) {
      entry.pricing = read_pricing(fields, *pricing);
    } else {
      fields.error("E06", *pricing, "ingot.pricing",
                   "pricing must be an object, " + found(*pricing));
    }
  }
  const auto text = [&](std::string_view name, std::string& into,
                        const std::vector<std::string>& allowed) {
    const Located* value = own->find(name);
    if (value == nullptr || value->is(Located::Type::null)) return;
    const bool known =
        allowed.empty() || std::find(allowed.begin(), allowed.end(), value->text) != allowed.end();
    if (value->is(Located::Type::string) && known) {
      into = value->text;
      return;
    }
    std::string what = std::string(name) + " must be ";
    for (const std::string& one : allowed) what += (&one == &allowed.front() ? "" : ", ") + one;
    fields.error("E06", *value, "ingot." + std::string(name),
                 (allowed.empty() ? what + "a string" : what) + "; " + found(*value));
  };
  text("promptCache", entry.prompt_cache, {"auto", "anthropic", "long", "off"});
  text("maxTokensField", entry.max_tokens_field, {"max_tokens", "max_completion_tokens"});
  text("reasoningField", entry.reasoning_field,
       {"reasoning_content", "reasoning", "reasoning_details", "think_tags", "parts", "same"});
  text("caFile", entry.ca_file, {});
  text("clientCert", entry.client_cert, {});
  text("clientKey", entry.client_key, {});
  if (const Located* value = own->find("fallback"); value && !value->is(Located::Type::null)) {
    std::vector<std::string> ids;
    if (const Located* bad = read_strings(*value, ids)) {
      fields.error("E06", *bad, "ingot.fallback",
                   "fallback must be a model id or an array of them, " + found(*bad));
    } else {
      entry.fallback = std::move(ids);
    }
  }
  if (const Located* value = own->find("timeoutMs")) {
    entry.timeout_ms = fields.whole_number(*value, "ingot.timeoutMs", "timeoutMs", 1000);
  }
}

}  // namespace ingot::config
