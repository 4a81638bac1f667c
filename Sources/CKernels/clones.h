// Kernels are built for several instruction sets, and what they call is built into each.
#ifndef CKERNELS_CLONES_H
#define CKERNELS_CLONES_H

#include <stdint.h>  // the C library's, which tells whether it is glibc

/// Builds a function for three instruction sets; the loader picks one. Elsewhere the baseline
/// serves: on arm64 it has vectors and fused multiplication already. Not under the thread sanitizer,
/// which is not ready yet when the loader picks.
#if !defined(__has_feature)
#define __has_feature(feature) 0
#endif
#if defined(CKERNELS_ARCH)  // for one alone: see scripts/test-processor
#define CLONED __attribute__((target("arch=" CKERNELS_ARCH)))
#elif defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__) && \
    !__has_feature(thread_sanitizer)
#define CLONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONED
#endif

#define INLINED static inline __attribute__((always_inline))

/// Before a loop whose elements do not depend on each other. An output may be the very array of an
/// input: that is safe, but `restrict` would deny it, and without either clang tests for overlap
/// and takes a slow path where arrays are the same.
#define ELEMENTWISE _Pragma("clang loop vectorize(assume_safety)")

#endif
