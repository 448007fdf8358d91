// http/trust_roots.h: certificates that are trusted besides the system's, and why one was not.
//
// Threads    The net thread's alone: OpenSSL calls back while libcurl works.
#pragma once

#include <memory>
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
// False when the file has no certificate in it.
bool add_trust_file(void* ssl_context, const std::string& file);

// What the last refused certificate of a server was refused for.
struct Refusal {
  enum class Reason { none, unknown_issuer, self_signed, expired, not_yet_valid, other };
  Reason reason = Reason::none;
  std::string issuer;  // who signed it
  std::string date;    // of expired and not_yet_valid
};
// From here on a refusal by this SSL_CTX is written to `into`. Verification itself stays as it is.
void note_refusals(void* ssl_context, std::shared_ptr<Refusal> into);

}  // namespace ingot::http
