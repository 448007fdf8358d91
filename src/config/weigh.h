// config/weigh.h: what of a project's files counts.
//
// Purpose    Takes out of a layer what may not count, and lists what asks for the user's trust
//            (config/trust.h). What can only restrict stays in any case; what undoes a restriction,
//            or raises autonomy above the user's own, goes in any case (SEC-05).
// Errors     None: what cannot be judged does not count.
// Invariant  A key that is not known to restrict is an item: a new one cannot slip through.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "config/layer.h"
#include "config/trust.h"
#include "config/trust_store.h"

namespace ingot::config {

struct Weighing {
  std::filesystem::path root;
  Environment environment;
  TrustRecord record;                // without hashes: nothing was shown yet
  bool everything = false;           // --trust-project
  std::string own_autonomy;          // of the user's own files
  std::set<std::string> own_models;  // keys of entries outside the project (CFG-10)
};

void weigh(Layer& layer, const Weighing& by, std::vector<TrustItem>& items);

// The servers of an mcp.json: items as well.
void weigh_servers(const std::filesystem::path& file, const Weighing& by,
                   std::vector<TrustItem>& items);

}  // namespace ingot::config
