#include "os/heap.h"

#include <cstdlib>  // defines __GLIBC__

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace ingot::os {

#ifdef __GLIBC__

namespace {
constexpr int kLargeBytes = 128 << 10;
}

void keep_heap_small() {
  // Setting the threshold also stops glibc from raising it to the largest buffer freed so far.
  // NOLINTBEGIN(concurrency-mt-unsafe): called before there are other threads
  ::mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  ::mallopt(M_TRIM_THRESHOLD, kLargeBytes);
  ::mallopt(M_ARENA_MAX, 1);
  // NOLINTEND(concurrency-mt-unsafe)
}

void give_back_heap() { ::malloc_trim(0); }

#else

void keep_heap_small() {}
void give_back_heap() {}

#endif

}  // namespace ingot::os
