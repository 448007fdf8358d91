// os/foreground.h: a program that gets the terminal for a while.
//
// Purpose    The user's editor: it runs in our own process group, so that keys and job control
//            reach it as if it had been started by the shell. Everything else is os/process.h.
// Threads    The calling thread waits; `waker` is drained meanwhile.
// Errors     Kind::not_found when the program cannot be started.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "os/process.h"
#include "os/waker.h"

namespace ingot::os {

// Waits for the end of the program. When `waker` is woken and `ends` says so, the program is ended
// first (HUP, then KILL).
Result<Exit> run_in_foreground(const std::vector<std::string>& argv,
                               const std::vector<std::string>& environment, const Waker& waker,
                               const std::function<bool()>& ends);

}  // namespace ingot::os
