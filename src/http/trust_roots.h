// http/trust_roots.h: certificates that are trusted besides the system's.
#pragma once

#include <string>
#include <vector>

#include "http/proxy.h"

namespace ingot::http {

// SSL_CERT_FILE, SSL_CERT_DIR and NODE_EXTRA_CA_CERTS (CFG-19), as far as set.
struct TrustRoots {
  std::vector<std::string> files, folders;
};
TrustRoots extra_trust_roots(const Environment& environment);

// Adds them to the store of an OpenSSL SSL_CTX, given as libcurl gives it.
void add_trust_roots(void* ssl_context, const TrustRoots& roots);

}  // namespace ingot::http
