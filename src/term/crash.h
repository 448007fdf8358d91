// term/crash.h: what a crash leaves: a usable terminal, one line, a report.
//
// Purpose    SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE and SIGQUIT restore the terminal, write a
//            report of addresses and say where it is (TUI-147, TUI-149). SIGTERM, SIGHUP and SIGINT
//            restore it too, as long as nobody watches them (os::SignalWatcher). The process then
//            ends as the signal wants it.
// Threads    Called before other threads start. The handlers run on the stack that
//            os::begin_thread() gives each thread, so that a stack overflow is told too.
// Invariant  A report names functions and addresses only: no text of users, models or files, no
//            environment, so nothing in it is secret.
#pragma once

#include <filesystem>
#include <string>

namespace ingot::term {

// Before the terminal is taken.
void watch_crashes(const std::string& version);

// From here on reports go to `folder`/crash-TIME-PID.txt; the folder is made when there is
// something to write.
void keep_crash_reports(const std::filesystem::path& folder);

}  // namespace ingot::term
