#include "http/libraries.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace ingot::http {
namespace {

#ifdef __APPLE__
constexpr const char* kCurl = "libcurl.4.dylib";
constexpr const char* kSsl = "libssl.3.dylib";
#else
constexpr const char* kCurl = "libcurl.so.4";
constexpr const char* kSsl = "libssl.so.3";
#endif

// Never closed: threads and callbacks of theirs may run until the end.
struct Libraries {
  std::string problem;  // first: open() writes it
  void* curl = nullptr;
  void* ssl = nullptr;  // and through it libcrypto

  Libraries() : curl(open(kCurl, "libcurl4")), ssl(open(kSsl, "libssl3")) {}

 private:
  void* open(const char* name, const char* package) {
    void* library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr && problem.empty()) {
      problem = std::string(name) + " cannot be loaded; install the package " + package;
    }
    return library;
  }
};

const Libraries& libraries() {
  static const Libraries loaded;
  return loaded;
}

void* function(void* library, const char* name) {
  void* found = library == nullptr ? nullptr : ::dlsym(library, name);
  if (found == nullptr) {
    std::fprintf(stderr, "ingot: %s is in none of the libraries that were loaded\n", name);
    std::abort();
  }
  return found;
}

}  // namespace

const std::string& missing_library() { return libraries().problem; }

}  // namespace ingot::http

// NOLINTBEGIN(bugprone-macro-parentheses): a type and lists of parameters take none.
#define INGOT_FROM(library, type, name, parameters, arguments)           \
  type(name) parameters {                                                \
    static const auto real = reinterpret_cast<type(*) parameters>(       \
        ingot::http::function(ingot::http::libraries().library, #name)); \
    return real arguments;                                               \
  }
// NOLINTEND(bugprone-macro-parentheses)
#define INGOT_FROM_CURL(type, name, parameters, arguments) \
  INGOT_FROM(curl, type, name, parameters, arguments)
#define INGOT_FROM_SSL(type, name, parameters, arguments) \
  INGOT_FROM(ssl, type, name, parameters, arguments)

extern "C" {

INGOT_FROM_CURL(CURLcode, curl_global_init, (long flags), (flags))
INGOT_FROM_CURL(time_t, curl_getdate, (const char* text, const time_t* unused), (text, unused))
INGOT_FROM_CURL(void, curl_free, (void* memory), (memory))
INGOT_FROM_CURL(curl_slist*, curl_slist_append, (curl_slist * list, const char* text), (list, text))
INGOT_FROM_CURL(void, curl_slist_free_all, (curl_slist * list), (list))
INGOT_FROM_CURL(CURLU*, curl_url, (), ())
INGOT_FROM_CURL(void, curl_url_cleanup, (CURLU * url), (url))
INGOT_FROM_CURL(CURLUcode, curl_url_get,
                (CURLU * url, CURLUPart part, char** text, unsigned int flags),
                (url, part, text, flags))
INGOT_FROM_CURL(CURLUcode, curl_url_set,
                (CURLU * url, CURLUPart part, const char* text, unsigned int flags),
                (url, part, text, flags))

INGOT_FROM_CURL(CURL*, curl_easy_init, (), ())
INGOT_FROM_CURL(void, curl_easy_cleanup, (CURL * easy), (easy))
INGOT_FROM_CURL(const char*, curl_easy_strerror, (CURLcode code), (code))

// Their one variable argument is a long, a curl_off_t or a pointer: each as wide as a pointer where
// this is built.
static_assert(sizeof(void*) == sizeof(long) && sizeof(void*) == sizeof(curl_off_t));

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wvarargs"  // an enumeration: what it is promoted to is as wide

CURLcode(curl_easy_setopt)(CURL* easy, CURLoption option, ...) {
  static const auto real = reinterpret_cast<CURLcode (*)(CURL*, CURLoption, ...)>(
      ingot::http::function(ingot::http::libraries().curl, "curl_easy_setopt"));
  std::va_list more;
  va_start(more, option);
  void* value = va_arg(more, void*);
  va_end(more);
  return real(easy, option, value);
}

CURLcode(curl_easy_getinfo)(CURL* easy, CURLINFO info, ...) {
  static const auto real = reinterpret_cast<CURLcode (*)(CURL*, CURLINFO, ...)>(
      ingot::http::function(ingot::http::libraries().curl, "curl_easy_getinfo"));
  std::va_list more;
  va_start(more, info);
  void* into = va_arg(more, void*);
  va_end(more);
  return real(easy, info, into);
}

#pragma GCC diagnostic pop

INGOT_FROM_CURL(CURLM*, curl_multi_init, (), ())
INGOT_FROM_CURL(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))
INGOT_FROM_CURL(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL* easy), (multi, easy))
INGOT_FROM_CURL(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL* easy), (multi, easy))
INGOT_FROM_CURL(CURLMcode, curl_multi_perform, (CURLM * multi, int* running), (multi, running))
INGOT_FROM_CURL(CURLMcode, curl_multi_poll,
                (CURLM * multi, curl_waitfd* more, unsigned int count, int timeout, int* ready),
                (multi, more, count, timeout, ready))
