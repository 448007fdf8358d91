#include "http/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/letters.h"
#include "http/connection_internal.h"
#include "http/libraries.h"
#include "os/paths.h"
#include "os/signals.h"

namespace ingot::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kMaxRedirects = 5;
constexpr milliseconds kLongestPoll{1000};
// With nothing to do the thread sleeps until it is woken: an idle program wakes up for nothing.
constexpr milliseconds kIdlePoll{24 * 3600 * 1000};
constexpr long kBufferBytes = 64L << 10U;
// A long answer arrives word by word, hundreds of packets a second. Once it has run for kBriskFor,
// the thread rests between small pieces, so that one wake-up of all threads takes several of them.
constexpr milliseconds kBriskFor{250};
constexpr milliseconds kRest{40};
constexpr std::size_t kSmallPiece = 8U << 10U;
constexpr std::size_t kMaxHeaderBytes = 256U << 10U;

void init_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

struct EasyDelete {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDelete {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

std::string_view Head::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

namespace {

// One request on its way; touched by the net thread alone once it has started.
class Job {
 public:
  Job(std::uint64_t id, Request request, Receiver& receiver, const std::string& user_agent)
      : id_(id), request_(std::move(request)), receiver_(receiver), easy_(curl_easy_init()) {
    set_up(user_agent);
  }

  std::uint64_t id() const { return id_; }
  CURL* easy() const { return easy_.get(); }

  // When check() wants to be called next.
  Clock::time_point next_check() const {
    if (!connected_at_) return Clock::now() + milliseconds(100);
    return has_head_ || got_bytes_ ? last_byte_ + request_.limits.idle
                                   : *connected_at_ + request_.limits.first_byte;
  }

  // Whether what came since the last call is a little more of a body that has been arriving for a
  // while.
  bool trickled() {
    const std::size_t fresh = std::exchange(fresh_bytes_, 0);
    return fresh > 0 && fresh < kSmallPiece && last_byte_ - *first_body_ > kBriskFor;
  }

  // Whether a limit has passed; problem_ then says which.
  bool check() {
    const auto now = Clock::now();
    if (!connected_at_) {
      curl_off_t microseconds = 0;
      curl_easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME_T, &microseconds);
      if (microseconds > 0) connected_at_ = now;
      return false;  // libcurl keeps the limit for connecting
    }
    if (has_head_ || got_bytes_) {
      if (now - last_byte_ < request_.limits.idle) return false;
      problem_ = {.phase = Problem::Phase::idle,
                  .detail = "no data for " + seconds(request_.limits.idle)};
    } else {
      if (now - *connected_at_ < request_.limits.first_byte) return false;
      problem_ = {.phase = Problem::Phase::first_byte,
                  .detail = "no data for " + seconds(request_.limits.first_byte)};
    }
    return true;
  }

  // libcurl is done with the transfer. True: a redirect is to be followed, start again.
  bool finish(CURLcode code) {
    if (!problem_ && !complete_early_ && code != CURLE_OK) problem_ = to_problem(code);
    if (!problem_ && redirect_) {
      if (follow()) return true;
    }
    receiver_.on_end(problem_ ? &*problem_ : nullptr);
    return false;
  }

 private:
  static std::string seconds(milliseconds limit) {
    return limit.count() % 1000 == 0 ? std::to_string(limit.count() / 1000) + " s"
                                     : std::to_string(limit.count()) + " ms";
  }

  void set_up(const std::string& user_agent) {
    CURL* easy = this->easy();
    curl_slist* list = nullptr;
    bool has_agent = false;
    for (const auto& [name, value] : request_.headers) {
      if (lower(name) == "user-agent") has_agent = true;
      // libcurl drops "Name:" and sends an empty value only for "Name;".
      list = curl_slist_append(list, (value.empty() ? name + ";" : name + ": " + value).c_str());
    }
    list = curl_slist_append(list, "Expect:");
    headers_.reset(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    if (!has_agent) curl_easy_setopt(easy, CURLOPT_USERAGENT, user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT,
                     1L);  // a pending name look-up must not delay a cancel
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kBufferBytes);
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING,
                     "");  // what libcurl can unpack while it arrives
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(request_.limits.connect.count()));
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    if (request_.method == "POST") {
      curl_easy_setopt(easy, CURLOPT_POST, 1L);
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(request_.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());  // not copied
    } else if (request_.method != "GET") {
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }
    connection_.set_up(easy, request_);
    const auto on_header =
        +[](char* data, std::size_t size, std::size_t count, void* job) -> std::size_t {
      return static_cast<Job*>(job)->take_header({data, size * count}) ? size * count : 0;
    };
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    const auto on_body =
        +[](char* data, std::size_t size, std::size_t count, void* job) -> std::size_t {
      return static_cast<Job*>(job)->take_body({data, size * count}) ? size * count : 0;
    };
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  }

