// config/chain.h: what all levels together say about one setting.
//
// Purpose    The one place where values are merged: loading takes the value, explaining shows the
//            links (CFG-26).
// Ownership  Plain values.
// Cost       A look into each layer and copies of what it says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/layer.h"

namespace ingot::config {

struct Link {
  enum class State {
    set,       // in force
    merged,    // adds to it
    fallback,  // right; a stronger one stands above it
    locked,    // the same, and the stronger one is this machine's policy
    skipped,   // wrong
    not_trusted,
  };
  State state = State::set;
  const Layer* layer = nullptr;
  SettingPath path;     // as it is spelled there
  json::Located value;  // as it stands there
  std::string why;      // it does not count
};

struct Chain {
  std::vector<Link> links;  // strongest first
  std::optional<json::Located> value;

  // The link that the value, or the first of it, comes from; null when there is none.
  const Link* in_force() const;
};

// `path` has a row (find_key). The layers outlive the result.
Chain resolve(const std::vector<Layer>& layers, const SettingPath& path);

}  // namespace ingot::config
