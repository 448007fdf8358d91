// config/model_policy.h: which models may be used, by every level that has a word in it.
//
// Purpose    Each level restricts, none weakens another (CFG-15): what is allowed has to be allowed
//            by all that say so, what one blocks is blocked. config/load.cc reads it.
// Source     CFG-163, E19.
// Ownership  A plain value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/position.h"

namespace ingot::config {

struct ModelPolicy {
  struct List {
    std::vector<std::string> items;
    Position at;
  };
  std::vector<List> allowed_base_urls, allowed_model_ids;  // every one has to admit
  std::vector<List> blocked_model_ids;
  std::optional<Position> no_custom_models;  // where allowCustomModels is false

  struct Candidate {
    std::vector<std::string> names;  // ids, and the model as the server knows it
    std::string base_url;
    bool from_settings = false;  // of the user or a project, not of the machine's file
  };
  struct Refusal {
    std::string text;  // the words of E19
    bool of_base_url = false;
  };
  // Why it may not be used; nothing when it may.
  std::optional<Refusal> refusal(const Candidate& candidate) const;
};

}  // namespace ingot::config
