// Rounding to bfloat16, sixteen floats at a time.
#ifndef CKERNELS_ROUNDING_H
#define CKERNELS_ROUNDING_H

#include "vectors.h"

typedef uint16_t u16x16 __attribute__((ext_vector_type(16)));
typedef uint16_t u16x16_at __attribute__((ext_vector_type(16), aligned(2), may_alias));

/// The bits of floats, of which the upper halves are to be taken: rounded to the nearest, to even in a
/// tie.
INLINED void round_bits(u32x16 *bits) {
  const u32x16 rounded = *bits + 0x7FFF + (*bits >> 16 & 1);
  const u32x16 quiet = *bits | 0x400000;  // a NaN must not be rounded to infinity
  *bits = (*bits & 0x7FFFFFFF) > 0x7F800000 ? quiet : rounded;
}

INLINED void store_bfloat16(uint16_t *y, const f32x16 *x) {
  u32x16 bits = (u32x16)*x;
  round_bits(&bits);
  *(u16x16_at *)y = __builtin_convertvector(bits >> 16, u16x16);
}

INLINED uint16_t bfloat16_of(float x) {
  const f32x16 all = x;
  uint16_t rounded[LANES];
  store_bfloat16(rounded, &all);
  return rounded[0];
}

#endif