  bool take_header(std::string_view line) {
    last_byte_ = Clock::now();
    got_bytes_ = true;
    header_bytes_ += line.size();
    if (header_bytes_ > kMaxHeaderBytes) {
      problem_ = {.phase = Problem::Phase::too_large,
                  .detail = "the response headers are too long"};
      return false;
    }
    line = trimmed(line);
    if (line.substr(0, 5) == "HTTP/") {
      head_ = {};
      const std::size_t space = line.find(' ');
      if (space != std::string_view::npos) head_.status = std::atoi(line.data() + space + 1);
    } else if (line.empty()) {
      if (head_.status >= 200) end_of_headers();
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      head_.headers.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    return true;
  }

  void end_of_headers() {
    if (has_head_ || redirect_) return;  // trailers after the body
    if (is_redirect(head_.status) && !head_.header("location").empty()) {
      redirect_ = true;
      return;
    }
    has_head_ = true;
    receiver_.on_head(head_);
  }

  bool take_body(std::string_view bytes) {
    last_byte_ = Clock::now();
    if (redirect_) return true;
    if (!first_body_) first_body_ = last_byte_;
    fresh_bytes_ += bytes.size();
    const bool is_error = head_.status >= 400;
    const std::uint64_t limit =
        is_error ? request_.limits.max_error_body_bytes : request_.limits.max_body_bytes;
    const std::uint64_t room = limit - std::min(limit, body_bytes_);
    body_bytes_ += bytes.size();
    if (bytes.size() <= room) {
      receiver_.on_body(bytes);
      return true;
    }
    if (is_error) {
      receiver_.on_body(bytes.substr(0, room));
      complete_early_ = true;  // enough to say what is wrong
    } else {
      problem_ = {.phase = Problem::Phase::too_large,
                  .detail = "the response is larger than " + std::to_string(limit) + " bytes"};
    }
    return false;
  }

  // Makes the transfer ready for the place the redirect names, when that is the same origin
  // (PRV-14).
  bool follow() {
    const std::string location(head_.header("location"));
    std::string target;
    if (CURLU* url = curl_url()) {
      char* text = nullptr;
      if (curl_url_set(url, CURLUPART_URL, request_.url.c_str(), 0) == CURLUE_OK &&
          curl_url_set(url, CURLUPART_URL, location.c_str(), 0) == CURLUE_OK &&
          curl_url_get(url, CURLUPART_URL, &text, 0) == CURLUE_OK) {
        target = text;
        curl_free(text);
      }
      curl_url_cleanup(url);
    }
    const auto from = origin_of(request_.url);
    const auto to = origin_of(target);
    if (!from || !to || !(*from == *to)) {
      problem_ = {.phase = Problem::Phase::redirect,
                  .detail = shown_url(request_.url) + " redirects to " +
                            shown_url(target.empty() ? location : target) +
                            ", which is another server; the key was not sent there"};
      return false;
    }
    if (++redirects_ > kMaxRedirects) {
      problem_ = {.phase = Problem::Phase::redirect,
                  .detail = shown_url(request_.url) + " redirects more than 5 times"};
      return false;
    }
    request_.url = target;
    curl_easy_setopt(easy(), CURLOPT_URL, request_.url.c_str());
    connection_.set_up(easy(), request_);
    redirect_ = false;
    got_bytes_ = false;
    header_bytes_ = 0;
    connected_at_.reset();
    return true;
  }

  Problem to_problem(CURLcode code) const {
    Problem problem = connection_.problem(easy(), code, error_text_);
    if (code == CURLE_OPERATION_TIMEDOUT) {
      problem.detail = "no connection within " + seconds(request_.limits.connect);
    }
    return problem;
  }

  std::uint64_t id_;
  Request request_;
  Receiver& receiver_;
  Connection connection_;
  std::unique_ptr<curl_slist, ListDelete> headers_;
  char error_text_[CURL_ERROR_SIZE] = {};
  Head head_;
  bool has_head_ = false, got_bytes_ = false, redirect_ = false, complete_early_ = false;
  int redirects_ = 0;
  std::size_t header_bytes_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::optional<Clock::time_point> connected_at_, first_body_;
  std::size_t fresh_bytes_ = 0;  // of the body, since trickled() was asked
  Clock::time_point last_byte_ = Clock::now();
  std::optional<Problem> problem_;
  std::unique_ptr<CURL, EasyDelete> easy_;  // last: it dies first, it points into the rest
};

}  // namespace

// The net thread and what is handed to it. A job is in exactly one of `arriving_` (guarded by
// mutex_) and `running_` (the thread's own); a Transfer that is destroyed waits until it is in
// neither.
class Client::Net {
 public:
  explicit Net(std::string user_agent) : user_agent_(std::move(user_agent)) {}

