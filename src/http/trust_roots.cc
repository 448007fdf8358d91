#include "http/trust_roots.h"

#include <openssl/ssl.h>

namespace ingot::http {

TrustRoots extra_trust_roots(const Environment& environment) {
  TrustRoots roots;
  for (const char* name : {"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"}) {
    if (auto file = environment(name); file && !file->empty()) roots.files.push_back(*file);
  }
  if (auto folder = environment("SSL_CERT_DIR"); folder && !folder->empty()) {
    roots.folders.push_back(*folder);
  }
  return roots;
}

void add_trust_roots(void* ssl_context, const TrustRoots& roots) {
  X509_STORE* store = SSL_CTX_get_cert_store(static_cast<SSL_CTX*>(ssl_context));
  // A file that cannot be read adds nothing; the certificate error then names the remedy.
  for (const std::string& file : roots.files) X509_STORE_load_file(store, file.c_str());
  for (const std::string& folder : roots.folders) X509_STORE_load_path(store, folder.c_str());
}

}  // namespace ingot::http
