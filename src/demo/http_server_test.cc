#include "demo/http_server.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "demo/raw_client.h"

namespace ingot::demo {
namespace {

std::unique_ptr<HttpServer> started(Handler handler) {
  auto server = HttpServer::start(0, std::move(handler));
  EXPECT_TRUE(server);
  return std::move(*server);
}

// Says back what it was sent.
void echo(const HttpRequest& request, Reply& reply) {
  reply.whole(200, {{"x-path", request.path()}},
              request.method + " " + std::to_string(request.body.size()) + " " + request.body);
}

TEST(HttpServer, AnswersSeveralRequestsOnOneConnection) {
  const auto server = started(echo);
  RawClient client(server->port());
  client.post("/a?b=c", "one", "");
  const RawAnswer first = client.answer();
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.head, testing::HasSubstr("x-path: /a\r\n"));
  EXPECT_EQ(first.body, "POST 3 one");
  // Two at once, the second sent before the first is answered.
  client.post("/", "two", "");
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.answer().body, "POST 3 two");
  const RawAnswer last = client.answer();
  EXPECT_EQ(last.body, "GET 0 ");
  EXPECT_THAT(last.head, testing::HasSubstr("connection: close"));
  EXPECT_TRUE(client.closed());
}

// Every way to cut the request in two must give the same answer.
TEST(HttpServer, ReadsAChunkedBodyHoweverItIsCut) {
  const auto server = started(echo);
  const std::string request =
      "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
      "3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\ntrailer: x\r\n\r\n";
  RawClient client(server->port());
  for (std::size_t cut = 0; cut <= request.size(); ++cut) {
    client.send(std::string_view(request).substr(0, cut));
    client.send(std::string_view(request).substr(cut));
    const RawAnswer answer = client.answer();
    ASSERT_EQ(answer.body, "POST 13 abc0123456789") << "cut at " << cut;
  }
}

TEST(HttpServer, InvitesABodyThatWaitsForIt) {
  const auto server = started(echo);
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
  EXPECT_EQ(client.answer().status, 100);
  client.send("hi");
  EXPECT_EQ(client.answer().body, "POST 2 hi");
}

TEST(HttpServer, RefusesWhatBreaksTheRules) {
  const auto server = started(echo);
  const auto status = [&](const std::string& request) {
    RawClient client(server->port());
    client.send(request);
    const RawAnswer answer = client.answer();
    EXPECT_TRUE(client.closed()) << request.substr(0, 60);
    return answer.status;
  };
  const std::string post = "POST / HTTP/1.1\r\nhost: x\r\n";
  EXPECT_EQ(status("nonsense\r\n\r\n"), 400);
  EXPECT_EQ(status("GET / HTTP/2.0\r\nhost: x\r\n\r\n"), 505);
  EXPECT_EQ(status("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "no colon\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "content-length: -1\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "content-length: 1\r\ncontent-length: 1\r\n\r\nx"), 400);
  EXPECT_EQ(status(post + "content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "transfer-encoding: gzip\r\n\r\n"), 400);
  EXPECT_EQ(status(post + "content-length: 67108865\r\n\r\n"), 413);
  EXPECT_EQ(status(post + "transfer-encoding: chunked\r\n\r\n4000001\r\n"), 413);
  EXPECT_EQ(status(post + "transfer-encoding: chunked\r\n\r\nxyz\r\n"), 400);
  EXPECT_EQ(status(post + "transfer-encoding: chunked\r\n\r\n1\r\nab\r\n"), 400);
  EXPECT_EQ(status(post + "long: " + std::string(kMaxHeadBytes, 'x') + "\r\n\r\n"), 431);
}

TEST(HttpServer, StopsAtOnceWhileConnectionsAreBusyAndIdle) {
  std::atomic<int> busy = 0;
  const auto server = started([&](const HttpRequest& request, Reply& reply) {
    ++busy;
    if (request.path() == "/wait") {
      reply.wait(std::chrono::hours(1));
      return;
    }
    // A client that does not read: the server waits for room in the socket.
    reply.begin_stream(200, {});
    const std::string much(1U << 20U, 'x');
    while (reply.piece(much)) {
    }
  });
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(std::make_unique<RawClient>(server->port()));
    ASSERT_TRUE(clients.back()->connected());
    if (i % 3 == 0) clients.back()->send("GET /wait HTTP/1.1\r\nhost: x\r\n\r\n");
    if (i % 3 == 1) clients.back()->send("GET /flood HTTP/1.1\r\nhost: x\r\n\r\n");
    if (i % 3 == 2) clients.back()->send("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n");
  }
  while (busy < 8) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(100));
  EXPECT_FALSE(RawClient(server->port()).connected());
}

TEST(HttpServer, ReportsAPortThatIsTaken) {
  const auto server = started(echo);
  const auto second = HttpServer::start(server->port(), echo);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().where, "127.0.0.1:" + std::to_string(server->port()));
}

}  // namespace
}  // namespace ingot::demo
