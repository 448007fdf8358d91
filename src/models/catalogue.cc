#include "models/catalogue.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/letters.h"

namespace ingot::models {
namespace {

constexpr unsigned kImages = 1;
constexpr unsigned kReasons = 2;
constexpr unsigned kTemperature = 4;

constexpr Facts kRows[] = {
#include "models/catalogue_rows.inc"
};

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

// Without "-20250929" or "-2025-08-07" at its end.
std::string_view without_date(std::string_view id) {
  if (id.size() > 9 && id[id.size() - 9] == '-' && digits(id.substr(id.size() - 8))) {
    return id.substr(0, id.size() - 9);
  }
  if (id.size() > 11) {
    const std::string_view tail = id.substr(id.size() - 11);
    if (tail[0] == '-' && tail[5] == '-' && tail[8] == '-' && digits(tail.substr(1, 4)) &&
        digits(tail.substr(6, 2)) && digits(tail.substr(9, 2))) {
      return id.substr(0, id.size() - 11);
    }
  }
  return id;
}

// The model's own name: no region or vendor in front, no route, date or revision behind.
std::string bare_name(std::string_view model) {
  std::string id = lower(model);
  if (const std::size_t slash = id.rfind('/'); slash != std::string::npos) id.erase(0, slash + 1);
  // Amazon's ids: "eu.anthropic.claude-haiku-4-5-20251001-v1:0".
  for (const std::string_view maker : {"anthropic.", "openai.", "deepseek.", "qwen."}) {
    if (const std::size_t at = id.find(maker); at != std::string::npos && at <= 7) {
      id.erase(0, at + maker.size());
      break;
    }
  }
  if (const std::size_t colon = id.find(':'); colon != std::string::npos) id.erase(colon);
  if (id.ends_with("-v1")) id.erase(id.size() - 3);
  if (id.ends_with("-latest")) id.erase(id.size() - 7);
  if (id.ends_with("@default")) id.erase(id.size() - 8);
  if (const std::size_t at = id.find('@'); at != std::string::npos) id.erase(at);  // Vertex dates
  id = without_date(id);
  // Vendors spell versions with dots, dashes or a "p": claude-sonnet-4.5, kimi-k2p7-code.
  for (std::size_t i = 1; i + 1 < id.size(); ++i) {
    const bool between = std::isdigit(static_cast<unsigned char>(id[i - 1])) != 0 &&
                         std::isdigit(static_cast<unsigned char>(id[i + 1])) != 0;
    if (between && (id[i] == '.' || id[i] == 'p')) id[i] = '-';
  }
  return id;
}

std::optional<double> known(double price) {
  if (price < 0) return std::nullopt;
  return price;
}

std::optional<double> parsed(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// ">200000:4/18/0.4/" and so on, one after a blank.
std::vector<Price::Tier> tiers_of(std::string_view text) {
  std::vector<Price::Tier> tiers;
  while (!text.empty()) {
    std::string_view one = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const std::size_t colon = one.find(':');
    if (colon == std::string_view::npos || !one.starts_with('>')) continue;
    Price::Tier tier;
    std::from_chars(one.data() + 1, one.data() + colon, tier.above);
    one.remove_prefix(colon + 1);
    for (std::optional<double>* price :
         {&tier.input, &tier.output, &tier.cache_read, &tier.cache_write}) {
      const std::string_view figure = one.substr(0, one.find('/'));
      *price = parsed(figure);
      one.remove_prefix(std::min(one.size(), figure.size() + 1));
    }
    tiers.push_back(tier);
  }
  return tiers;
}

}  // namespace

bool Facts::takes_images() const { return (abilities & kImages) != 0; }
bool Facts::reasons() const { return (abilities & kReasons) != 0; }
bool Facts::takes_temperature() const { return (abilities & kTemperature) != 0; }

Found find_facts(std::string_view vendor, std::string_view model) {
  const Facts* elsewhere = nullptr;
  for (const Facts& row : kRows) {
    if (row.id != model) continue;
    if (row.vendor == vendor) return {&row, true};
    if (elsewhere == nullptr) elsewhere = &row;
  }
  if (elsewhere != nullptr) return {elsewhere, false};
  // A free or fast route has its own price, whatever the model.
  const bool routed = model.find(':') != std::string_view::npos;
  const std::string name = bare_name(model);
  for (const Facts& row : kRows) {
    if (bare_name(row.id) != name) continue;
    if (row.vendor == vendor) return {&row, !routed};
    if (elsewhere == nullptr) elsewhere = &row;
  }
  return {elsewhere, false};
}

Price price_of(const Facts& facts) {
  Price price;
  price.input = known(facts.input);
  price.output = known(facts.output);
  price.cache_read = known(facts.cache_read);
  price.cache_write = known(facts.cache_write);
  price.tiers = tiers_of(facts.tiers);
  if (price.input || price.output) price.source = "catalogue";
  return price;
}

std::vector<std::string> efforts_of(const Facts& facts) {
  std::vector<std::string> efforts;
  std::string_view rest = facts.efforts;
  if (rest == "toggle" || rest == "budget_tokens") return efforts;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    efforts.emplace_back(one);
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
  }
  return efforts;
}

std::vector<std::string> ids_of(std::string_view vendor) {
  std::vector<std::string> ids;
  for (const Facts& row : kRows) {
    if (row.vendor == vendor) ids.emplace_back(row.id);
  }
  return ids;
}

}  // namespace ingot::models
