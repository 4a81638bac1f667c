// Sixteen floats at a time, on every processor: the compiler makes one, two or four registers of
// them. The lanes are thus the same everywhere, and with them the order in which sums are made.
//
// Helpers are inlined into every clone of their caller, and take vectors by address: by value they
// would be passed as the baseline passes them, in registers that a clone does not agree on.
#ifndef CKERNELS_VECTORS_H
#define CKERNELS_VECTORS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

enum { LANES = 16 };

typedef float f32x16 __attribute__((ext_vector_type(16)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));
typedef uint64_t u64x8 __attribute__((ext_vector_type(8)));
typedef double f64x8 __attribute__((ext_vector_type(8)));
typedef double f64x4 __attribute__((ext_vector_type(4)));
typedef double f64x2 __attribute__((ext_vector_type(2)));

typedef float f32x16_at __attribute__((ext_vector_type(16), aligned(4), may_alias));
typedef uint32_t u32x16_at __attribute__((ext_vector_type(16), aligned(4), may_alias));

/// The sixteen floats at an address, which need not be aligned; to be read or assigned.
#define FLOATS(address) (*(f32x16_at *)(address))
#define WORDS(address) (*(u32x16_at *)(address))

/// The first `count` floats at an address, and `fill` in the lanes after them.
INLINED void load_part(f32x16 *v, const float *x, ptrdiff_t count, float fill) {
  *v = fill;
  memcpy(v, x, (size_t)count * sizeof *x);
}

INLINED void store_part(float *x, const f32x16 *v, ptrdiff_t count) {
  memcpy(x, v, (size_t)count * sizeof *x);
}

/// All ones in the first `count` lanes.
INLINED void first_lanes(i32x16 *mask, ptrdiff_t count) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  *mask = lane < (int32_t)count;
}

/// sum += a · b, rounded once wherever the instruction set can.
INLINED void add_product(f32x16 *sum, const f32x16 *a, const f32x16 *b) {
#pragma clang fp contract(on)
  *sum += *a * *b;
}

/// The sum of eight lanes: halves added to halves.
INLINED double sum_of_doubles(const f64x8 *v) {
  const f64x4 four = v->lo + v->hi;
  const f64x2 two = four.lo + four.hi;
  return two.x + two.y;
}

/// The sum of sixteen lanes, made in double.
INLINED double sum_of_floats(const f32x16 *v) {
  const f64x8 eight =
      __builtin_convertvector(v->lo, f64x8) + __builtin_convertvector(v->hi, f64x8);
  return sum_of_doubles(&eight);
}

#endif
