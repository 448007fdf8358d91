// os/heap.h: how the allocator keeps what was freed.
//
// Purpose    A conversation is sent whole with every request, so large buffers come and go on many
//            threads; with the allocator's own settings their memory stays with the process.
// Threads    From any, and as often as one likes.
// Source     mallopt(3), malloc_trim(3) of glibc. Elsewhere both do nothing.
#pragma once

namespace ingot::os {

// Large buffers go back to the system as soon as they are freed, and threads that start from now on
// share the arenas there are.
void keep_heap_small();

// Hands back pages that are free in the middle of the heap. Some tenths of a millisecond.
void give_back_heap();

}  // namespace ingot::os
