#include "demo/http_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <list>
#include <mutex>
#include <thread>

#include "demo/connection.h"
#include "os/file.h"
#include "os/signals.h"
#include "os/waker.h"

namespace ingot::demo {
namespace {

bool prepare(int fd) {
  return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

struct Peer {
  std::atomic<bool> done = false;
  std::jthread thread;  // last: it is joined before `done` goes
};

}  // namespace

struct HttpServer::Parts {
  os::Fd listener;
  std::uint16_t port = 0;
  Handler handler;
  os::Waker stopping;     // readable for good once the server stops
  os::Waker peer_ended;   // a place is free again
  std::list<Peer> peers;  // of the accepting thread
  std::mutex stop_mutex;
  std::jthread acceptor;

  void accept_all();
  void reap() {
    peers.remove_if([](const Peer& peer) { return peer.done.load(); });
  }
};

void HttpServer::Parts::accept_all() {
  os::begin_thread("demo-accept");
  while (true) {
    const bool full = peers.size() >= kMaxConnections;
    std::array<pollfd, 3> fds = {pollfd{stopping.fd(), POLLIN, 0},
                                 pollfd{peer_ended.fd(), POLLIN, 0},
                                 pollfd{full ? -1 : listener.get(), POLLIN, 0}};
    if (poll(fds.data(), fds.size(), -1) < 0) {
      if (errno == EINTR) continue;
      break;
    }
    if (fds[0].revents != 0) break;
    if (fds[1].revents != 0) peer_ended.drain();
    reap();
    if (fds[2].revents == 0) continue;
    os::Fd socket(accept(listener.get(), nullptr, nullptr));
    if (!socket.valid()) {
      // Out of descriptors: until a connection ends, asking again would only burn time.
      if (errno == EMFILE || errno == ENFILE) {
        pollfd fd = {stopping.fd(), POLLIN, 0};
        poll(&fd, 1, 50);
      }
      continue;
    }
    if (!prepare(socket.get())) continue;
    Peer& peer = peers.emplace_back();
    peer.thread = std::jthread([this, &peer, owned = std::move(socket)]() mutable {
      os::begin_thread("demo-peer");
      {
        Connection connection(std::move(owned), stopping);
        connection.serve(handler);
      }
      peer.done = true;
      peer_ended.wake();
    });
  }
  listener.reset();
  peers.clear();  // joins
}

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpServer::~HttpServer() { stop(); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(std::uint16_t port, Handler handler) {
  const std::string where = "127.0.0.1:" + std::to_string(port);
  auto parts = std::make_unique<Parts>();
  parts->handler = std::move(handler);
  parts->listener = os::Fd(socket(AF_INET, SOCK_STREAM, 0));
  const int fd = parts->listener.get();
  if (fd < 0 || !prepare(fd)) return system_error(errno, "make a socket", where);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, generic, size) != 0 || listen(fd, SOMAXCONN) != 0 ||
      getsockname(fd, generic, &size) != 0) {
    return system_error(errno, "listen", where);
  }
  if (parts->stopping.fd() < 0 || parts->peer_ended.fd() < 0) {
    return system_error(EMFILE, "listen", where);
  }
  parts->port = ntohs(address.sin_port);
  Parts* const raw = parts.get();
  parts->acceptor = std::jthread([raw] { raw->accept_all(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(parts)));
}

std::uint16_t HttpServer::port() const { return parts_->port; }

void HttpServer::stop() {
  parts_->stopping.wake();
  const std::lock_guard lock(parts_->stop_mutex);
  if (parts_->acceptor.joinable()) parts_->acceptor.join();
}

}  // namespace ingot::demo
