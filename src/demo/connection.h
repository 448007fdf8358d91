// demo/connection.h: one accepted socket, request after request.
//
// Purpose    The byte work of HTTP/1.1: reads requests, writes answers, notices the stop.
// Threads    Belongs to the thread that serves it; the waker may be woken from any.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "demo/http_server.h"
#include "os/file.h"
#include "os/waker.h"

namespace ingot::demo {

class Connection final : public Reply {
 public:
  // `stopping` becomes readable when the server stops, and outlives the connection.
  Connection(os::Fd socket, const os::Waker& stopping);

  // Requests until either side ends it.
  void serve(const Handler& handler);

  bool whole(int status, const Headers& headers, std::string_view body) override;
  bool begin_stream(int status, const Headers& headers) override;
  bool piece(std::string_view bytes) override;
  bool end_stream() override;
  void whole_cut(int status, const Headers& headers, std::string_view body) override;
  void cut() override { usable_ = false; }
  bool wait(std::chrono::milliseconds time) override;

 private:
  enum class Ready { yes, no, timeout };
  // Until the socket allows `events`; no: the server stops or the socket is broken.
  Ready poll_for(short events, std::chrono::milliseconds limit) const;
  bool fill();  // reads at least a byte into buffer_
  bool send(std::string_view bytes);
  std::string head_text(int status, const Headers& headers, std::string_view framing) const;

  // False: there is no (further) request; what had to be said about it has been said.
  bool read_request(HttpRequest& request);
  bool read_head(std::string& head);
  bool read_body(HttpRequest& request);
  bool read_chunked(std::string& body);
  bool read_line(std::string& line);
  bool read_bytes(std::size_t count, std::string& out);
  bool refuse(int status, std::string_view why);
  // Gives the client the time to read the last answer before the socket goes.
  void linger();

  os::Fd socket_;
  const os::Waker& stopping_;
  std::string buffer_;  // received and not yet used
  bool usable_ = true, keep_alive_ = true, answered_ = false;
};

}  // namespace ingot::demo