INGOT_FROM_CURL(CURLMcode, curl_multi_wakeup, (CURLM * multi), (multi))
INGOT_FROM_CURL(CURLMsg*, curl_multi_info_read, (CURLM * multi, int* left), (multi, left))

INGOT_FROM_SSL(X509_STORE*, SSL_CTX_get_cert_store, (const SSL_CTX* context), (context))
INGOT_FROM_SSL(void*, SSL_CTX_get_ex_data, (const SSL_CTX* context, int index), (context, index))
INGOT_FROM_SSL(int, SSL_CTX_set_ex_data, (SSL_CTX * context, int index, void* data),
               (context, index, data))
INGOT_FROM_SSL(int, SSL_CTX_get_verify_mode, (const SSL_CTX* context), (context))
INGOT_FROM_SSL(void, SSL_CTX_set_verify, (SSL_CTX * context, int mode, SSL_verify_cb callback),
               (context, mode, callback))
INGOT_FROM_SSL(SSL_CTX*, SSL_get_SSL_CTX, (const SSL* ssl), (ssl))
INGOT_FROM_SSL(int, SSL_get_ex_data_X509_STORE_CTX_idx, (), ())
INGOT_FROM_SSL(int, CRYPTO_get_ex_new_index,
               (int index_class, long number, void* pointer, CRYPTO_EX_new* made,
                CRYPTO_EX_dup* copied, CRYPTO_EX_free* freed),
               (index_class, number, pointer, made, copied, freed))
INGOT_FROM_SSL(void, CRYPTO_free, (void* memory, const char* file, int line), (memory, file, line))
INGOT_FROM_SSL(int, X509_STORE_load_file, (X509_STORE * store, const char* file), (store, file))
INGOT_FROM_SSL(int, X509_STORE_load_path, (X509_STORE * store, const char* path), (store, path))
INGOT_FROM_SSL(X509*, X509_STORE_CTX_get_current_cert, (const X509_STORE_CTX* store), (store))
INGOT_FROM_SSL(int, X509_STORE_CTX_get_error, (const X509_STORE_CTX* store), (store))
INGOT_FROM_SSL(void*, X509_STORE_CTX_get_ex_data, (const X509_STORE_CTX* store, int index),
               (store, index))
INGOT_FROM_SSL(X509_NAME*, X509_get_issuer_name, (const X509* certificate), (certificate))
INGOT_FROM_SSL(const ASN1_TIME*, X509_get0_notBefore, (const X509* certificate), (certificate))
INGOT_FROM_SSL(const ASN1_TIME*, X509_get0_notAfter, (const X509* certificate), (certificate))
INGOT_FROM_SSL(int, X509_NAME_get_index_by_NID, (const X509_NAME* name, int id, int after),
               (name, id, after))
INGOT_FROM_SSL(X509_NAME_ENTRY*, X509_NAME_get_entry, (const X509_NAME* name, int index),
               (name, index))
INGOT_FROM_SSL(ASN1_STRING*, X509_NAME_ENTRY_get_data, (const X509_NAME_ENTRY* entry), (entry))
INGOT_FROM_SSL(int, ASN1_STRING_to_UTF8, (unsigned char** into, const ASN1_STRING* text),
               (into, text))
INGOT_FROM_SSL(int, ASN1_TIME_print, (BIO * out, const ASN1_TIME* time), (out, time))
INGOT_FROM_SSL(const BIO_METHOD*, BIO_s_mem, (), ())
INGOT_FROM_SSL(BIO*, BIO_new, (const BIO_METHOD* method), (method))
INGOT_FROM_SSL(int, BIO_free, (BIO * bio), (bio))
INGOT_FROM_SSL(long, BIO_ctrl, (BIO * bio, int command, long number, void* pointer),
               (bio, command, number, pointer))

}  // extern "C"
