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
  bool push(T value, std::stop_token stop = {}) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [&] { return closed_ || values_.size() < capacity_; });
    if (closed_ || values_.size() >= capacity_) return false;
    values_.push_back(std::move(value));
    lock.unlock();
    changed_.notify_all();
    return true;
  }

  // Offers the newest waiting value to `merge`, which may take `value` into it and return true;
  // otherwise pushes without a capacity limit. For producers that must never wait and whose values
  // coalesce.
  template <typename Merge>
  bool push_or_merge(T value, Merge merge) {
    std::unique_lock lock(mutex_);
    if (closed_) return false;
    if (values_.empty() || !merge(values_.back(), value)) values_.push_back(std::move(value));
    lock.unlock();
    changed_.notify_all();
    return true;
  }

  // The oldest value; empty when `stop` is requested, or the queue is closed and drained.
  std::optional<T> pop(std::stop_token stop = {}) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [&] { return closed_ || !values_.empty(); });
    return take(lock);
  }

  // As pop, and empty when `limit` has passed.
  std::optional<T> pop_for(std::chrono::milliseconds limit, std::stop_token stop = {}) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, limit, [&] { return closed_ || !values_.empty(); });
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
    changed_.notify_all();
  }

  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_ && values_.empty();
  }

 private:
  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (values_.empty()) return std::nullopt;
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    lock.unlock();
    changed_.notify_all();
    return value;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<T> values_;  // guarded by mutex_
  bool closed_ = false;   // guarded by mutex_
};

}  // namespace ingot
