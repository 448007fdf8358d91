// demo/raw_client.h: the other end of a socket, for this room's tests.
//
// Purpose    Sends bytes as they are and takes an answer apart, without ingot's HTTP client.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "os/file.h"

namespace ingot::demo {

struct RawAnswer {
  int status = 0;
  std::string head, body;
  bool complete = false;  // the end that the framing promises was seen
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;  // what is sent in two pieces should arrive in two, and at once
    ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connected_ =
        ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  static std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::atoi(url.c_str() + url.rfind(':') + 1));
  }

  bool connected() const { return connected_; }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void post(const std::string& path, std::string_view body, const std::string& headers) {
    send("POST " + path + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n" + headers +
         "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  }

  // One answer; `complete` is false when the connection ended before it did.
  RawAnswer answer() {
    RawAnswer result;
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!fill()) return result;
    }
    const std::size_t end = buffer_.find("\r\n\r\n");
    result.head = buffer_.substr(0, end);
    buffer_.erase(0, end + 4);
    result.status = std::atoi(result.head.c_str() + 9);
    if (result.status == 100) return result;
    if (const std::size_t at = result.head.find("content-length: "); at != std::string::npos) {
      std::size_t left = std::strtoul(result.head.c_str() + at + 16, nullptr, 10);
      result.complete = take(left, result.body);
      return result;
    }
    while (true) {
      std::string line;
      if (!take_line(line)) return result;
      const std::size_t size = std::strtoul(line.c_str(), nullptr, 16);
      if (!take(size, result.body) || !take_line(line)) return result;
      if (size == 0) break;
    }
    result.complete = true;
    return result;
  }

  // Whether the server has closed; waits for it.
  bool closed() { return !fill(); }

 private:
  bool fill() {
    char bytes[4096];
    const ssize_t count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }
  bool take(std::size_t count, std::string& out) {
    while (buffer_.size() < count) {
      if (!fill()) {
        out += buffer_;
        buffer_.clear();
        return false;
      }
    }
    out.append(buffer_, 0, count);
    buffer_.erase(0, count);
    return true;
  }
  bool take_line(std::string& line) {
    while (buffer_.find("\r\n") == std::string::npos) {
      if (!fill()) return false;
    }
    line = buffer_.substr(0, buffer_.find("\r\n"));
    buffer_.erase(0, line.size() + 2);
    return true;
  }

  os::Fd socket_;
  bool connected_ = false;
  std::string buffer_;
};

// The data of each event of a stream.
inline std::vector<std::string> events_of(std::string_view stream) {
  std::vector<std::string> events;
  while (!stream.empty()) {
    const std::size_t end = std::min(stream.find("\n\n"), stream.size());
    const std::string_view event = stream.substr(0, end);
    const std::size_t data = event.find("data: ");
    if (data != std::string_view::npos) events.emplace_back(event.substr(data + 6));
    stream.remove_prefix(std::min(end + 2, stream.size()));
  }
  return events;
}

inline json::Document parsed(const std::string& text) {
  auto document = json::Document::parse(text);
  return document ? std::move(*document) : std::move(*json::Document::parse("null"));
}

}  // namespace ingot::demo
