// exp, tanh and sigmoid of one number without branches and calls, for loops that become vectors.
//
// Every operation is rounded as it is written, but for `multiply_add`, which rounds once wherever
// the instruction set can (AVX2, AVX-512, arm64) and twice elsewhere. So a number's result has the
// same bits in the body of a loop and in its remainder, and on all processors that can.
//
// Errors are the largest over all floats, in units of the last place of a normal result; they are
// the same whether or not products and sums are rounded together.
#ifndef CKERNELS_SCALAR_FUNCTIONS_H
#define CKERNELS_SCALAR_FUNCTIONS_H

#include <stdint.h>
#include <string.h>

#include "clones.h"

#pragma clang fp contract(off)

/// a·b + c. (`fmaf` would be a call where the processor does not fuse.)
INLINED float multiply_add(float a, float b, float c) {
#pragma clang fp contract(on)
  return a * b + c;
}

// NaN stays NaN, in the order of operands that makes it one instruction of x86.
INLINED float at_least(float bound, float x) { return bound > x ? bound : x; }
INLINED float at_most(float bound, float x) { return bound < x ? bound : x; }

/// 2ⁿ for n from -126 to 127; 0 for n = -127 and infinity for n = 128.
INLINED float power_of_two(int32_t n) {
  const uint32_t bits = (uint32_t)(n + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return power;
}

/// An exponential in two parts: exp(x) = 2ⁿ·(1 + rest).
struct exponential {
  int32_t n;
  float rest;  // between 1 / √2 - 1 and √2 - 1
};

/// For |x| up to some hundreds. Near zero n is 0 and `rest` keeps all its digits.
INLINED struct exponential exponential(float x) {
  // Added to 1.5·2²³, a number is rounded to an integer that stands in the lowest bits.
  const float shifter = 0x1.8p23f;
  const float shifted = multiply_add(x, 0x1.715476p0f /* 1 / log 2 */, shifter);
  const float n = shifted - shifter;
  // log 2 in two parts, the first so short that n times it is exact.
  const float r = multiply_add(n, 0x1.bd0106p-13f, multiply_add(n, -0x1.63p-1f, x));

  // (exp(r) - 1 - r) / r², minimax: exp(r) - 1 is off by at most 2⁻²⁶ of itself. The shorter its
  // chain of dependent operations, the better (by 6 % against Horner's).
  const float r2 = r * r;
  const float low = multiply_add(r, 0x1.5554b6p-3f, 0.5f);
  const float middle = multiply_add(r, 0x1.122408p-7f, 0x1.5555aap-5f);
  const float q = multiply_add(r2, multiply_add(r2, 0x1.6c678p-10f, middle), low);

  uint32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  return (struct exponential){(int32_t)(bits - 0x4B400000u), multiply_add(r2, q, r)};
}

/// exp(x), off by at most 1.05. Subnormal where the result is; 0 below -103.97, infinite above
/// 88.72.
INLINED float exp_of(float x) {
  const struct exponential e = exponential(at_least(-104.0f, at_most(89.0f, x)));
  // In two factors: one alone could not be written where the result is subnormal or near 2¹²⁸.
  const int32_t half = e.n >> 1;
  const float power = power_of_two(half);
  return multiply_add(power, e.rest, power) * power_of_two(e.n - half);
}

/// 1 / (1 + exp(-x)), off by at most 2.5. 1 from 16.64 up; subnormal below -87.34, and 0 from
/// -88.38 down.
INLINED float sigmoid_of(float x) {
  // From 88.38 on the power is infinity, which makes the zero; times a rest below zero and added to
  // itself it would be NaN.
  const struct exponential e = exponential(at_least(-20.0f, at_most(89.0f, -x)));
  return 1.0f / multiply_add(power_of_two(e.n), 1.0f + e.rest, 1.0f);
}

/// tanh(x) as (1 - exp(-2|x|)) / (1 + exp(-2|x|)) with the sign of x, off by at most 2.5. Odd to the
/// bit, ±0 at ±0, ±1 from ±9.02 on.
INLINED float tanh_of(float x) {
  const struct exponential e = exponential(at_least(-20.0f, -2.0f * __builtin_fabsf(x)));
  const float power = power_of_two(e.n);
  // 1 - exp(-2|x|), which does not cancel: the power is 1 where the difference is small.
  const float w = multiply_add(-power, e.rest, 1.0f - power);
  return __builtin_copysignf(w / (2.0f - w), x);
}

#endif
