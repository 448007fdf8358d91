// models/catalogue.h: what is known of models before any server is asked.
//
// Purpose    Limits, prices and abilities of published models (PRV-126..128). Entries of the user
//            override every field.
// Ownership  Views of static data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/model.h"

namespace ingot::models {

struct Facts {
  std::string_view vendor, id;
  std::int64_t context_tokens = 0, max_output_tokens = 0;
  double input = -1, output = -1, cache_read = -1, cache_write = -1;  // -1: not known
  std::string_view tiers;
  unsigned abilities = 0;
  std::string_view efforts;

  bool takes_images() const;
  bool reasons() const;
  bool takes_temperature() const;
};

// The row for `model` at `vendor` (PRV-127). `same_vendor` tells whether its prices apply: another
// vendor's row for the same model has the right limits and abilities only.
struct Found {
  const Facts* facts = nullptr;
  bool same_vendor = false;
};
Found find_facts(std::string_view vendor, std::string_view model);

Price price_of(const Facts& facts);
// "low", "medium", ...; empty for on/off models and token budgets.
std::vector<std::string> efforts_of(const Facts& facts);

// All ids of `vendor`, for suggestions.
std::vector<std::string> ids_of(std::string_view vendor);

}  // namespace ingot::models
