#include "arithmetic.h"

#include "vectors.h"

// Memory is the limit here, so nothing is lost by rounding the product as every processor can.
#pragma STDC FP_CONTRACT OFF

CLONED void ck_add(const float *x, float *y, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) FLOATS(y + i) += FLOATS(x + i);
  for (; i < count; ++i) y[i] += x[i];
}

CLONED void ck_add_scaled(float a, const float *x, float *y, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) FLOATS(y + i) += FLOATS(x + i) * a;
  for (; i < count; ++i) y[i] += x[i] * a;
}

CLONED void ck_scale(float a, float *x, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + LANES <= count; i += LANES) FLOATS(x + i) *= a;
  for (; i < count; ++i) x[i] *= a;
}
