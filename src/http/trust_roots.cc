#include "http/trust_roots.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace ingot::http {
namespace {

using Note = std::shared_ptr<Refusal>;

void free_note(void* /*parent*/, void* note, CRYPTO_EX_DATA* /*data*/, int /*index*/, long /*arg*/,
               void* /*more*/) {
  delete static_cast<Note*>(note);
}

int note_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_note);
  return index;
}

std::string issuer_of(X509* certificate) {
  const X509_NAME* name = X509_get_issuer_name(certificate);
  for (const int part : {NID_commonName, NID_organizationName}) {
    const int at = X509_NAME_get_index_by_NID(name, part, -1);
    if (at < 0) continue;
    const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, text);
    if (size < 0) continue;
    std::string found(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
    return found;
  }
  return {};
}

std::string date_of(const ASN1_TIME* time) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  if (!out || ASN1_TIME_print(out.get(), time) != 1) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

Refusal refusal_of(int error, X509* certificate) {
  using Reason = Refusal::Reason;
  Refusal refusal{.reason = Reason::other, .issuer = issuer_of(certificate), .date = {}};
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      refusal.reason = Reason::unknown_issuer;
      break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      refusal.reason = Reason::self_signed;
      break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      refusal.reason = Reason::expired;
      refusal.date = date_of(X509_get0_notAfter(certificate));
      break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      refusal.reason = Reason::not_yet_valid;
      refusal.date = date_of(X509_get0_notBefore(certificate));
      break;
    default:
      break;
  }
  return refusal;
}

int on_verified(int good, X509_STORE_CTX* store) {
  X509* certificate = X509_STORE_CTX_get_current_cert(store);
  const auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  if (good != 0 || certificate == nullptr || ssl == nullptr) return good;
  const auto* note = static_cast<Note*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), note_index()));
  if (note != nullptr) **note = refusal_of(X509_STORE_CTX_get_error(store), certificate);
  return good;
}

}  // namespace

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

bool add_trust_file(void* ssl_context, const std::string& file) {
  X509_STORE* store = SSL_CTX_get_cert_store(static_cast<SSL_CTX*>(ssl_context));
  return X509_STORE_load_file(store, file.c_str()) == 1;
}

void add_trust_roots(void* ssl_context, const TrustRoots& roots) {
  X509_STORE* store = SSL_CTX_get_cert_store(static_cast<SSL_CTX*>(ssl_context));
  // A file that cannot be read adds nothing; the certificate error then names the remedy.
  for (const std::string& file : roots.files) add_trust_file(ssl_context, file);
  for (const std::string& folder : roots.folders) X509_STORE_load_path(store, folder.c_str());
}

void note_refusals(void* ssl_context, std::shared_ptr<Refusal> into) {
  auto* context = static_cast<SSL_CTX*>(ssl_context);
  // The context may outlive the request, with the connection it belongs to.
  SSL_CTX_set_ex_data(context, note_index(), new Note(std::move(into)));
  SSL_CTX_set_verify(context, SSL_CTX_get_verify_mode(context), on_verified);
}

}  // namespace ingot::http
