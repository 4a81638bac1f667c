// Counts what a thread allocates, by standing in for the C library's allocator. Only tests link it.
#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>

/// False under a sanitizer, which has an allocator of its own.
bool allocation_counter_works(void);

/// Counts from zero on this thread.
void allocation_counter_start(void);

/// How often this thread has allocated since, but for what oneDNN did; counts no more.
long allocation_counter_stop(void);

#endif
