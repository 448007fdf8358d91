// base/assert.h: stops the program when one of its own invariants is broken.
//
// Purpose    For programmer errors only, on in release builds too. Nothing that a user, model,
//            server or file can send may reach one.
#pragma once

namespace ingot {

// Called once before abort(); the terminal front end sets it to restore the terminal. Must be
// async-signal-safe. Null means nothing to do.
using AbortHook = void (*)();
void set_abort_hook(AbortHook hook);

[[noreturn]] void assertion_failed(const char* condition, const char* why, const char* file,
                                   int line);

}  // namespace ingot

#define INGOT_ASSERT(condition, why)                                  \
  do {                                                                \
    if (!(condition)) [[unlikely]] {                                  \
      ::ingot::assertion_failed(#condition, why, __FILE__, __LINE__); \
    }                                                                 \
  } while (false)
