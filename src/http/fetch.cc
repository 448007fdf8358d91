#include "http/fetch.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace ingot::http {
namespace {

class Collector final : public Receiver {
 public:
  explicit Collector(Fetched& into) : into_(into) {}

  void on_head(const Head& head) override { into_.head = head; }
  void on_body(std::string_view bytes) override { into_.body += bytes; }
  void on_end(const Problem* problem) override {
    const std::lock_guard lock(mutex_);
    if (problem != nullptr) into_.problem = *problem;
    done_ = true;
    changed_.notify_all();
  }

  // False when `stop` was requested first.
  bool wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [this] { return done_; });
  }

 private:
  Fetched& into_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool done_ = false;  // guarded by mutex_
};

}  // namespace

Fetched fetch(Client& client, Request request, std::stop_token stop) {
  const auto started = std::chrono::steady_clock::now();
  Fetched fetched;
  bool ended = false;
  {
    Collector collector(fetched);
    const std::unique_ptr<Transfer> transfer = client.start(std::move(request), collector);
    ended = collector.wait(stop);
  }
  if (!ended) fetched.problem = Problem{.phase = Problem::Phase::receive, .detail = "interrupted"};
  fetched.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started);
  return fetched;
}

}  // namespace ingot::http
