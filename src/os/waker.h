// os/waker.h: wakes a poll() from another thread.
//
// Purpose    Joins std::stop_token and file descriptors: while a WakeOnStop lives, its fd() becomes
//            readable when the token is stopped, so that every wait ends within the time of one
//            poll.
// Threads    wake() may be called from any thread.
#pragma once

#include <stop_token>

#include "os/file.h"

namespace ingot::os {

class Waker {
 public:
  Waker();
  int fd() const { return reader_.get(); }  // -1 when the system is out of descriptors
  void wake() const;
  void drain() const;  // forgets the wakes so far

 private:
  Fd reader_, writer_;
};

class WakeOnStop {
 public:
  explicit WakeOnStop(std::stop_token stop) : callback_(std::move(stop), Wake{waker_}) {}
  int fd() const { return waker_.fd(); }

 private:
  struct Wake {
    const Waker& waker;
    void operator()() const { waker.wake(); }
  };
  Waker waker_;
  std::stop_callback<Wake> callback_;
};

}  // namespace ingot::os
