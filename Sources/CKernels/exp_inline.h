// The exponential of sixteen floats.
#ifndef CKERNELS_EXP_INLINE_H
#define CKERNELS_EXP_INLINE_H

#include "vectors.h"

/// x becomes exp(x), within 1 ulp whether or not multiplication and addition are fused: exactly 1
/// at 0, down to the least subnormal and 0 below -103.97, infinite above 88.72; NaN stays NaN.
///
/// exp(x) = 2^n exp(r) with n the integer nearest to x / ln 2, so |r| <= ln 2 / 2, where
/// exp(r) = 1 + r + r^2 q(r) with q of degree 4 is off by at most 3.1e-9 (a minimax fit).
INLINED void exp_floats(f32x16 *x) {
  f32x16 v = *x;
  v = v < -105.0f ? (f32x16)-105.0f : v;  // false for NaN, which goes on
  v = v > 89.0f ? (f32x16)89.0f : v;

  // Added to 1.5 * 2^23, a number is rounded to an integer that stands in the lowest bits.
  const float shifter = 0x1.8p23f;
  const f32x16 t = v * 0x1.715476p0f + shifter;
  const f32x16 n = t - shifter;
  // ln 2 in two parts, the first so short that n times it is exact.
  const f32x16 r = (v - n * 0x1.63p-1f) - n * -0x1.bd0106p-13f;

  f32x16 q = r * 0x1.6a23dp-10f + 0x1.123a2p-7f;
  q = q * r + 0x1.5558f2p-5f;
  q = q * r + 0x1.555492p-3f;
  q = q * r + 0x1.fffffcp-2f;
  const f32x16 p = q * (r * r) + r + 1.0f;

  // 2^n in two factors: one alone could not be written where the result is subnormal or near 2^128.
  const u32x16 k = (u32x16)t - 0x4B400000u;
  const u32x16 half = (u32x16)((i32x16)k >> 1);
  *x = p * (f32x16)((half + 127u) << 23) * (f32x16)((k - half + 127u) << 23);
}

#endif