  ~Net() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    {
      const std::lock_guard lock(mutex_);
      wake();
    }
    thread_.join();
    curl_multi_cleanup(multi_);
  }

  // Returns a number that stays unique, unlike the job's address; 0: the request has ended already.
  std::uint64_t start(Request request, Receiver& receiver) {
    if (const std::string& missing = missing_library(); !missing.empty()) {
      const Problem problem{.phase = Problem::Phase::library, .detail = missing};
      receiver.on_end(&problem);
      return 0;
    }
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) {  // nothing of libcurl runs before the first request
      init_curl_once();
      multi_ = curl_multi_init();
      thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    const std::uint64_t id = ++last_id_;
    arriving_.push_back(std::make_unique<Job>(id, std::move(request), receiver, user_agent_));
    alive_.push_back(id);
    wake();
    return id;
  }

  // Returns when the job is gone, at once if it is so already.
  void cancel(std::uint64_t job) {
    std::unique_lock lock(mutex_);
    if (std::find(alive_.begin(), alive_.end(), job) == alive_.end()) return;
    leaving_.push_back(job);
    wake();
    gone_.wait(lock, [&] { return std::find(alive_.begin(), alive_.end(), job) == alive_.end(); });
  }

 private:
  // With the lock: the net thread may be about to wait.
  void wake() {
    curl_multi_wakeup(multi_);
    order_.notify_all();
  }

  void run(const std::stop_token& stop) {
    os::begin_thread("net");
    while (!stop.stop_requested()) {
      take_orders();
      int active = 0;
      curl_multi_perform(multi_, &active);
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
      }
      auto wait = running_.empty() ? kIdlePoll : kLongestPoll;
      const auto now = Clock::now();
      for (std::size_t i = 0; i < running_.size();) {
        if (running_[i]->check()) {
          end(running_[i]->easy(), CURLE_OK);
          continue;
        }
        wait = std::clamp(std::chrono::ceil<milliseconds>(running_[i]->next_check() - now),
                          milliseconds(1), wait);
        ++i;
      }
      if (std::ranges::count_if(running_, [](auto& job) { return job->trickled(); }) > 0) {
        std::unique_lock lock(mutex_);
        order_.wait_for(lock, kRest, [&] {
          return !arriving_.empty() || !leaving_.empty() || stop.stop_requested();
        });
        continue;  // libcurl looks at its sockets itself
      }
      curl_multi_poll(multi_, nullptr, 0, static_cast<int>(wait.count()), nullptr);
    }
    while (!running_.empty()) drop(running_.front()->id());
  }

  void take_orders() {
    std::vector<std::unique_ptr<Job>> arriving;
    std::vector<std::uint64_t> leaving;
    {
      const std::lock_guard lock(mutex_);
      arriving.swap(arriving_);
      leaving.swap(leaving_);
    }
    for (auto& job : arriving) {
      curl_multi_add_handle(multi_, job->easy());
      running_.push_back(std::move(job));
    }
    for (const std::uint64_t job : leaving) drop(job);
  }

  void end(CURL* easy, CURLcode code) {
    Job* job = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &job);
    if (job->finish(code)) {
      curl_multi_remove_handle(multi_, easy);
      curl_multi_add_handle(multi_, easy);
      return;
    }
    drop(job->id());
  }

  void drop(std::uint64_t job) {
    const auto found = std::find_if(running_.begin(), running_.end(),
                                    [&](const auto& running) { return running->id() == job; });
    if (found != running_.end()) {
      curl_multi_remove_handle(multi_, (*found)->easy());
      running_.erase(found);
    }
    {
      const std::lock_guard lock(mutex_);
      std::erase(alive_, job);
    }
    gone_.notify_all();
  }

  const std::string user_agent_;
  CURLM* multi_ = nullptr;
  std::vector<std::unique_ptr<Job>> running_;  // the net thread's own
  std::mutex mutex_;
  std::condition_variable gone_;
  std::condition_variable order_;               // something is in arriving_ or leaving_
  std::vector<std::unique_ptr<Job>> arriving_;  // guarded by mutex_
  std::vector<std::uint64_t> leaving_;          // guarded by mutex_
  std::vector<std::uint64_t> alive_;            // guarded by mutex_
  std::uint64_t last_id_ = 0;                   // guarded by mutex_
  std::jthread thread_;
};

namespace {

class CurlTransfer final : public Transfer {
 public:
  explicit CurlTransfer(std::function<void()> cancel) : cancel_(std::move(cancel)) {}
  ~CurlTransfer() override { cancel_(); }

 private:
  std::function<void()> cancel_;
};

}  // namespace

Client::Client(std::string user_agent) : net_(std::make_unique<Net>(std::move(user_agent))) {}
Client::~Client() = default;

std::unique_ptr<Transfer> Client::start(Request request, Receiver& receiver) {
  const std::uint64_t job = net_->start(std::move(request), receiver);
  return std::make_unique<CurlTransfer>([net = net_.get(), job] { net->cancel(job); });
}

}  // namespace ingot::http
