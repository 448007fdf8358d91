// tools/secret_shapes.h: does a text hold what looks like a credential?
//
// Purpose    A warning in the result of Create. The scan that blocks commits is policy's.
// Source     Public key formats of the vendors, as listed in the specification's SHL-05.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ingot::tools {

struct SecretShape {
  std::string_view rule;  // "GitHub token"
  std::size_t line = 0;   // from 1
};
// The first `max` of them.
std::vector<SecretShape> secret_shapes(std::string_view text, std::size_t max);

}  // namespace ingot::tools
