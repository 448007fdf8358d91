// models/cache_rules.h: how a server's prompt cache works, as data.
//
// Purpose    What a request may be expected to find in the cache, so that a miss can be told from a
//            rule (PRV-124) and explained. Table of providers.md 10.
// Ownership  A value without pointers into anything that dies.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "models/model.h"

namespace ingot::models {

struct CacheRules {
  enum class Kind {
    marks,      // only what a cache_control mark ended is kept
    automatic,  // the longest known prefix counts
    unknown,    // nothing is promised; judged as automatic
  };
  Kind kind = Kind::unknown;
  std::int64_t minimum = 1024;         // tokens; a shorter prefix is not kept
  std::int64_t unit = 1;               // tokens; what is read is a multiple of it
  std::chrono::seconds lifetime{300};  // without use
  std::string_view page;               // the provider's documentation; may be empty
};

CacheRules cache_rules_for(const Model& model);

}  // namespace ingot::models
