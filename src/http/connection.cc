#include <cerrno>
#include <string>

#include "http/connection_internal.h"
#include "os/paths.h"

namespace ingot::http {
namespace {

using Phase = Problem::Phase;

bool mentions(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Phase phase_of(CURL* easy, CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Phase::bad_url;
    case CURLE_COULDNT_RESOLVE_HOST:
      return Phase::resolve;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return Phase::proxy;
    case CURLE_COULDNT_CONNECT: {
      long reason = 0;
      curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &reason);
      return reason == ECONNREFUSED ? Phase::refused : Phase::connect;
    }
    case CURLE_OPERATION_TIMEDOUT:
      return Phase::connect;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return Phase::certificate;
    case CURLE_SSL_CACERT_BADFILE:
      return Phase::trust_file;
    case CURLE_SSL_CERTPROBLEM:
      return Phase::client_certificate;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
      return Phase::tls;
    case CURLE_SEND_ERROR:
      return Phase::send;
    default:
      return Phase::receive;
  }
}

}  // namespace

void Connection::set_up(CURL* easy, const Request& request) {
  request_ = &request;
  *refusal_ = {};
  proxy_ = proxy_for(request.url, os::environment_variable);
  // "" keeps libcurl from looking itself.
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy_.proxy.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, proxy_.no_proxy.c_str());
  const Tls& tls = request.tls;
  if (!tls.client_cert.empty()) curl_easy_setopt(easy, CURLOPT_SSLCERT, tls.client_cert.c_str());
  if (!tls.client_key.empty()) curl_easy_setopt(easy, CURLOPT_SSLKEY, tls.client_key.c_str());
  // OpenSSL would ask for the pass phrase of a key on the terminal.
  curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_context);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
}

CURLcode Connection::on_context(CURL* /*easy*/, void* context, void* connection) {
  const auto& self = *static_cast<const Connection*>(connection);
  add_trust_roots(context, extra_trust_roots(os::environment_variable));
  note_refusals(context, self.refusal_);
  const std::string& own = self.request_->tls.ca_file;
  return own.empty() || add_trust_file(context, own) ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}

bool Connection::is_about_proxy(std::string_view detail) const {
  if (proxy_.proxy.empty()) return false;
  if (mentions(detail, "CONNECT") || mentions(detail, "SOCKS") || mentions(detail, "from proxy")) {
    return true;
  }
  const bool has_scheme = mentions(proxy_.proxy, "://");
  const auto origin = origin_of(has_scheme ? proxy_.proxy : "http://" + proxy_.proxy);
  return origin && mentions(detail, origin->host) &&
         mentions(detail, " port " + std::to_string(origin->port));
}

Problem Connection::refused_certificate(Problem problem) const {
  const auto origin = origin_of(request_->url);
  const std::string what = "certificate of " + (origin ? origin->host : std::string("the server"));
  switch (refusal_->reason) {
    case Refusal::Reason::unknown_issuer:
      problem.detail =
          what + " is signed by \"" + refusal_->issuer + "\", which this system does not trust";
      break;
    case Refusal::Reason::self_signed:
      problem.detail = what + " is signed by itself, which this system does not trust";
      break;
    case Refusal::Reason::expired:
      problem.phase = Phase::expired;
      problem.detail = what + " expired on " + refusal_->date;
      break;
    case Refusal::Reason::not_yet_valid:
      problem.phase = Phase::expired;
      problem.detail = what + " is valid only from " + refusal_->date;
      break;
    case Refusal::Reason::none:
    case Refusal::Reason::other:
      break;
  }
  return problem;
}

Problem Connection::problem(CURL* easy, CURLcode code, std::string_view detail) const {
  Problem problem{.phase = phase_of(easy, code), .detail = std::string(detail)};
  if (detail.empty()) problem.detail = curl_easy_strerror(code);
  const bool tunnel = problem.phase == Phase::refused || problem.phase == Phase::connect ||
                      problem.phase == Phase::receive || problem.phase == Phase::send;
  if (tunnel && is_about_proxy(detail)) problem.phase = Phase::proxy;
  if (problem.phase == Phase::proxy) {
    problem.detail = shown_url(proxy_.proxy) + " (" + proxy_.variable + "): " + problem.detail;
  }
  if (problem.phase == Phase::certificate) return refused_certificate(std::move(problem));
  if (problem.phase == Phase::trust_file) {
    problem.detail = request_->tls.ca_file + " has no certificate that can be read";
  }
  // With TLS 1.3 a server asks for one after the handshake.
  const bool alert = problem.phase == Phase::tls || problem.phase == Phase::receive;
  if (alert && (mentions(detail, "certificate required") || mentions(detail, "bad certificate") ||
                mentions(detail, "unknown ca") || mentions(detail, "alert handshake failure"))) {
    problem.phase = Phase::client_certificate;
  }
  return problem;
}

}  // namespace ingot::http
