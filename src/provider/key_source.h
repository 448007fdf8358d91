// provider/key_source.h: keys that are fetched when a request is made.
//
// Purpose    An entry may name a command or the keyring instead of a key (CFG-205): nothing is run
//            before the first request, so that no start waits for it.
// Threads    fetch() is called from the thread of the request and blocks it.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "base/secret.h"
#include "models/model.h"

namespace ingot::provider {

class KeySource {
 public:
  virtual ~KeySource() = default;
  // `again`: the server refused the last one, so what is kept in memory does not count.
  virtual Result<Secret> fetch(const models::Model& model, bool again, std::stop_token stop) = 0;
};

}  // namespace ingot::provider
