#include "demo/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include "base/letters.h"

namespace ingot::demo {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kIdle{300'000};    // between two requests
constexpr milliseconds kStalled{30'000};  // inside a request or an answer
constexpr std::size_t kMaxChunkLine = 4096;

#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;  // SO_NOSIGPIPE is set instead
#endif

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

// A number that is nothing but digits of `base` and fits.
bool whole_number(std::string_view text, int base, std::size_t& number) {
  if (text.empty()) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc{} && end == text.data() + text.size() && text.front() != '-';
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string HttpRequest::path() const { return target.substr(0, target.find_first_of("?#")); }

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

Connection::Connection(os::Fd socket, const os::Waker& stopping)
    : socket_(std::move(socket)), stopping_(stopping) {
  const int on = 1;
  setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef SO_NOSIGPIPE
  setsockopt(socket_.get(), SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

void Connection::serve(const Handler& handler) {
  while (usable_ && keep_alive_) {
    HttpRequest request;
    if (!read_request(request)) break;
    answered_ = false;
    handler(request, *this);
    if (!answered_) usable_ = false;
  }
  if (usable_) linger();
}

Connection::Ready Connection::poll_for(short events, milliseconds limit) const {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (true) {
    std::array<pollfd, 2> fds = {pollfd{socket_.get(), events, 0},
                                 pollfd{stopping_.fd(), POLLIN, 0}};
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    const int count =
        poll(fds.data(), fds.size(), static_cast<int>(std::max<long>(left.count(), 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 || fds[1].revents != 0) return Ready::no;
    if (count == 0) return Ready::timeout;
    return Ready::yes;  // also POLLERR and POLLHUP: the call that follows tells
  }
}

bool Connection::fill() {
  std::array<char, 65536> bytes;
  while (true) {
    const ssize_t count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (count > 0) {
      buffer_.append(bytes.data(), static_cast<std::size_t>(count));
      return true;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (poll_for(POLLIN, buffer_.empty() ? kIdle : kStalled) == Ready::yes) continue;
    }
    usable_ = false;
    return false;
  }
}

bool Connection::send(std::string_view bytes) {
  while (usable_ && !bytes.empty()) {
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), kSendFlags);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EINTR) continue;
    const bool full = errno == EAGAIN || errno == EWOULDBLOCK;
    if (!full || poll_for(POLLOUT, kStalled) != Ready::yes) usable_ = false;
  }
  return usable_;
}

bool Connection::read_line(std::string& line) {
  while (true) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return line.size() <= kMaxChunkLine || refuse(400, "a line of the chunked body is too long");
    }
    if (buffer_.size() > kMaxChunkLine) {
      return refuse(400, "a line of the chunked body is too long");
    }
    if (!fill()) return false;
  }
}

bool Connection::read_bytes(std::size_t count, std::string& out) {
  while (count > 0) {
    if (buffer_.empty() && !fill()) return false;
    const std::size_t part = std::min(count, buffer_.size());
    out.append(buffer_, 0, part);
    buffer_.erase(0, part);
    count -= part;
  }
  return true;
}

bool Connection::read_head(std::string& head) {
  while (true) {
    // Empty lines before a request line are to be skipped (RFC 9112 2.2).
    buffer_.erase(0, std::min(buffer_.find_first_not_of("\r\n"), buffer_.size()));
    const std::size_t crlf = buffer_.find("\r\n\r\n");
    const std::size_t lf = buffer_.find("\n\n");
    const std::size_t end = std::min(crlf, lf);
    if (end != std::string::npos && end <= kMaxHeadBytes) {
      head = buffer_.substr(0, end);
      buffer_.erase(0, end + (crlf < lf ? 4 : 2));
      return true;
    }
    if (buffer_.size() > kMaxHeadBytes) return refuse(431, "the head of the request is too long");
    if (!fill()) return false;
  }
}

bool Connection::read_request(HttpRequest& request) {
  std::string head;
  if (!read_head(head)) return false;
  std::size_t at = 0;
  const auto next_line = [&] {
    const std::size_t end = std::min(head.find('\n', at), head.size());
    std::string_view line = std::string_view(head).substr(at, end - at);
    at = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  };
  const std::string_view first = next_line();
  const std::size_t one = first.find(' ');
  const std::size_t two = first.rfind(' ');
  if (one == std::string_view::npos || one == two || !is_token(first.substr(0, one))) {
    return refuse(400, "the request line is not one");
  }
  request.method = first.substr(0, one);
  request.target = first.substr(one + 1, two - one - 1);
  const std::string_view version = first.substr(two + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return refuse(505, "only HTTP/1.1 is spoken here");
  }
  if (request.target.empty() || request.target.find(' ') != std::string::npos) {
    return refuse(400, "the request line is not one");
  }
  while (at <= head.size()) {
    const std::string_view line = next_line();
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
      return refuse(400, "a header line is not one");
    }
    request.headers.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
  const std::string connection = lower(request.header("connection"));
  keep_alive_ = version == "HTTP/1.1" ? connection.find("close") == std::string::npos
                                      : connection.find("keep-alive") != std::string::npos;
  if (version == "HTTP/1.1" && request.header("host").empty()) {
    return refuse(400, "the host header is missing");
  }
  return read_body(request);
}

bool Connection::read_body(HttpRequest& request) {
  const std::string coding = lower(request.header("transfer-encoding"));
  const auto count =
      std::count_if(request.headers.begin(), request.headers.end(),
                    [](const auto& header) { return header.first == "content-length"; });
  if (count > 1 || (count == 1 && !coding.empty())) {
    return refuse(400, "the length of the body is stated twice");
  }
  if (!coding.empty() && coding != "chunked") return refuse(400, "unknown transfer-encoding");
  std::size_t length = 0;
  if (count == 1 && !whole_number(request.header("content-length"), 10, length)) {
    return refuse(400, "content-length is not a number");
  }
  if (length > kMaxBodyBytes) return refuse(413, "the body is larger than 64 MiB");
  const bool has_body = length > 0 || !coding.empty();
  if (has_body && lower(request.header("expect")) == "100-continue" && buffer_.empty() &&
      !send("HTTP/1.1 100 Continue\r\n\r\n")) {
    return false;
  }
  return coding.empty() ? read_bytes(length, request.body) : read_chunked(request.body);
}

bool Connection::read_chunked(std::string& body) {
  std::string line;
  while (true) {
    if (!read_line(line)) return false;
    std::size_t size = 0;
    if (!whole_number(trimmed(std::string_view(line).substr(0, line.find(';'))), 16, size)) {
      return refuse(400, "a chunk's size is not a number");
    }
    if (size > kMaxBodyBytes - body.size()) return refuse(413, "the body is larger than 64 MiB");
    if (size == 0) break;
    if (!read_bytes(size, body) || !read_line(line)) return false;
    if (!line.empty()) return refuse(400, "a chunk is longer than its size");
  }
  for (std::size_t trailer = 0; read_line(line); trailer += line.size()) {
    if (line.empty()) return true;
    if (trailer > kMaxHeadBytes) return refuse(431, "the trailer is too long");
  }
  return false;
}

bool Connection::refuse(int status, std::string_view why) {
  keep_alive_ = false;
  whole(status, {{"content-type", "text/plain; charset=utf-8"}}, std::string(why) + "\n");
  if (usable_) linger();
  usable_ = false;
  return false;
}

void Connection::linger() {
  // A socket closed with unread bytes resets the connection and may take the answer with it.
  shutdown(socket_.get(), SHUT_WR);
  const auto deadline = std::chrono::steady_clock::now() + milliseconds(500);
  buffer_.clear();
  std::array<char, 65536> bytes;
  while (std::chrono::steady_clock::now() < deadline) {
    const ssize_t count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (count > 0) continue;
    if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) return;
    if (poll_for(POLLIN, milliseconds(500)) != Ready::yes) return;
  }
}

std::string Connection::head_text(int status, const Headers& headers,
                                  std::string_view framing) const {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " ";
  text += reason_of(status);
  text += "\r\nserver: ingot-demo (scripted)\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  text += framing;
  text += keep_alive_ ? "\r\n\r\n" : "\r\nconnection: close\r\n\r\n";
  return text;
}

bool Connection::whole(int status, const Headers& headers, std::string_view body) {
  answered_ = true;
  std::string text = head_text(status, headers, "content-length: " + std::to_string(body.size()));
  text += body;
  return send(text);
}

void Connection::whole_cut(int status, const Headers& headers, std::string_view body) {
  std::string text = head_text(status, headers, "content-length: " + std::to_string(body.size()));
  text += body.substr(0, body.size() / 2);
  send(text);
  usable_ = false;
}

bool Connection::begin_stream(int status, const Headers& headers) {
  return send(head_text(status, headers, "transfer-encoding: chunked"));
}

bool Connection::piece(std::string_view bytes) {
  if (bytes.empty()) return usable_;
  std::array<char, 24> size;
  const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  std::string text(size.data(), static_cast<std::size_t>(length));
  text += bytes;
  text += "\r\n";
  return send(text);
}

bool Connection::end_stream() {
  answered_ = true;
  return send("0\r\n\r\n");
}

bool Connection::wait(milliseconds time) {
  // The socket is not asked: a client may have sent its next request already.
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (usable_) {
    pollfd fd = {stopping_.fd(), POLLIN, 0};
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    const int count = poll(&fd, 1, static_cast<int>(std::min<long>(left.count(), 60'000)));
    if (count > 0 || (count < 0 && errno != EINTR)) usable_ = false;
  }
  return usable_;
}

}  // namespace ingot::demo
