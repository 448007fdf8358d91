#include "base/assert.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace ingot {
namespace {
std::atomic<AbortHook> abort_hook = nullptr;
}

void set_abort_hook(AbortHook hook) { abort_hook.store(hook); }

void assertion_failed(const char* condition, const char* why, const char* file, int line) {
  if (const AbortHook hook = abort_hook.exchange(nullptr)) hook();
  std::fprintf(stderr, "ingot: internal error at %s:%d: %s (%s)\n", file, line, condition, why);
  std::abort();
}

}  // namespace ingot
