// base/queue.h: a bounded queue between two threads.
//
// Purpose    The one way in which threads of ingot hand values to each other.
// Threads    Every member may be called from any thread.
// Ownership  Values move in and out; what is left is destroyed with the queue.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace ingot {

template <typename T>
class Queue {
 public:
  explicit Queue(std::size_t capacity) : capacity_(capacity) {}

  // Waits for room. False, dropping `value`, when the queue is closed or `stop` is requested.
  bool push(T value, const std::stop_token& stop = {}) {
    const WakeOnStop waking(stop, Wake{*this});
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return has_room() || closed_ || stop.stop_requested(); });
    if (closed_ || !has_room()) return false;
    values_.push_back(std::move(value));
    lock.unlock();
    filled_.notify_one();
    return true;
  }

  // Offers the newest waiting value to `merge`, which may take `value` into it and return true;
  // otherwise pushes without a capacity limit. For producers that must never wait and whose values
  // coalesce. Returns whether none was waiting: a consumer that takes all there is wants to know.
  template <typename Merge>
  bool push_or_merge(T value, Merge merge) {
    std::unique_lock lock(mutex_);
    if (closed_) return false;
    const bool is_first = values_.empty();
    if (is_first || !merge(values_.back(), value)) values_.push_back(std::move(value));
    lock.unlock();
    filled_.notify_one();
    return is_first;
  }

  // The oldest value; empty when `stop` is requested, or the queue is closed and drained.
  std::optional<T> pop(const std::stop_token& stop = {}) {
    const WakeOnStop waking(stop, Wake{*this});
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return !values_.empty() || closed_ || stop.stop_requested(); });
    return take(lock);
  }

  // As pop, and empty when `limit` has passed.
  std::optional<T> pop_for(std::chrono::milliseconds limit, const std::stop_token& stop = {}) {
    const WakeOnStop waking(stop, Wake{*this});
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, limit,
                     [&] { return !values_.empty() || closed_ || stop.stop_requested(); });
    return take(lock);
  }

  std::optional<T> try_pop() {
    std::unique_lock lock(mutex_);
    return take(lock);
  }

  // No more values will come: pop() drains what is left, then returns empty.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    notify_all();
  }

 private:
  // Not std::condition_variable_any, which knows stop tokens but takes a second lock, over which
  // the thread that is woken and the one that wakes it collide.
  struct Wake {
    Queue& queue;
    void operator()() const {
      { const std::lock_guard lock(queue.mutex_); }  // whoever is about to wait waits by now
      queue.notify_all();
    }
  };
  using WakeOnStop = std::stop_callback<Wake>;  // made and destroyed without the lock

  bool has_room() const { return values_.size() < capacity_; }
  void notify_all() {
    room_.notify_all();
    filled_.notify_all();
  }

  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (values_.empty()) return std::nullopt;
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    const bool has_room = this->has_room();
    lock.unlock();
    if (has_room) room_.notify_one();
    return value;
  }

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_, filled_;
  std::deque<T> values_;  // guarded by mutex_
  bool closed_ = false;   // guarded by mutex_
};

}  // namespace ingot
