#include "os/waker.h"

#include <fcntl.h>
#include <unistd.h>

namespace ingot::os {

Waker::Waker() {
  int ends[2];
  if (::pipe(ends) != 0) return;
  reader_ = Fd(ends[0]);
  writer_ = Fd(ends[1]);
  for (const int end : ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
}

void Waker::wake() const {
  // A full pipe wakes just as well.
  [[maybe_unused]] const auto written = ::write(writer_.get(), "", 1);
}

void Waker::drain() const {
  char buffer[256];
  while (::read(reader_.get(), buffer, sizeof buffer) > 0) {
  }
}

}  // namespace ingot::os
