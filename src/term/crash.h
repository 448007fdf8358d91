// term/crash.h: what a crash leaves: a usable terminal, one line, a report.
//
// Purpose    SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE and SIGQUIT restore the terminal, write a
//            report of addresses and say where it is (TUI-147, TUI-149). The process then ends as
//            the signal wants it.
// Threads    Called once, before other threads. The handlers run on a stack of their own on the
//            main thread, so that a stack overflow is told too.
// Invariant  A report names functions and addresses only: no text of users, models or files, no
//            environment, so nothing in it is secret.
#pragma once

#include <filesystem>
#include <string>

namespace ingot::term {

// Reports go to `folder`/crash-TIME-PID.txt; the folder is made when there is something to write.
void watch_crashes(const std::string& version, const std::filesystem::path& folder);

}  // namespace ingot::term
