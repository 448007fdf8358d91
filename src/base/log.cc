#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"

namespace ingot {

struct Log::File {
  int fd;
  const Redactor& redactor;
  ~File() { ::close(fd); }
};

Log::Log() = default;

Log::Log(const std::string& path, const Redactor& redactor) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) file_.reset(new File{.fd = fd, .redactor = redactor});
}

Log::~Log() = default;

void Log::write(std::string_view room, std::string_view text) {
  if (!file_) return;
  std::string line = to_iso8601(system_clock().wall());
  line += ' ';
  line += room;
  line += ' ';
  for (const char c : file_->redactor.redact(text)) line += c == '\n' ? ' ' : c;
  line += '\n';
  // One write a line keeps lines of several threads and processes apart; a full disk loses the log
  // only.
  [[maybe_unused]] const auto written = ::write(file_->fd, line.data(), line.size());
}

}  // namespace ingot
