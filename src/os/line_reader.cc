#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "os/file.h"

namespace ingot::os {
namespace {

constexpr std::size_t kBufferBytes = 256U << 10U;

}  // namespace

Result<LineReader> LineReader::open(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd.valid()) return system_error(errno, "open it", path.string());
  return LineReader(std::move(fd));
}

LineReader::LineReader(Fd fd) : fd_(std::move(fd)) {}

// Replaces what was consumed by the next bytes of the file. False at its end.
bool LineReader::fill() {
  buffer_.resize(kBufferBytes);
  at_ = 0;
  ssize_t n = 0;
  do {
    n = ::read(fd_.get(), buffer_.data(), buffer_.size());
  } while (n < 0 && errno == EINTR);
  if (n < 0) error_ = errno;
  buffer_.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  ended_ = n <= 0;
  return !ended_;
}

bool LineReader::next(std::string& line, std::size_t max_bytes) {
  line.clear();
  skipped_ = 0;
  newline_ = false;
  bool any = false;
  while (at_ < buffer_.size() || (!ended_ && fill())) {
    any = true;
    const std::string_view rest = std::string_view(buffer_).substr(at_);
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::size_t room = max_bytes - std::min(max_bytes, line.size());
    line += rest.substr(0, std::min(end, room));
    skipped_ += end - std::min(end, room);
    at_ += end;
    if (end < rest.size()) {
      ++at_;
      newline_ = true;
      return true;
    }
  }
  return any && error_ == 0;
}

Result<> LineReader::status() const {
  if (error_ != 0) return system_error(error_, "read it", {});
  return {};
}

}  // namespace ingot::os
