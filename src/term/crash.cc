#include "term/crash.h"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>

#include "os/signals.h"
#include "term/terminal.h"

namespace ingot::term {
namespace {

// How long the report may take. It waits for the loader's lock, whose holder may wait for what the
// thread held that crashed.
constexpr unsigned kReportSeconds = 2;

// Filled before the handlers are set; read by them.
std::array<char, 64> version_text{};
std::array<char, 1024> folder_path{}, report_path{};
volatile sig_atomic_t crashed_by = 0;

template <std::size_t n>
void keep(std::array<char, n>& place, const std::string& text) {
  place.fill('\0');
  std::copy_n(text.begin(), std::min(text.size(), n - 1), place.begin());
}

std::string_view name_of(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV";
    case SIGABRT:
      return "SIGABRT";
    case SIGBUS:
      return "SIGBUS";
    case SIGILL:
      return "SIGILL";
    case SIGFPE:
      return "SIGFPE";
    default:
      return "SIGQUIT";
  }
}

void put(int fd, std::string_view text) {
  [[maybe_unused]] const auto written = ::write(fd, text.data(), text.size());
}

bool write_report(int signal) {
  if (report_path[0] == '\0') return false;
  ::mkdir(folder_path.data(), 0700);
  const int file = ::open(report_path.data(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  put(file, "ingot ");
  put(file, version_text.data());
  put(file, "\n");
  put(file, name_of(signal));
  put(file, "\n");
  std::array<void*, 64> frames;
  const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
  ::backtrace_symbols_fd(frames.data(), count, file);
  ::close(file);
  return true;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
  ::sigaction(signal, &action, nullptr);
}

extern "C" void on_stuck(int) { ::raise(crashed_by); }

extern "C" void on_crash(int signal) {
  restore_terminal();
  put(STDERR_FILENO, "\ningot ");
  put(STDERR_FILENO, version_text.data());
  put(STDERR_FILENO, ": crashed by ");
  put(STDERR_FILENO, name_of(signal));
  put(STDERR_FILENO, "; the session is whole, ingot resume goes on with it");
  crashed_by = signal;
  handle(SIGALRM, on_stuck);
  ::alarm(kReportSeconds);
  if (write_report(signal)) {
    put(STDERR_FILENO, "; report: ");
    put(STDERR_FILENO, report_path.data());
  }
  put(STDERR_FILENO, "\n");
  ::raise(signal);  // the handler was reset: this ends the process as it should
}

extern "C" void on_end(int signal) {
  restore_terminal();
  ::raise(signal);
}

}  // namespace

void watch_crashes(const std::string& version) {
  keep(version_text, version);
  os::begin_thread(nullptr);
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGQUIT}) {
    handle(signal, on_crash);
  }
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) {
    // What whoever started us chose to ignore stays ignored.
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) {
      handle(signal, on_end);
    }
  }
}

void keep_crash_reports(const std::filesystem::path& folder) {
  keep(folder_path, folder.string());
  void* first = nullptr;
  ::backtrace(&first, 1);  // loads what it needs: a handler must not
  keep(report_path, (folder / ("crash-" + std::to_string(std::time(nullptr)) + "-" +
                               std::to_string(::getpid()) + ".txt"))
                        .string());
}

}  // namespace ingot::term
